// State: what took an endpoint out, in the trigger's own numbers.

internal import RoutingEngine
internal import Wire

/// The trip behind an open breaker: what its trigger counted over its own window.
///
/// The figures of a row are those of a minute, and a minute in which all was well until six seconds ago reads like
/// a small matter.
struct Trip: Hashable, Sendable {
  /// Its event.
  let event: EventLine

  /// The triggers that count failures; the others count slow or refused calls.
  private static let ofFailures: [Trigger] = [
    .consecutiveFailures, .errorRateFast, .errorRateSlow, .grayFailure,
  ]

  /// Whether it was for failures.
  private var isOfFailures: Bool { Self.ofFailures.contains { $0.name == event.trigger } }

  /// The part of the trigger's calls that were bad, from 0 to 1; nil without numbers.
  private var rate: Double? {
    guard let bad = event.detail.k, let all = event.detail.n, all > 0 else { return nil }
    return Double(bad) / Double(all)
  }

  /// The part that failed, from 0 to 1; nil where the trigger counts something else.
  var errorRate: Double? { isOfFailures ? rate : nil }

  /// `85% of 20 failed`, `88 of 639 first tokens slow`; nil without numbers.
  var counted: String? {
    guard let rate, let bad = event.detail.k, let all = event.detail.n else { return nil }
    return (isOfFailures ? Show.signed(rate) : "\(bad)") + " of \(all) " + ClassWords.bad(event.trigger ?? "")
  }

  /// When it was, and what was counted: `opened  03:12:35 when 85% of 20 failed in 5.0s, limit 10.0%`.
  ///
  /// One that is only in doubt was not opened.
  var sentence: String {
    let isDoubt = event.kind == EventKind.suspect.rawValue
    let limit = event.detail.limit.map { ", limit \(Show.signed($0, 1))" } ?? ""
    let what = words.map { $0 + limit } ?? ClassWords.trigger(event.trigger ?? event.kind)
    return "\(isDoubt ? "doubted" : "opened ") \(event.at.clockText) when \(what)"
  }

  /// What a row's cause says that the trip has not said: of one that is slow, what fails besides.
  func rest(of cause: String?) -> String? {
    guard let cause, let words = event.trigger.map(ClassWords.trigger), counted != nil else { return cause }
    guard cause != words else { return nil }
    return cause.hasPrefix(words + ", ") ? String(cause.dropFirst(words.count + 2)) : cause
  }

  /// `85% of 20 failed in 5s`; nil without numbers.
  var words: String? {
    counted.map { $0 + (event.detail.windowSeconds.map { " in \(Self.span($0))" } ?? "") }
  }

  /// Five failures in a row take less than a second where calls are many.
  private static func span(_ seconds: Double) -> String {
    seconds < 10 ? Figures.fixed(seconds, 1) + "s" : Show.age(seconds)
  }

  /// Whether an event is a trip: a try to come back that failed is none.
  init?(_ event: EventLine) {
    guard event.endpoint != nil, event.feature == nil, event.trigger != Trigger.probe.name,
      [EventKind.tripped.rawValue, EventKind.suspect.rawValue].contains(event.kind)
    else { return nil }
    self.event = event
  }
}

extension Model {
  /// What took out each endpoint that is not closed, as far as it is remembered.
  var trips: [String: Trip] {
    let closed = EventKind.closed.rawValue
    return shownEvents.reduce(into: [:]) { trips, event in
      guard let endpoint = event.endpoint, event.feature == nil else { return }
      if event.kind == closed {
        trips[endpoint] = nil
      } else if let trip = Trip(event), event.kind != EventKind.suspect.rawValue || trips[endpoint] == nil {
        // What is in doubt after it was taken out was not taken out for that doubt.
        trips[endpoint] = trip
      }
    }
  }

  /// What opened an endpoint; nil where it is not open, or open because somebody forced it.
  func trip(of endpoint: EndpointStatus) -> Trip? {
    endpoint.isTripped ? trips[endpoint.id] : nil
  }
}

extension EndpointStatus {
  /// Whether its own breaker has it open, or it has not answered its first probes yet.
  var isTripped: Bool {
    guard override == nil || override?.kind == "drain" || override?.kind == "pinned" else { return false }
    return state == "open" || (state == "partial_open" && evidence?.stage == 0)
  }
}
