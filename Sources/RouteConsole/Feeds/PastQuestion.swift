internal import TelemetryClient
internal import Wire

/// What a console asks of a server when it comes: the snapshots of before, so that it can go back to what it was called
/// for.
///
/// In pieces, the newest first: on a slow line the last minutes are there soon, and each answer is small enough.
struct PastQuestion: Hashable, Sendable {
  /// How far back is asked, in milliseconds: as far as a console keeps a snapshot a second.
  static let reach: Int64 = 30 * 60_000
  /// The length of a piece, in milliseconds.
  static let piece: Int64 = 10 * 60_000

  /// The number of the call whose answer is awaited; nil where none is.
  var number: Int?
  /// The oldest instant that is wanted; nil before the first snapshot.
  private var oldest: Moment?
  /// What is known already begins here; nil where nothing more is to be asked.
  private var knownFrom: Moment?

  /// Hears of a snapshot; what was before the first one is asked for.
  mutating func begin(before moment: Moment) {
    guard oldest == nil else { return }
    oldest = moment.advanced(byMilliseconds: -Self.reach)
    knownFrom = moment
  }

  /// The call for the next piece; nil where an answer is awaited, or all was asked.
  func next() -> ControlCall? {
    guard number == nil, let oldest, let knownFrom, oldest < knownFrom else { return nil }
    return .history(from: begin(of: knownFrom, oldest), to: knownFrom.advanced(byMilliseconds: -1))
  }

  /// Takes the answer.
  ///
  /// A server that keeps no more, or cannot say, is asked no more: that is no reason to disturb
  /// anybody.
  mutating func take(_ answer: Result<ControlAnswer, ControlClientError>) -> [FeedNews] {
    number = nil
    guard case .success(.history(let snapshots)) = answer, !snapshots.isEmpty, let oldest, let knownFrom
    else {
      self.knownFrom = nil
      return []
    }
    self.knownFrom = begin(of: knownFrom, oldest)
    return [.past(snapshots)]
  }

  private func begin(of end: Moment, _ oldest: Moment) -> Moment {
    max(oldest, end.advanced(byMilliseconds: -Self.piece))
  }
}
