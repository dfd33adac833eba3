internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// `check`: says whether a file is valid, or everything that is wrong with it.
struct CheckCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let path = invocation.arguments[0]
    let problems = Problems(file: path)
    let bytes: [UInt8]
    do {
      bytes = try shell.read(path, limit: ScenarioSource.fileLimit)
    } catch {
      throw .invalid(["\(problems.file): \(error.message)"])
    }
    let document: Node
    do {
      document = try Document.parse(bytes, dialect: .json5)
    } catch {
      problems.report(error)
      throw .invalid([problems.description])
    }
    switch FileKind(of: document) {
    case .configuration: try checkConfiguration(document, problems)
    case .scenario: try checkScenario(bytes, path, problems)
    case nil:
      throw .invalid([
        "\(problems.file):\(document.position): this is neither a configuration nor a scenario (a configuration "
          + "has providers, endpoints and features; a scenario has name, duration and world)"
      ])
    }
  }

  /// The output is a document of its own: what is in force, behind a comment.
  private func checkConfiguration(_ document: Node, _ problems: Problems) throws(CommandError) {
    guard let configuration = ConfigurationReader.read(document, problems: problems) else {
      throw .invalid([problems.description])
    }
    let counts = [
      counted(configuration.providers.count, "provider"), counted(configuration.endpoints.count, "endpoint"),
      counted(configuration.features.count, "feature"),
    ]
    try shell.write(
      """
      // \(problems.file): valid configuration, \(counts.joined(separator: ", "))
      // Everything in force, defaults included:
      \(ConfigurationWriter(configuration: configuration).text)

      """)
  }

  private func checkScenario(_ bytes: [UInt8], _ path: String, _ problems: Problems) throws(CommandError) {
    let source = ScenarioSource(shell: shell)
    let scenario = try source.read(bytes, shownAs: path).scenario
    let counts = [
      counted(scenario.world.endpoints.count, "endpoint"), counted(scenario.world.features.count, "feature"),
      counted(scenario.world.replicas, "replica"), counted(scenario.faults.count, "fault"),
      counted(scenario.expectations.count, "expectation"),
    ]
    let length = DurationText.format(scenario.duration.count)
    try shell.write("\(problems.file): valid scenario, \(length), \(counts.joined(separator: ", "))\n")
  }
}

/// `1 fault`, `2 faults`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)" + (count == 1 ? "" : "s") }
