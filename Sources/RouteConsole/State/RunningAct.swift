// State: acts that were sent, from the key to what came of them.

internal import RoutingEngine
internal import Wire

/// An act on its way: the line at the foot of the screen that says how far it is.
struct RunningAct: Hashable, Sendable {
  /// How far an act is.
  enum Stage: Hashable, Sendable {
    /// It was sent and not answered.
    case sent
    /// The engine took it; the figures do not show it yet.
    case accepted
    /// The figures show it.
    case applied
    /// Nothing more will come of it.
    case finished
    /// It was refused, or failed: who said so, and why.
    case failed(String)
    /// Its author took it back.
    case cancelled
  }

  /// Under which its answer comes.
  var ticket: Ticket
  /// What the line calls it.
  let label: String
  /// What kind of act it is.
  let verb: ActVerb
  /// The endpoints it is about.
  let endpoints: [String]
  /// The feature that it moves; nil where it is about endpoints alone.
  var feature: String?
  /// When it was sent, in the console's monotonic time.
  let sentAt: Duration
  /// When it was accepted.
  var acceptedAt: Duration?
  /// When the figures showed it.
  var appliedAt: Duration?
  /// When nothing more was to come.
  var finishedAt: Duration?
  /// The revision that the engine answered with.
  var revision: UInt64 = 0
  /// How far it is.
  var stage = Stage.sent
  /// Of a flip, how far the feature has moved.
  var move: Move?
  /// What was ordered of breakers; nil for other acts.
  var order: BreakerOrder?
  /// What came of it, once it is over: what happens later is no part of it.
  private(set) var ending: String?
  /// How fast its world was when it was over.
  private(set) var pace: Double?

  /// How far a feature has moved to its new primary.
  struct Move: Hashable, Sendable {
    /// The new primary.
    var target: String
    /// Its share of the feature, from 0 to 1.
    var share: Double
    /// When that share was new.
    var since: Moment
  }

  /// When something was heard of it last.
  var heardAt: Duration { finishedAt ?? appliedAt ?? acceptedAt ?? sentAt }

  /// Whether the line stays until it is dismissed.
  var isBad: Bool {
    if case .failed = stage { return true }
    return false
  }

  /// Whether quitting would leave it without an answer.
  var isPending: Bool { stage == .sent }
}

/// The acts of this session, newest last, bounded.
struct ResultBoard: Hashable, Sendable {
  /// The most lines that are kept.
  static let maximumLines = 8
  /// The engine moves a flipped feature in steps of ten seconds: a share that stood longer is there to stay.
  static let flipSettles = 12.0
  /// How long a line that went well stays after its end.
  static let goodFor = Duration.seconds(20)

  /// The acts, oldest first.
  private(set) var acts: [RunningAct] = []

  /// Adds an act.
  mutating func add(_ act: RunningAct) {
    acts.append(act)
    if acts.count > Self.maximumLines {
      acts.remove(at: acts.firstIndex { !$0.isPending } ?? 0)
    }
  }

  /// Changes the act that waits for an answer; false where none does.
  mutating func change(_ ticket: Ticket, _ body: (inout RunningAct) -> Void) -> Bool {
    guard let place = acts.lastIndex(where: { $0.ticket == ticket }) else { return false }
    body(&acts[place])
    return true
  }

  /// The act of which something was heard last: what came of an older one never hides what comes of the next.
  var newest: RunningAct? {
    acts.reduce(nil) { newest, act in
      guard let newest, newest.heardAt > act.heardAt else { return act }
      return newest
    }
  }

  /// Dismisses the bad line that is shown, else the newest; false where there is none.
  mutating func dismiss() -> Bool {
    let shown = newest.flatMap { act in acts.firstIndex { $0.isBad && $0.ticket == act.ticket } }
    guard let place = shown ?? acts.lastIndex(where: \.isBad) else { return false }
    acts.remove(at: place)
    return true
  }

  /// Forgets lines that have been seen long enough.
  mutating func tidy(now: Duration) {
    acts.removeAll { act in
      guard let end = act.finishedAt, !act.isBad else { return false }
      return now - end > Self.goodFor
    }
  }

  /// Whether an act has no answer yet.
  var hasPending: Bool { acts.contains(where: \.isPending) }

  /// Follows the figures: what is applied, what has come to its end.
  ///
  /// - Parameters:
  ///   - snapshot: the figures.
  ///   - now: the console's monotonic time.
  ///   - pace: how fast the world of the figures is, in its seconds a second.
  mutating func follow(_ snapshot: SystemSnapshot, now: Duration, pace: Double = 1) {
    for place in acts.indices {
      let act = acts[place]
      switch act.stage {
      case .accepted where snapshot.revision >= act.revision:
        acts[place].stage = .applied
        acts[place].appliedAt = now
        acts[place].follow(snapshot)
        let isOver = act.verb == .drain && Self.isOver(acts[place], snapshot)
        if isOver || !act.verb.isFollowed { acts[place].finish(in: snapshot, now: now, pace: pace) }
      case .applied:
        acts[place].follow(snapshot)
        if Self.isOver(acts[place], snapshot) { acts[place].finish(in: snapshot, now: now, pace: pace) }
      default: break
      }
    }
  }

  /// A drain is over when nothing is in flight, an undrain when every endpoint is closed or open again, a flip when
  /// the new primary has everything, or gets no more.
  private static func isOver(_ act: RunningAct, _ snapshot: SystemSnapshot) -> Bool {
    let targets = snapshot.endpoints.filter { act.endpoints.contains($0.id) }
    switch act.verb {
    case .drain: return targets.allSatisfy { $0.override?.phase == "drained" || $0.override?.kind != "drain" }
    case .undrain: return targets.allSatisfy { $0.override != nil || $0.state != "partial_open" }
    case .flip:
      guard let move = act.move else { return true }
      return move.share >= 0.995 || snapshot.at.seconds(since: move.since) >= flipSettles
    default: return true
    }
  }
}

extension RunningAct {
  fileprivate mutating func finish(in snapshot: SystemSnapshot, now: Duration, pace: Double) {
    (stage, finishedAt, self.pace) = (.finished, now, pace)
    ending = ActEnding.words(self, in: snapshot)
  }

  /// Takes from the figures how far a flipped feature has moved; the primary it had first is the one it was sent to.
  fileprivate mutating func follow(_ snapshot: SystemSnapshot) {
    guard verb == .flip, let status = snapshot.features.first(where: { $0.id == feature }) else { return }
    let target = move?.target ?? status.primary
    let share = status.serving.first { $0.endpoint == target }?.share ?? 0
    if let move, abs(share - move.share) < 0.005 { return }
    move = Move(target: target, share: share, since: snapshot.at)
  }
}

extension ActVerb {
  /// Whether there is something to watch after it was applied.
  var isFollowed: Bool { self == .drain || self == .undrain || self == .flip }
}
