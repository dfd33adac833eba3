/// Says in one line what an event was about, what happened, and the numbers that decided.
public struct EventText: Sendable {
  private let endpoints: [String]
  private let features: [String]
  private let quote: @Sendable (String) -> String

  /// Makes the writer of an engine's events.
  ///
  /// - Parameters:
  ///   - endpoints: their ids, in the order of the configuration.
  ///   - features: their ids, in the order of the configuration.
  ///   - quoting: puts what an operator wrote in quotes, fit for where the line is shown.
  public init(
    endpoints: [String], features: [String], quoting: @escaping @Sendable (String) -> String
  ) {
    self.endpoints = endpoints
    self.features = features
    quote = quoting
  }

  /// The line, without its end.
  public func line(_ event: Event) -> String {
    var words: [String] = []
    if let endpoint = event.endpoint { words.append(endpoints[endpoint.value]) }
    if let feature = event.feature { words.append((words.isEmpty ? "" : "for ") + features[feature.value]) }
    if event.kind == .actRefused {
      return refusal(
        of: event.detail.act, by: event.detail.actor, because: event.detail.reason, outcome: event.to)
    }
    words.append(Self.spaced(event.kind.rawValue))
    if let stage = event.detail.stage { words.append("stage \(stage)") }
    if let other = event.detail.other { words.append("to \(endpoints[other.value])") }
    if let share = event.detail.share { words.append("at \(Self.tenths(share * 100)) %") }
    if let trigger = event.trigger { words.append("(\(Self.spaced(trigger.name)))") }
    if let k = event.detail.k, let n = event.detail.n, n > 0 {
      words.append("\(k) of \(n)")
      if let window = event.detail.window { words.append("in \(Self.tenths(window.seconds)) s") }
    }
    if let rate = event.detail.rate { words.append("\(Self.tenths(rate)) requests/s") }
    if let reason = event.detail.reason, !reason.isEmpty { words.append("- " + quote(reason)) }
    return words.joined(separator: " ")
  }

  /// The line of an act that came to nothing: `act failed: drain use1/sonnet by ana - "the pool is frozen"`.
  ///
  /// - Parameters:
  ///   - act: what was wanted, as it is typed.
  ///   - actor: who wanted it.
  ///   - reason: why it came to nothing.
  ///   - outcome: how it ended, by name: `failed`, `conflict`, `refused`.
  /// - Returns: the line, without its end.
  public func refusal(of act: String?, by actor: String?, because reason: String?, outcome: String?) -> String
  {
    var line = outcome == "failed" ? "act failed" : outcome == "conflict" ? "act in conflict" : "act refused"
    if let act { line += ": \(act)" }
    if let actor, !actor.isEmpty { line += " by \(actor)" }
    if let reason, !reason.isEmpty { line += " - " + quote(reason) }
    return line
  }

  private static func spaced(_ name: String) -> String {
    name.split(separator: "_").joined(separator: " ")
  }

  /// One digit behind the point, and none where it is zero.
  static func tenths(_ number: Double) -> String {
    let scaled = (number * 10).rounded()
    guard scaled.magnitude < 1e15 else { return "\(number)" }
    let whole = Int64(scaled)
    return whole % 10 == 0 ? "\(whole / 10)" : "\(Double(whole) / 10)"
  }
}

extension EventKind {
  /// How urgent a line of this kind is.
  public var severity: Severity {
    switch self {
    case .opened, .panic, .tripped, .correlatedSuspect: .crit
    case .suspect, .regressed, .probeStarved, .quotaHold, .authHold, .retired, .leaseOverdue,
      .ejectionRefused, .telemetryGap, .actRefused, .failover, .wouldTrip:
      .warn
    case .overrideSet: .drain
    case .partialOpen, .advanced, .closed, .capChanged, .overrideEnded, .panicEnded, .shareChanged,
      .flipProposed, .configApplied:
      .ok
    }
  }
}
