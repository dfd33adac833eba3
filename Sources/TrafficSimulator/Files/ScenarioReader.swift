public import Documents
internal import RoutingEngine

/// A scenario as a file gives it: the trace it names is not loaded yet.
public struct ScenarioFile: Sendable, Hashable {
  /// The scenario; a trace it names has no points yet.
  public var scenario: Scenario
  /// The path of the trace, as the file gives it; nil without a trace.
  public var tracePath: String?
  /// Where the file names it: line and column; nil without a trace.
  public var tracePosition: Position?

  /// Puts a trace in; the run then lasts as long as the shorter of the two.
  public mutating func attach(_ points: [TracePoint]) {
    var trace = scenario.traffic.trace ?? Trace(points: [])
    trace.points = points
    if let last = points.last {
      let length = last.offset.scaled(by: 1 / trace.rate) + Nanoseconds(1)
      scenario.duration = min(scenario.duration, max(length, Nanoseconds(Limits.shortestDuration)))
      scenario.warmup = min(scenario.warmup, Nanoseconds(scenario.duration.count / 2))
    }
    scenario.traffic.trace = trace
    tracePath = nil
  }
}

/// Reads scenario files; every problem is reported at once.
public struct ScenarioReader {
  let root: ObjectReader
  let problems: Problems

  /// The scenario in a document, or nil with the problems reported.
  public static func read(_ document: Node, problems: Problems) -> ScenarioFile? {
    guard let root = ObjectReader(document, what: "the scenario", problems: problems) else { return nil }
    let file = ScenarioReader(root: root, problems: problems).file()
    root.finish()
    return problems.isEmpty ? file : nil
  }

  /// The scenario in the bytes of a file, or nil with the problems reported.
  public static func read(_ bytes: [UInt8], problems: Problems) -> ScenarioFile? {
    do {
      return read(try Document.parse(bytes, dialect: .json5), problems: problems)
    } catch {
      problems.report(error)
      return nil
    }
  }

  private func file() -> ScenarioFile? {
    let name = root.string("name")
    if let name { checkName(name) }
    let title = root.optionalString("title")
    let duration = root.duration("duration", in: Limits.shortestDuration...Limits.duration)
    let world = readWorld()
    guard let world else { return skim(duration: duration) }
    var scenario = Scenario(
      name: name ?? "", title: title ?? name ?? "",
      duration: Nanoseconds(duration ?? Limits.duration), world: world)
    scenario.seed = readSeed()
    scenario.warmup = Nanoseconds(root.duration("warmup", in: 0...Limits.duration, default: 0))
    if scenario.warmup >= scenario.duration {
      root.report("warmup", "the warm-up is as long as the run or longer", hint: "metrics begin after it")
    }
    scenario.speed = root.number("speed", in: 0...100_000, default: 1)
    var tracePath: String?
    if let section = root.optionalObject("traffic") {
      (scenario.traffic, tracePath) = readTraffic(section, world: world)
    }
    let names = TargetNames(world: world)
    let faults = FaultReader(names: names, duration: scenario.duration)
    scenario.faults = entries("faults", named: "fault").compactMap(faults.read)
    let acts = ActReader(names: names, duration: scenario.duration)
    scenario.acts = entries("operator", named: "act").compactMap(acts.read)
    let expectations = ExpectationReader(names: names, duration: scenario.duration)
    scenario.expectations = entries("expect", named: "expectation").compactMap(expectations.read)
    if let section = root.optionalObject("breaker") { scenario.breaker.override(from: section) }
    if let section = root.optionalObject("selection") { scenario.selection.override(from: section) }
    if let section = root.optionalObject("retry") { scenario.retry.override(from: section) }
    var file = ScenarioFile(scenario: scenario, tracePath: tracePath)
    if tracePath != nil { file.tracePosition = root.optionalObject("traffic")?.position(of: "trace") }
    return file
  }

  /// Asks for the keys that cannot be judged without a world, so that none of them is called unknown.
  private func skim(duration: Int64?) -> ScenarioFile? {
    for key in [
      "seed", "warmup", "speed", "traffic", "faults", "operator", "expect", "breaker", "selection", "retry",
    ] {
      _ = root.optionalNode(key)
    }
    return nil
  }

  private func readWorld() -> World? {
    guard let node = root.node("world") else { return nil }
    if let name = node.string {
      guard root.choice("world", of: World.builtInNames) != nil else { return nil }
      return World.named(name)
    }
    guard let section = root.object("world") else { return nil }
    return WorldReader(section: section).world()
  }

  private func readSeed() -> UInt64 {
    UInt64(root.integer("seed", in: 0...Int.max, default: 1))
  }

  private func entries(_ key: String, named noun: String) -> [ObjectReader] {
    let objects = root.objects(key, named: noun, by: "")
    if objects.count > Limits.entries {
      root.report(key, "there are \(objects.count) entries in \"\(key)\", the limit is \(Limits.entries)")
    }
    return Array(objects.prefix(Limits.entries))
  }

  private func readTraffic(_ section: ObjectReader, world: World) -> (Traffic, String?) {
    var traffic = Traffic()
    traffic.shape = section.choice("shape", as: TrafficShape.self, default: .steady)
    traffic.scale = section.number("scale", in: .leastNonzeroMagnitude...10_000, default: 1)
    traffic.callerRetries = section.integer("caller_retries", in: 0...10, default: 0)
    let path = section.optionalString("trace")
    let rate = section.number("rate", in: Limits.traceRate, default: 1)
    let feature = section.optionalChoice("feature", of: world.features.map(\.id))
    let isOnly = section.bool("only", default: false)
    if path == nil {
      for key in ["rate", "feature", "only"] where section.has(key) {
        section.report(
          key, "\"\(key)\" in \"traffic\" is about a trace, and there is none", hint: "add \"trace\"")
      }
    } else {
      var trace = Trace(points: [])
      trace.rate = rate
      trace.feature = feature
      trace.isOnly = isOnly
      traffic.trace = trace
    }
    section.finish()
    return (traffic, path)
  }

  private func checkName(_ name: String) {
    let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    if name.isEmpty || name.utf8.count > 100 || !isPlain {
      root.report("name", "a scenario's name is 1 to 100 bytes of text without control characters")
    }
  }
}
