internal import RoutingEngine
public import Wire

/// An act that an earlier process did and that is still in force.
public struct EarlierAct: Sendable, Hashable {
  /// What was ordered.
  public var request: ActRequest
  /// Who ordered it.
  public var actor: String
  /// When it came into force.
  public var at: Moment

  /// Describes an act.
  public init(_ request: ActRequest, actor: String, at: Moment) {
    self.request = request
    self.actor = actor
    self.at = at
  }
}

/// What earlier processes left for this one.
public struct EarlierSession: Sendable {
  /// The number of the first receipt of this process: above all that were given.
  public var firstReceipt: UInt64
  /// The newest audit lines, oldest first.
  public var audit: [AuditLine]
  /// The acts in force, in the order in which they were done.
  public var acts: [EarlierAct]
  /// What this process adds to the engine's revisions, so that none is one of an earlier process.
  public var revisionBase: UInt64
  /// The newest events that were recorded, oldest first; their numbers are those of other processes.
  public var events: [EventLine]
  /// When this process began and when an earlier one recorded last; nil where none did.
  public var restart: Restart?

  /// A process that began after another one.
  public struct Restart: Sendable, Hashable {
    /// When it began.
    public var began: Moment
    /// What the earlier one recorded last.
    public var last: Moment

    /// Describes a restart.
    public init(began: Moment, last: Moment) { (self.began, self.last) = (began, last) }
  }

  /// Describes what was left; nothing where nothing is said.
  public init(
    firstReceipt: UInt64 = 1, audit: [AuditLine] = [], acts: [EarlierAct] = [], revisionBase: UInt64 = 0,
    events: [EventLine] = [], restart: Restart? = nil
  ) {
    (self.events, self.restart) = (events, restart)
    self.firstReceipt = firstReceipt
    self.audit = audit
    self.acts = acts
    self.revisionBase = revisionBase
  }

  /// A base above every revision of earlier processes: milliseconds since the beginning of 2026, because no engine
  /// changes a thousand times a second for long, and not below what the audit log shows.
  public static func revisionBase(startedAt moment: Moment, after audit: [AuditLine]) -> UInt64 {
    let epoch: Int64 = 1_767_225_600_000
    let shown = audit.map(\.receipt.revision).max() ?? 0
    return max(UInt64(max(0, moment.milliseconds - epoch)), shown)
  }
}

extension ControlDesk {
  /// Puts acts of an earlier process in force again, with their authors and what is left of their leases.
  ///
  /// They were judged when they were done, so no guard rail stands in their way now; they are neither kept nor
  /// put on record a second time. The event log tells of them under their own times.
  ///
  /// - Parameters:
  ///   - acts: in the order in which they were done.
  ///   - host: whose engine it is done to, before it takes its first request.
  /// - Returns: a sentence for each act that could not be restored, because its target is gone.
  public mutating func restore(
    _ acts: [EarlierAct], on host: inout some EngineHost & ~Copyable
  ) -> [String] {
    var sentences: [String] = []
    takeEvents(of: &host)
    for earlier in acts {
      let act = Act(
        earlier.request.order, actor: earlier.actor, reason: earlier.request.reason,
        lease: earlier.request.lease, force: true, began: host.clock.timestamp(at: earlier.at))
      let problem = host.perform(act).result.message
      takeEvents(ofActAt: earlier.at, of: &host)
      guard let problem else { continue }
      sentences.append("\(act.order.name) by \(act.actor) of \(earlier.at.text) is not restored: \(problem).")
    }
    return sentences
  }
}
