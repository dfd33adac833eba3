/// What callers of a feature got in the last minute: requests that ended, and those that ended without an answer.
///
/// The engine is told of attempts, and an attempt that fails is the caller's failure only when no other follows
/// it. So an end counts when it is told, and is taken back when the request goes on: a failover that works
/// leaves one request with an answer, whatever its endpoints did.
struct CallerRing: Sendable, Hashable {
  private enum Lane {
    static let ended = 0
    static let unanswered = 1
    static let wentOn = 2
    static let wentOnUnanswered = 3
    static let shed = 4
  }

  @inline(__always) private static var minute: RingShape { RingShape(shift: 2, slots: 60, lanes: 5) }
  private static let shapes = [minute]

  private var ring = CountRings(shapes)

  /// Requests that ended.
  var requests: Int { max(0, total(Lane.ended) - total(Lane.wentOn)) }

  /// Requests that ended without an answer: refused, or failed with nobody left to ask.
  ///
  /// An error of the caller's own is an answer.
  var unanswered: Int {
    min(requests, max(0, total(Lane.unanswered) - total(Lane.wentOnUnanswered)))
  }

  private func total(_ lane: Int) -> Int { ring.total(Self.minute, lane) }

  /// The part of the requests that ended without an answer; nil when none ended.
  static func errorRate(_ rings: [CallerRing]) -> Double? {
    let requests = rings.reduce(0) { $0 + $1.requests }
    guard requests > 0 else { return nil }
    return Double(rings.reduce(0) { $0 + $1.unanswered }) / Double(requests)
  }

  /// Drops what is older than a minute.
  mutating func advance(to now: Quarter) { ring.advance(to: now) }

  /// Counts an attempt that ended, as if its request had.
  @inline(__always)
  mutating func end(_ outcome: OutcomeClass, at now: Quarter) {
    ring.advance(to: now)
    let head = ring.head
    var cells = ring.cells.mutableSpan
    Self.minute.addNow(Lane.ended, head: head, to: &cells)
    if !outcome.isAnswer { Self.minute.addNow(Lane.unanswered, head: head, to: &cells) }
  }

  /// Takes back the end of the last attempt: its request goes on at another endpoint.
  mutating func goOn(after outcome: OutcomeClass, at now: Quarter) {
    ring.advance(to: now)
    ring.add(Self.minute, Lane.wentOn, at: now)
    if !outcome.isAnswer { ring.add(Self.minute, Lane.wentOnUnanswered, at: now) }
  }

  /// The seconds over which what is shed is told: a burst is over in a few.
  private static let shedSeconds = 5

  /// Requests a second that were refused for want of room, in the last seconds.
  var shedPerSecond: Double {
    Double(ring.view(Self.minute).recent(Lane.shed, slots: Self.shedSeconds)) / Double(Self.shedSeconds)
  }

  /// Counts a request that was refused before any attempt, for want of room (`isShed`) or of anybody to ask.
  mutating func refuse(isShed: Bool, at now: Quarter) {
    ring.advance(to: now)
    ring.add(Self.minute, Lane.ended, at: now)
    ring.add(Self.minute, Lane.unanswered, at: now)
    if isShed { ring.add(Self.minute, Lane.shed, at: now) }
  }
}
