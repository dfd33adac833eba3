internal import RoutingEngine
internal import Wire

/// Who came first, where an act came too late.
extension ControlDesk {
  /// How long after an act another one that would change nothing may have been meant to do the same, in milliseconds.
  static let sameMoment: Int64 = 600_000

  /// Why an act is not done that the engine would not do; nil where it would.
  ///
  /// Of damage, the preview names the worst, the engine the first that it found.
  func reason(
    _ result: ActResult, of receipt: ActReceipt, seen: UInt64?, in configuration: EngineConfiguration
  ) -> String? {
    switch result {
    case .applied: nil
    case .refused(let sentence): receipt.preview?.refusal ?? sentence
    case .conflict(let sentence):
      seen.map { conflict(sentence, of: receipt.act.order, seen: $0, in: configuration) } ?? sentence
    case .unknown(let sentence): sentence
    }
  }

  /// What somebody did lately that leaves an act nothing to change: `; mira was first: undrain a by …`; empty where
  /// nobody did.
  func first(before order: Order, at now: Moment, in configuration: EngineConfiguration) -> String {
    let first = lastAct(like: order, in: configuration) {
      now.milliseconds - $0.at.milliseconds <= Self.sameMoment
    }
    return first.map { "; the last act there: \($0)" } ?? ""
  }

  /// The last act about the same that is in force and of which something holds, in words.
  private func lastAct(
    like order: Order, in configuration: EngineConfiguration,
    by isSame: ((Order, Order, EngineConfiguration) -> Bool)? = nil, where holds: (AuditReceipt) -> Bool
  ) -> String? {
    for line in audit.lines().reversed() {
      guard line.receipt.outcome == .applied, case .act(let request) = line.receipt.act, holds(line.receipt),
        (isSame ?? Self.isAbout)(request.order, order, configuration)
      else { continue }
      return Self.words(request, by: line.receipt.actor, at: line.receipt.at)
    }
    return nil
  }

  /// What the engine says of a conflict, with the revision that was read and the act that came between.
  ///
  /// - Parameters:
  ///   - sentence: the engine's.
  ///   - order: what came too late.
  ///   - seen: the revision its author read.
  ///   - configuration: whose endpoints the orders are about.
  /// - Returns: who did what, when and why; of a change that was nobody's act, only when it was not there yet.
  func conflict(
    _ sentence: String, of order: Order, seen: UInt64, in configuration: EngineConfiguration
  ) -> String {
    let whole = "\(sentence) at revision \(seen)"
    return whole
      + (lastAct(like: order, in: configuration, by: Self.meet) { $0.revision > seen }.map { ": \($0)" } ?? "")
  }

  /// The act about the same that another system has not confirmed yet, as a conflict; nil where there is none.
  func underWay(_ order: Order, in configuration: EngineConfiguration) -> String? {
    let waiting = unconfirmed.values.filter { Self.meet($0.receipt.act.order, order, configuration) }
    guard let receipt = waiting.map(\.receipt).min(by: { $0.id < $1.id }) else { return nil }
    return "an act on the same waits for its confirmation: "
      + Self.words(receipt.act, by: receipt.actor, at: receipt.at)
  }

  /// `drain use1/sonnet by jon at 03:12:41, "INC-4412"`.
  private static func words(_ act: ActRequest, by actor: String, at moment: Moment) -> String {
    let reason = act.reason.isEmpty ? "" : ", \"\(act.reason)\""
    return "\(act.order.words) by \(actor) at \(moment.clockText)\(reason)"
  }

  /// Whether two orders are about the same feature, or have an endpoint in common.
  private static func isAbout(_ one: Order, _ other: Order, _ configuration: EngineConfiguration) -> Bool {
    if let mine = one.scope, let theirs = other.scope {
      return configuration.endpoints.contains { mine.contains($0) && theirs.contains($0) }
    }
    return one.feature != nil && one.feature == other.feature
  }

  /// Whether two orders are about the same, or one moves a feature to an endpoint that the other is about.
  private static func meet(_ one: Order, _ other: Order, _ configuration: EngineConfiguration) -> Bool {
    if isAbout(one, other, configuration) { return true }
    guard let scope = one.scope ?? other.scope, let endpoint = one.endpoint ?? other.endpoint else {
      return false
    }
    return configuration.endpoints.contains { $0.id == endpoint && scope.contains($0) }
  }
}

extension Order {
  /// The feature that it changes; nil of an order about endpoints.
  fileprivate var feature: String? {
    switch self {
    case .flip(let feature, _, _), .share(let feature, _, _): feature
    case .drain, .undrain, .breaker: nil
    }
  }

  /// The endpoint that it moves a feature to, where it names one.
  fileprivate var endpoint: String? {
    switch self {
    case .flip(_, let target, _): target
    case .share(_, let endpoint, _): endpoint
    case .drain, .undrain, .breaker: nil
    }
  }
}
