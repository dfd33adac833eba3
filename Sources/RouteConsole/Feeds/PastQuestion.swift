internal import TelemetryClient
internal import Wire

/// What a console asks of a server when it comes, or comes back: the snapshots that it was not there for.
///
/// In pieces, the newest first: on a slow line the last minutes are there soon, and each answer is small enough.
struct PastQuestion: Hashable, Sendable {
  /// How far back is asked, in milliseconds: as far as a console keeps a snapshot a second.
  static let reach: Int64 = 30 * 60_000
  /// The length of a piece, in milliseconds.
  static let piece: Int64 = 10 * 60_000

  /// A time without snapshots, its end not included.
  private struct Gap: Hashable {
    var from: Moment
    var to: Moment
  }

  /// The number of the call whose answer is awaited; nil where none is.
  var number: Int?
  /// What is wanted, the newest first.
  private var wanted: [Gap] = []
  /// Of what is wanted, that for which an answer is awaited.
  private var asked: Gap?
  /// The last snapshot; nil before the first.
  private var lastSeen: Moment?
  /// Whether the link was lost since that one.
  private var wasLost = false
  /// Whether nobody is asked before the next snapshot: the last call reached nobody.
  private var isUnanswered = false

  /// Hears that the link is lost.
  mutating func lose() { wasLost = true }

  /// Hears of a snapshot; what was before the first one is asked for, and what was missed while the link was lost.
  mutating func hear(of moment: Moment) {
    let earliest = moment.advanced(byMilliseconds: -Self.reach)
    if let lastSeen {
      let from = max(lastSeen.advanced(byMilliseconds: 1), earliest)
      if wasLost, from < moment { wanted.insert(Gap(from: from, to: moment), at: 0) }
    } else {
      wanted = [Gap(from: earliest, to: moment)]
    }
    (lastSeen, wasLost, isUnanswered) = (moment, false, false)
  }

  /// The call for the next piece; nil where an answer is awaited, or all was asked.
  mutating func next() -> ControlCall? {
    guard number == nil, !isUnanswered, let newest = wanted.first else { return nil }
    asked = newest
    return .history(from: Self.begin(of: newest), to: newest.to.advanced(byMilliseconds: -1))
  }

  /// Takes the answer.
  ///
  /// A server that keeps no more, or cannot say, is asked no more of that time: that is no reason to disturb anybody.
  /// One that was not reached is asked again when it is back.
  mutating func take(_ answer: Result<ControlAnswer, ControlClientError>) -> [FeedNews] {
    number = nil
    guard let place = wanted.firstIndex(where: { $0 == asked }) else { return [] }
    switch answer {
    case .success(.history(let snapshots)) where !snapshots.isEmpty:
      let begin = Self.begin(of: wanted[place])
      if begin > wanted[place].from { wanted[place].to = begin } else { wanted.remove(at: place) }
      return [.past(snapshots)]
    case .failure(.unreachable): isUnanswered = true
    default: wanted.remove(at: place)
    }
    return []
  }

  private static func begin(of gap: Gap) -> Moment {
    max(gap.from, gap.to.advanced(byMilliseconds: -piece))
  }
}
