// State: what the feed has told so far, bounded.

internal import RoutingEngine
internal import Wire

/// Everything the console knows from its feed.
struct FeedState: Hashable, Sendable {
  /// The most events that are kept; the oldest go first.
  static let maximumEvents = 2_000
  /// How many more may gather before the oldest go, so that they go seldom and many at once.
  static let eventSlack = 250
  /// The most audit lines that are kept.
  static let maximumAuditLines = 1_000

  /// The newest snapshot; nil before the first.
  private(set) var snapshot: SystemSnapshot?
  /// When it came, in the console's monotonic time.
  private(set) var snapshotAt: Duration = .zero
  /// How long the snapshot before it was good for: the pace at which the feed speaks.
  private(set) var pace: Duration = .seconds(1)
  /// How urgent each endpoint is, and since when.
  private(set) var standings: [String: Standing] = [:]
  /// Events, oldest first.
  private(set) var events: [EventLine] = []
  /// The events, those that repeat one another as one.
  private(set) var story = EventStory()
  /// The audit log, oldest first.
  private(set) var audit: [AuditLine] = []
  /// What everything cost.
  private(set) var cost: CostReport?
  /// How the candidates of features stand, by feature.
  private(set) var explanations: [String: [CandidateLine]] = [:]
  /// The simulated world, where there is one.
  private(set) var simulation: SimulationStatus?
  /// How the feed is connected.
  private(set) var link = LinkState.live

  /// Takes a snapshot; of a world that was turned back, what lies ahead is forgotten.
  mutating func take(_ new: SystemSnapshot, now: Duration) {
    if let old = snapshot {
      pace = max(now - snapshotAt, .milliseconds(10))
      if new.at < old.at {
        events.removeAll { $0.at > new.at }
        story = EventStory(events)
        explanations = [:]
      }
    }
    standings.follow(new, after: snapshot)
    snapshot = new
    snapshotAt = now
  }

  /// Takes new events; where numbers begin anew, the old lines of the same numbers go.
  mutating func take(events new: [EventLine]) {
    if let first = new.first, let last = events.last, first.id <= last.id {
      events.removeAll { $0.id >= first.id }
      story = EventStory(events)
    }
    events.append(contentsOf: new)
    guard events.count <= Self.maximumEvents + Self.eventSlack else {
      events.removeFirst(events.count - Self.maximumEvents)
      story = EventStory(events)
      return
    }
    for event in new { story.add(event) }
  }

  /// Takes new audit lines.
  mutating func take(audit new: [AuditLine]) {
    audit.append(contentsOf: new)
    if audit.count > Self.maximumAuditLines { audit.removeFirst(audit.count - Self.maximumAuditLines) }
  }

  /// Takes a cost report.
  mutating func take(cost new: CostReport) { cost = new }

  /// Takes an explanation.
  mutating func take(explanation lines: [CandidateLine], of feature: String) { explanations[feature] = lines }

  /// Takes the state of the simulated world.
  mutating func take(simulation new: SimulationStatus) { simulation = new }

  /// Takes the state of the connection.
  mutating func take(link new: LinkState) { link = new }

  /// How old the newest figures are.
  func age(now: Duration) -> Duration? { snapshot == nil ? nil : max(now - snapshotAt, .zero) }

  /// Whether the figures are too old to act on blindly.
  func isStale(now: Duration) -> Bool {
    guard case .live = link, let age = age(now: now) else { return true }
    return age > max(.seconds(4), pace * 4)
  }
}
