// App: events that go to and fro, so that in lines they are said once and then counted.

internal import RoutingEngine
internal import Wire

/// What happens again and again to the same feature or endpoint.
struct PlainRepeats {
  /// For how long nothing is said of what was said: then once, with how often it happened meanwhile.
  static let pause = Duration.seconds(60)

  /// What repeats: the same kind of event, of the same feature and endpoint.
  private struct Subject: Hashable {
    var kind: String
    var feature: String?
    var endpoint: String?
  }

  /// What was not said.
  private struct Repeats {
    var toldAt: Duration
    var count = 0
    var newest: EventLine
  }

  private var told: [Subject: Repeats] = [:]
  /// The subjects in the order in which they were first heard of.
  private var order: [Subject] = []

  /// Whether an event is not to be said now; it is counted.
  mutating func isWithheld(_ event: EventLine, now: Duration) -> Bool {
    guard let subject = Self.subject(of: event) else { return false }
    guard var repeats = told[subject], now - repeats.toldAt < Self.pause || repeats.count > 0 else {
      if told[subject] == nil { order.append(subject) }
      told[subject] = Repeats(toldAt: now, newest: event)
      return false
    }
    repeats.count += 1
    repeats.newest = event
    told[subject] = repeats
    return true
  }

  /// What is to be said of what was not, once a while.
  mutating func due(now: Duration) -> [String] {
    order.compactMap { subject in
      guard var repeats = told[subject], repeats.count > 0, now - repeats.toldAt >= Self.pause else {
        return nil
      }
      let text = "\(repeats.newest.at.clockText) \(SnapshotText.plain(repeats.newest.text))"
      let again = repeats.count > 1 ? "  (\(repeats.count) times since it was last told)" : ""
      (repeats.toldAt, repeats.count) = (now, 0)
      told[subject] = repeats
      return text + again
    }
  }

  /// Moves of a feature to the same endpoint, and trips that are refused, repeat as long as an outage lasts; nil for
  /// what does not.
  private static func subject(of event: EventLine) -> Subject? {
    switch EventKind(rawValue: event.kind) {
    case .failover:
      event.feature.map { Subject(kind: event.kind, feature: $0, endpoint: event.detail.other) }
    case .ejectionRefused: Subject(kind: event.kind, feature: event.feature, endpoint: event.endpoint)
    default: nil
    }
  }
}
