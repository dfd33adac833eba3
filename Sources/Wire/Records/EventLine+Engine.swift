internal import Documents
public import RoutingEngine

/// Turns an engine's events into lines of the log: names instead of places, the calendar instead of a clock.
public struct EventTranslator: Sendable {
  private let endpoints: [String]
  private let providers: [String]
  private let features: [String]
  private let isAdvisory: Bool
  private let text: EventText
  private let sentence: EventSentence

  /// The most characters of a reason: why an act came to nothing says at its end whose act came first.
  private static let reasonLimit = 300

  /// A translator for engines of a configuration.
  public init(_ configuration: EngineConfiguration) {
    endpoints = configuration.endpoints.map(\.id)
    providers = configuration.endpoints.map(\.provider)
    features = configuration.features.map(\.id)
    isAdvisory = configuration.isAdvisory
    sentence = EventSentence(
      endpoints: endpoints, features: features, floors: configuration.features.map(\.qualityFloor),
      isAdvice: isAdvisory)
    text = EventText(
      endpoints: endpoints, features: features, quoting: { quoted($0, limit: Self.reasonLimit) })
  }

  /// The line of an event.
  ///
  /// - Parameters:
  ///   - event: what the engine recorded.
  ///   - id: its number in the log that it goes to.
  ///   - clock: ties the engine's clock to the calendar.
  /// - Returns: the line.
  public func line(_ event: Event, id: UInt64, clock: ClockAnchor) -> EventLine {
    var line = EventLine(
      id: id, at: clock.moment(at: event.at), kind: event.kind.rawValue, severity: event.kind.severity,
      text: sentence.line(event, until: event.detail.until.map(clock.moment(at:))) ?? text.line(event))
    line.isAdvisory = isAdvisory
    line.endpoint = event.endpoint.map { endpoints[$0.value] }
    line.provider = event.endpoint.map { providers[$0.value] }
    line.feature = event.feature.map { features[$0.value] }
    line.from = event.from
    line.to = event.to
    line.trigger = event.trigger?.name
    line.generation = UInt64(event.generation)
    line.revision = event.revision
    line.detail.n = event.detail.n
    line.detail.k = event.detail.k
    line.detail.limit = event.detail.limit
    line.detail.windowSeconds = event.detail.window?.seconds
    line.detail.stage = event.detail.stage
    line.detail.share = event.detail.share
    line.detail.until = event.detail.until.map(clock.moment(at:))
    line.detail.rate = event.detail.rate
    line.detail.actor = event.detail.actor
    line.detail.act = event.detail.act
    line.detail.reason = event.detail.reason
    line.detail.other = event.detail.other.map { endpoints[$0.value] }
    return line
  }

  /// The line of an act that came to nothing before an engine was asked, or in another system.
  ///
  /// - Parameters:
  ///   - receipt: the act, and what came of it.
  ///   - id: its number in the log that it goes to.
  /// - Returns: the line, as that of an act that the engine refused.
  public func line(of receipt: ActReceipt, id: UInt64) -> EventLine {
    let (act, outcome) = (receipt.act.order.words, receipt.outcome.rawValue)
    var line = EventLine(
      id: id, at: receipt.at, kind: EventKind.actRefused.rawValue, severity: EventKind.actRefused.severity,
      text: text.refusal(of: act, by: receipt.actor, because: receipt.reason, outcome: outcome))
    line.to = outcome
    line.revision = receipt.revision
    (line.detail.act, line.detail.actor, line.detail.reason) = (act, receipt.actor, receipt.reason)
    return line
  }
}
