public import RoutingEngine
public import Wire

/// How everything is at an instant, and what happened since the one before: what is written down once a second.
public struct SessionMoment: Sendable {
  /// Everything a screen shows.
  public var snapshot: SystemSnapshot
  /// The events since the moment before, oldest first.
  public var events: [EventLine]
  /// What every attempt of this process has cost.
  public var ledger: [Ledger.Row]
  /// What of it was spent on pairs that are no longer configured, which have no row.
  public var former: [FormerPair]
  /// The names that the ledger's rows stand for.
  public var configuration: EngineConfiguration
  /// The same as a report, about once a minute.
  public var cost: CostReport?

  /// Describes a moment.
  public init(
    snapshot: SystemSnapshot, events: [EventLine], ledger: [Ledger.Row], former: [FormerPair] = [],
    configuration: EngineConfiguration, cost: CostReport? = nil
  ) {
    self.snapshot = snapshot
    self.events = events
    self.ledger = ledger
    self.former = former
    self.configuration = configuration
    self.cost = cost
  }
}

/// Says when a moment is due and what belongs to it.
public struct SessionPace: Sendable {
  /// How often everything is written down, in milliseconds.
  public static let interval: Int64 = 1_000
  /// How often what it cost is written down as a report, in milliseconds.
  public static let costInterval: Int64 = 60_000

  private var lastMoment: Moment?
  private var lastCost: Moment?
  private var eventsTold: UInt64

  /// Begins; events before a number are not told.
  public init(after event: UInt64 = 0) { eventsTold = event }

  /// Whether a moment is due; one is at once when the calendar has gone back.
  public func isDue(at now: Moment) -> Bool {
    guard let lastMoment else { return true }
    return now < lastMoment || now.milliseconds - lastMoment.milliseconds >= Self.interval
  }

  /// Everything at this moment, taken from a desk and its engine.
  public mutating func moment(
    of desk: ControlDesk, on host: borrowing some EngineHost & ~Copyable, sources: [SourceStatus] = []
  ) -> SessionMoment {
    let fleet = host.fleetSnapshot()
    let snapshot = desk.snapshot(of: fleet, on: host, sources: sources)
    let now = snapshot.at
    if let last = lastMoment, now < last { lastCost = nil }
    let isCostDue = lastCost.map { now.milliseconds - $0.milliseconds >= Self.costInterval } ?? true
    let moment = SessionMoment(
      snapshot: snapshot, events: desk.events.lines(after: eventsTold), ledger: fleet.ledger,
      former: host.formerPairs, configuration: host.configuration,
      cost: isCostDue ? desk.cost(of: fleet, on: host) : nil)
    eventsTold = desk.events.nextNumber - 1
    lastMoment = now
    if isCostDue { lastCost = now }
    return moment
  }
}
