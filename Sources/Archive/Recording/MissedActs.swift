internal import Wire

/// Lines of the audit log beside a recording, for those that the recording does not have: its process was killed
/// before it wrote them, or there was no room.
struct MissedActs {
  /// How long after the last snapshot an act may have been done to be part of the recording, in milliseconds.
  static let longestTail: Int64 = 15_000

  /// The lines, by when they are told.
  private let lines: [(at: Moment, line: AuditLine)]
  private var next = 0
  /// The numbers of lines that were told since the last jump, so that none is told twice.
  private var told: Set<UInt64> = []

  /// Sorts the lines in.
  ///
  /// - Parameters:
  ///   - lines: what the audit log has.
  ///   - end: the last snapshot; what was done right after it is told with it.
  init(_ lines: [AuditLine], end: Moment) {
    let tail = end.advanced(byMilliseconds: Self.longestTail)
    self.lines = lines.filter { $0.receipt.at <= tail }.map { (min($0.receipt.at, end), $0) }
      .sorted { ($0.at, $0.line.receipt.id) < ($1.at, $1.line.receipt.id) }
  }

  /// The instants of the first act that was done at or after one, and of the last.
  func span(from: Moment) -> ClosedRange<Moment>? {
    let instants = lines.map(\.line.receipt.at).filter { $0 >= from }
    guard let first = instants.min(), let last = instants.max() else { return nil }
    return first...last
  }

  /// The lines of a scene at an instant, with those that it lacks.
  mutating func enter(_ audit: [AuditLine], at moment: Moment) -> [AuditLine] {
    next = lines.firstIndex { $0.at > moment } ?? lines.count
    told = Set(audit.map(\.receipt.id))
    let missing = lines[..<next].map(\.line).filter { told.insert($0.receipt.id).inserted }
    guard !missing.isEmpty else { return audit }
    let whole = (audit + missing).sorted { ($0.receipt.at, $0.receipt.id) < ($1.receipt.at, $1.receipt.id) }
    return whole.suffix(Recording.linesOfScene)
  }

  /// What happened up to an instant, with the lines that it lacks.
  mutating func pass(_ news: [Recorded], to moment: Moment) -> [Recorded] {
    guard !lines.isEmpty else { return news }
    let known = news.filter { item in
      guard case .audit(let line) = item else { return true }
      return told.insert(line.receipt.id).inserted
    }
    let before = next
    next = lines[before...].firstIndex { $0.at > moment } ?? lines.count
    return lines[before..<next].filter { told.insert($0.line.receipt.id).inserted }.map { .audit($0.line) }
      + known
  }
}
