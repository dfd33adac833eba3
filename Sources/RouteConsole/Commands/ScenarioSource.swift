internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// Finds the scenario that a command line names, with its trace.
struct ScenarioSource {
  let shell: any Shell

  /// The most a scenario or configuration file may hold, in bytes.
  static let fileLimit = 64 << 20
  /// The least a trace must cover: shorter ones end before any answer does.
  static let shortestTrace = Nanoseconds.seconds(1)
  /// The most a trace may hold, in bytes.
  static let traceLimit = 512 << 20

  /// The scenario with the options of a command line put in.
  ///
  /// - Throws: `CommandError.invalid` with every problem of the file.
  func scenario(named name: String, for invocation: Invocation) throws(CommandError) -> Scenario {
    var scenario = try file(named: name, trace: invocation.text(.trace)).scenario
    if let replicas = invocation.count(.replicas) { scenario.world.replicas = replicas }
    if let seed = invocation.seed { scenario.seed = seed }
    try checkReplicas(scenario, name: name)
    return scenario
  }

  /// The scenario of a name or path, with a trace loaded: the one given here, or else its own.
  func file(named name: String, trace: String? = nil) throws(CommandError) -> ScenarioFile {
    if let builtIn = BuiltInScenario.named(name) {
      return try read(Array(builtIn.text.utf8), shownAs: name, trace: trace)
    }
    let bytes: [UInt8]
    do {
      bytes = try shell.read(name, limit: Self.fileLimit)
    } catch {
      throw .invalid([unreadable(name, error)])
    }
    return try read(bytes, shownAs: name, trace: trace)
  }

  /// The scenario in the bytes of a file; a trace that it names lies beside it.
  func read(
    _ bytes: [UInt8], shownAs name: String, trace: String? = nil
  ) throws(CommandError) -> ScenarioFile {
    let problems = Problems(file: name)
    let document: Node
    do {
      document = try Document.parse(bytes, dialect: .json5)
    } catch {
      problems.report(error)
      throw .invalid([problems.description])
    }
    if FileKind(of: document) == .configuration {
      throw .invalid([
        "\(problems.file):\(document.position): this is a configuration, and a scenario is needed "
          + "(route-console check reads a configuration)"
      ])
    }
    guard var file = ScenarioReader.read(document, problems: problems) else {
      throw .invalid([problems.description])
    }
    if let trace {
      file.attach(try points(of: trace))
    } else if let path = file.tracePath {
      let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
      let place = file.tracePosition.map { "\(problems.file):\($0): the trace " }
      file.attach(try points(of: path.hasPrefix("/") ? path : folder + path, namedAt: place))
    }
    return file
  }

  /// The requests of a trace, and for messages where a scenario names it; nil of one that the command line names.
  private func points(of path: String, namedAt place: String? = nil) throws(CommandError) -> [TracePoint] {
    let bytes: [UInt8]
    do {
      bytes = try shell.read(path, limit: Self.traceLimit)
    } catch {
      throw .invalid(["\(place ?? "")\(Problems(file: path).file): \(error.message)"])
    }
    let points: [TracePoint]
    do {
      var reader = TraceReader()
      try reader.read(bytes)
      points = try reader.finish()
    } catch {
      throw .invalid(["\(Problems(file: path).file):\(error)"])
    }
    guard let last = points.last, last.offset >= Self.shortestTrace else {
      throw .invalid([
        "\(Problems(file: path).file): the trace covers less than a second, too little to measure anything"
          + " (give a longer one)"
      ])
    }
    return points
  }

  /// `--replicas` may take away a replica that a fault names.
  private func checkReplicas(_ scenario: Scenario, name: String) throws(CommandError) {
    let replicas = scenario.world.replicas
    for (place, fault) in scenario.faults.enumerated() {
      var numbers: [Int] = []
      if case .replica(let number) = fault.target { numbers.append(number) }
      if let number = fault.condition.replica { numbers.append(number) }
      for number in numbers where number >= replicas {
        throw .invalid([
          "\(Problems(file: name).file): fault \(place + 1) strikes replica \(number), and there are \(replicas) "
            + "(ask for at least \(number + 1) with --replicas)"
        ])
      }
    }
  }

  private func unreadable(_ name: String, _ error: FileError) -> String {
    let shown = Problems(file: name).file
    guard error == .missing, !name.contains("/"), !name.contains(".") else {
      return "\(shown): \(error.message)"
    }
    let names = BuiltInScenario.all.map(\.name)
    let near = nearest(name, among: names).map { "did you mean \($0)?" }
    return "\(shown): there is no built-in scenario of this name, and no such file; "
      + (near ?? "'route-console scenarios' lists the names")
  }
}

/// What sort of file a document is, by the keys at its top.
enum FileKind: Hashable {
  case configuration
  case scenario

  private static let configurationKeys = [
    "providers", "endpoints", "features", "gateway", "control", "telemetry", "prices", "state_dir", "watch",
    "recording",
  ]
  private static let scenarioKeys = [
    "name", "title", "seed", "duration", "warmup", "speed", "world", "traffic", "faults", "operator",
    "expect",
  ]

  /// The kind with more keys in the document; nil when there are none of either.
  init?(of document: Node) {
    let keys = document.members?.map(\.key) ?? []
    let configuration = keys.count { Self.configurationKeys.contains($0) }
    let scenario = keys.count { Self.scenarioKeys.contains($0) }
    guard max(configuration, scenario) > 0 else { return nil }
    self = configuration > scenario ? .configuration : .scenario
  }
}
