internal import Documents
internal import RoutingEngine
internal import TelemetryClient
internal import TrafficSimulator
internal import Transport
internal import Wire

/// `check`: says whether a file is valid, or everything that is wrong with it; asks around with `--online`.
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
    case .configuration where invocation.has(.online): try checkOnline(document, problems)
    case .configuration: try checkConfiguration(document, problems)
    case .scenario where invocation.has(.online):
      throw .usage("--online is for a configuration; a scenario names nobody to ask", help: .check)
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
    let configuration = try configuration(document, problems)
    let unreadable = ControlOpening.unreadable(configuration)
    let wrong = unreadable.filter(\.isThere).map { "\(problems.file): \($0.sentence)" }
    guard wrong.isEmpty else { throw .invalid(wrong) }
    for finding in unreadable { shell.complain("\(problems.file): \(finding.sentence)") }
    let engine = configuration.engineConfiguration(
      seed: 0, today: CalendarDate(text: shell.calendar().dayText))
    warn(engine.features.map { FloorWarning.Feature($0, endpoints: engine.endpoints) }, problems)
    try shell.write(
      """
      // \(verdict(configuration, problems))
      // Everything in force, defaults included:
      \(ConfigurationWriter(configuration: configuration).text)

      """)
  }

  private func warn(_ features: [FloorWarning.Feature], _ problems: Problems) {
    for sentence in FloorWarning.sentences(features) {
      shell.complain("\(problems.file): warning: \(sentence)")
    }
  }

  private func configuration(_ document: Node, _ problems: Problems) throws(CommandError) -> Configuration {
    guard let configuration = ConfigurationReader.read(document, problems: problems) else {
      throw .invalid([problems.description])
    }
    if let objection = ControlOpening.objection(to: configuration) {
      throw .invalid(["\(problems.file): \(objection)"])
    }
    return configuration
  }

  private func verdict(_ configuration: Configuration, _ problems: Problems) -> String {
    let counts = [
      counted(configuration.providers.count, "provider"), counted(configuration.endpoints.count, "endpoint"),
      counted(configuration.features.count, "feature"),
    ]
    return "\(problems.file): valid configuration, \(counts.joined(separator: ", "))"
  }

  /// Asks every endpoint and source once, and prints a line about each.
  private func checkOnline(_ document: Node, _ problems: Problems) throws(CommandError) {
    let configuration = try configuration(document, problems)
    try shell.write(verdict(configuration, problems) + "\n")
    let findings: [OnlineFinding]
    do {
      var loop = try EventLoop(limits: configuration.loopLimits)
      try loop.prepareClient()
      let shell = shell
      var check = OnlineCheck(
        configuration, at: loop.wallNanoseconds, environment: { shell.variable($0) })
      findings = check.run(on: &loop)
    } catch {
      throw .failed("\(error)")
    }
    var table = TextTable(columns: 4)
    for finding in findings { table.add([finding.mark.rawValue, finding.kind, finding.name, finding.text]) }
    try shell.write(table.text)
    let failed = findings.count { $0.mark == .failed }
    guard failed == 0 else {
      throw .failed("\(failed) of \(findings.count) did not answer as they should; the lines above say why.")
    }
  }

  private func checkScenario(_ bytes: [UInt8], _ path: String, _ problems: Problems) throws(CommandError) {
    let source = ScenarioSource(shell: shell)
    let scenario = try source.read(bytes, shownAs: path).scenario
    let counts = [
      counted(scenario.world.endpoints.count, "endpoint"), counted(scenario.world.features.count, "feature"),
      counted(scenario.world.replicas, "replica"), counted(scenario.faults.count, "fault"),
      counted(scenario.expectations.count, "expectation"),
    ]
    warn(scenario.world.features.map { FloorWarning.Feature($0) }, problems)
    let length = Figures.length(scenario.duration)
    try shell.write("\(problems.file): valid scenario, \(length), \(counts.joined(separator: ", "))\n")
  }
}

/// `1 fault`, `2 faults`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)" + (count == 1 ? "" : "s") }
