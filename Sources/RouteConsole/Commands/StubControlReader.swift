internal import Documents
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator

/// Reads what is sent to a stand-in provider's `/control`: the fault objects of a scenario file.
///
/// A stand-in is one provider, so a target that names a provider, a cloud, a region or an endpoint means all of
/// it. Two things are its own: the kind `malformed`, and `after_tokens`, after which an answer breaks.
enum StubControlReader {
  /// How problems name the body.
  private static let name = "control"
  /// The kind that scenarios do not have.
  private static let malformed = "malformed"
  /// The longest time that a fault may take, in nanoseconds: a day.
  private static let longest: Int64 = 86_400_000_000_000

  /// What a body asks for.
  static func read(_ body: [UInt8]) -> StubControl {
    let problems = Problems(file: name)
    let root: Node
    do {
      root = try Document.parse(body, dialect: .json5)
    } catch {
      problems.report(error)
      return .refuse(problems.all.map(\.description))
    }
    if root["clear"]?.bool == true, root.members?.count == 1 { return .clear }
    let nodes = root.array ?? root["faults"]?.array ?? [root]
    let faults = nodes.enumerated().compactMap { place, node in
      ObjectReader(node, what: "fault \(place + 1)", problems: problems).flatMap(fault)
    }
    guard problems.isEmpty else { return .refuse(problems.all.map(\.description)) }
    return .add(faults)
  }

  private static func fault(_ entry: ObjectReader) -> StubFault? {
    let afterTokens = entry.optionalInteger("after_tokens", in: 0...StubOptions.mostTokens)
    if entry.optionalNode("kind")?.string == malformed { return malformed(entry, afterTokens) }
    guard let fault = LiveFaultReader.read(entry) else { return nil }
    guard var struck = translate(fault.kind) else {
      entry.report(
        "kind", "a provider cannot show the fault \(fault.kind.name) of \(entry.what)",
        hint: "it belongs to simulated worlds")
      return nil
    }
    struck.delay = fault.start
    struck.duration = fault.duration
    struck.ramp = fault.ramp
    struck.promptTokensOver = fault.condition.promptTokensOver
    struck.afterTokens = afterTokens
    if fault.condition.feature != nil || fault.condition.replica != nil {
      entry.report("when", "a provider knows neither features nor replicas, but \(entry.what) asks for one")
    }
    switch fault.target {
    case .model(let name): struck.model = name
    case .all, .provider, .cloud, .region, .endpoint: break
    case .feature, .replica:
      entry.report(
        "target", "a provider knows neither features nor replicas, but \(entry.what) strikes one",
        hint: "leave the target out, or write model: with a name")
    }
    return struck
  }

  private static func malformed(_ entry: ObjectReader, _ afterTokens: Int?) -> StubFault {
    _ = entry.optionalString("kind")
    var fault = StubFault(.malformed)
    fault.afterTokens = afterTokens
    fault.rate = entry.number("rate", in: .leastNonzeroMagnitude...1, default: 1)
    fault.delay = Nanoseconds(entry.duration("at", in: 0...longest, default: 0))
    fault.duration = entry.optionalDuration("for", in: 1_000_000...longest).map { Nanoseconds($0) }
    _ = entry.optionalString("target")
    entry.finish()
    return fault
  }

  /// The fault as a provider shows it; nil for what no provider can.
  private static func translate(_ kind: FaultKind) -> StubFault? {
    switch kind {
    case .error(let outcome, let rate, let latency): fault(.error(outcome, latency: latency), rate)
    case .blackhole: StubFault(.blackhole)
    case .connect(let rate): fault(.connect, rate)
    case .slowTTFT(let factor): StubFault(.slowTTFT(factor: factor))
    case .slowTPOT(let factor): StubFault(.slowTPOT(factor: factor))
    case .latency(let add): StubFault(.latency(add: add))
    case .cutStream(let rate): fault(.cutStream, rate)
    case .inBandError(let rate, let isFirst): fault(.inBandError(beforeFirstToken: isFirst), rate)
    case .stallStream(let rate): fault(.stallStream, rate)
    case .emptySuccess(let rate): fault(.emptySuccess, rate)
    case .rateLimit(let share, let hint, let latency):
      StubFault(.rateLimit(share: share, retryAfter: hint, latency: latency))
    case .quotaExhausted: StubFault(.quotaExhausted)
    case .authExpired: StubFault(.authExpired)
    case .modelGone: StubFault(.modelGone)
    case .contentFilter(let rate): fault(.contentFilter, rate)
    case .capacity(let from, let to, collapse: false): StubFault(.capacity(from: from, to: to))
    case .flap(let up, let down, let outcome): StubFault(.flap(up: up, down: down, outcome))
    case .capacity, .telemetryGap, .duplicateOutcomes, .lateOutcomes, .clockStep, .traffic, .promptShift,
      .price, .quality, .operatorConflict:
      nil
    }
  }

  private static func fault(_ kind: StubFault.Kind, _ rate: Double) -> StubFault {
    var fault = StubFault(kind)
    fault.rate = rate
    return fault
  }
}
