// State: events that repeat one another, told as one line, so that a list of them reads as a story.

internal import RoutingEngine
internal import Wire

/// A run of equal events: how often, since when, and all of them.
struct EventRun: Hashable, Sendable {
  /// Why the events are one line.
  fileprivate enum Sameness: Hashable, Sendable {
    /// Tries to come back that fail: let in at the lowest stage, tripped by the probes, opened again.
    case failedTry
    /// Tries to come back from a hold that are refused: let in after it, held again.
    case heldTry
    /// A trigger that fired, and the breaker that it opened.
    case trip(String?)
    /// Shares of one feature moving to and fro.
    case shares
    /// The same kind, for the same reason.
    case kind(String, trigger: String?, to: String?, other: String?)
    /// Learned caps that move, of whichever endpoint: how the engine adapts, and never what went wrong.
    case caps
    /// Nothing is equal to it: acts and new configurations are each a line.
    case alone
  }

  fileprivate let sameness: Sameness
  /// The events, oldest first; never empty.
  fileprivate(set) var events: [EventLine]

  fileprivate init(_ event: EventLine, _ sameness: Sameness) {
    self.sameness = sameness
    events = [event]
  }

  /// The oldest event; its number names the run, for it stays while the run grows.
  var first: EventLine { events[0] }
  /// The newest event: the run stands where it stands.
  var last: EventLine { events[events.count - 1] }
  /// How urgent its worst event is.
  var severity: Severity { events.map(\.severity).max() ?? .ok }

  /// Whether it tells neither what went wrong nor what was done about it, and stands back for what does.
  var isMinor: Bool { sameness == .caps }

  /// Of caps that move, those of some endpoints alone; nil where none of them moved.
  func caps(of endpoints: Set<String>) -> EventRun? {
    guard sameness == .caps else { return nil }
    let own = events.filter { $0.endpoint.map(endpoints.contains) ?? false }
    guard let first = own.first else { return nil }
    var run = EventRun(first, sameness)
    run.events = own
    return run
  }

  /// Whether an event belongs to it.
  func holds(_ id: UInt64) -> Bool { events.contains { $0.id == id } }

  /// How often it happened; of tries to come back, how often they failed.
  var count: Int {
    switch sameness {
    case .failedTry, .trip: events.count { $0.kind == EventKind.opened.rawValue }
    case .heldTry: events.count { EventStory.isHold($0) }
    default: events.count
    }
  }

  /// Whether it is of tries to come back that failed.
  var isOfFailedTries: Bool { isOfTries && count > 0 }

  /// Whether it is of tries to come back, whatever came of them.
  fileprivate var isOfTries: Bool { sameness == .failedTry || sameness == .heldTry }

  /// Whether it is a first try after a hold of which nobody knows yet what comes of it.
  var isTrialAfterHold: Bool { sameness == .heldTry && count == 0 }

  /// The newest event's own words, or what the run comes to, for a line at the time of the newest.
  var text: String { text(" since \(first.at.clockText)") }

  /// The same for a line at the time of the oldest.
  var textFromFirst: String { text(Self.last(last.at, of: first.at)) }

  /// `, last 03:12:40`; nothing where that is when it began.
  static func last(_ last: Moment, of first: Moment) -> String {
    last.clockText == first.clockText ? "" : ", last \(last.clockText)"
  }

  private func text(_ when: String) -> String {
    guard events.count > 1 else { return last.text }
    if case .trip = sameness {
      // What the trigger counted says more than that the breaker opened.
      let told = events.last { $0.kind == EventKind.tripped.rawValue } ?? last
      return told.text + (count > 1 ? "  x\(count)\(when)" : "")
    }
    let places = Set(events.map(\.endpoint)).count
    if sameness == .caps, places > 1 {
      return "learned caps of \(places) endpoints moved  x\(events.count)\(when)"
    }
    guard isOfTries else { return "\(last.text)  x\(events.count)\(when)" }
    guard count > 0 else { return last.text }
    let place = [first.endpoint, first.feature.map { "for \($0)" }].compactMap(\.self).joined(separator: " ")
    let tries =
      (last.isAdvisory ? "advice: " : "") + "failed \(count) " + (count == 1 ? "try" : "tries")
      + " to come back"
    let again =
      last.kind == EventKind.partialOpen.rawValue
      ? "; trying again" : sameness == .heldTry ? "; \(EventStory.holdWords(last.kind))" : ""
    return "\(place): \(tries)\(when)\(again)"
  }
}

/// Events put together into runs while they come.
///
/// What happened to one endpoint keeps its order: a run ends where something else happens to the same endpoint, and
/// everybody's runs end where an operator acts or a configuration comes into force, so that before and after stay
/// apart. What happens to others meanwhile ends nothing.
struct EventStory: Hashable, Sendable {
  /// After so long a pause the same event is a line of its own, in seconds.
  static let longestPause = 900.0

  /// The runs, in the order of their beginnings.
  private(set) var runs: [EventRun] = []
  /// The place of the run that is going on, by what it happens to.
  private var open: [Subject: Int] = [:]

  /// What a chain of events happens to.
  private struct Subject: Hashable {
    var kind: String?
    var endpoint: String?
    var feature: String?
    var provider: String?
  }

  /// A story of nothing.
  init() {}

  /// The story of events, oldest first.
  init(_ events: [EventLine]) {
    for event in events { add(event) }
  }

  /// The runs, the one with the newest event first.
  var newestFirst: [EventRun] { runs.sorted { $0.last.id > $1.last.id } }

  /// Takes the next event.
  mutating func add(_ event: EventLine) {
    var sameness = Self.sameness(of: event)
    guard sameness != .alone else {
      open = [:]
      runs.append(EventRun(event, sameness))
      return
    }
    let subject = Self.subject(of: event)
    if Self.isHold(event), let place = open[subject], runs[place].sameness == .heldTry { sameness = .heldTry }
    if let place = open[subject] {
      let isNear = event.at.seconds(since: runs[place].last.at) <= Self.longestPause
      if runs[place].sameness == sameness, isNear {
        runs[place].events.append(event)
        return
      }
      release(place)
    }
    open[subject] = runs.count
    runs.append(EventRun(event, sameness))
  }

  /// Ends a run; a try that did not fail is no failed try, and begins what follows.
  private mutating func release(_ place: Int) {
    guard runs[place].isOfTries, runs[place].events.count > 1,
      runs[place].last.kind == EventKind.partialOpen.rawValue
    else { return }
    let began = runs[place].events.removeLast()
    runs.append(EventRun(began, runs[place].sameness))
  }

  /// What a hold is for, in words: `held: credential refused`.
  static func holdWords(_ kind: String) -> String {
    switch EventKind(rawValue: kind) {
    case .quotaHold: "held: quota used up"
    case .authHold: "held: credential refused"
    default: "held: model gone"
    }
  }

  /// Whether an event begins a hold.
  fileprivate static func isHold(_ event: EventLine) -> Bool {
    switch EventKind(rawValue: event.kind) {
    case .quotaHold, .authHold, .retired: true
    default: false
    }
  }

  private static func sameness(of event: EventLine) -> EventRun.Sameness {
    let isProbe = event.trigger == Trigger.probe.name
    switch EventKind(rawValue: event.kind) {
    case .overrideSet, .overrideEnded, .actRefused, .configApplied: return .alone
    case .shareChanged: return .shares
    case .capChanged: return .caps
    case .partialOpen where event.from == "hold": return .heldTry
    case .partialOpen where event.detail.stage == 0: return .failedTry
    case .tripped where isProbe, .opened where isProbe: return .failedTry
    case .tripped, .opened: return .trip(event.trigger)
    default:
      return .kind(event.kind, trigger: event.trigger, to: event.to, other: event.detail.other)
    }
  }

  /// The breaker's events of an endpoint are one chain; others are a chain a kind.
  private static func subject(of event: EventLine) -> Subject {
    switch EventKind(rawValue: event.kind) {
    case .tripped, .opened, .closed, .suspect, .partialOpen, .advanced, .regressed, .quotaHold, .authHold,
      .retired:
      return Subject(endpoint: event.endpoint, feature: event.feature)
    case .shareChanged: return Subject(kind: event.kind, feature: event.feature)
    case .capChanged: return Subject(kind: event.kind)
    default:
      return Subject(
        kind: event.kind, endpoint: event.endpoint, feature: event.feature, provider: event.provider)
    }
  }
}
