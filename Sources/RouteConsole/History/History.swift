internal import Wire

/// The snapshots that can be gone back to: half an hour and more at one a second, in little memory.
///
/// Snapshots have numbers that count up; the oldest go when there are too many. A snapshot of a time that was
/// before, as when a simulated world was turned back, makes everything after it void.
struct History: Hashable, Sendable {
  /// The least distance of two snapshots that are both kept, in milliseconds; the newest is always there.
  static let spacing: Int64 = 900
  /// So many snapshots are kept at least: 30 minutes at one a second.
  static let snapshotsKept = 30 * 60
  /// The most bytes of all segments; beyond it the oldest go, however few are left.
  static let maximumBytes = 96 << 20

  /// Figures of the same time for drawings.
  private(set) var figures = FigureHistory()
  private var segments: [HistorySegment] = []
  /// The number of the oldest snapshot that is kept.
  private(set) var first = 0
  /// How many are kept.
  private(set) var count = 0
  /// Bytes of all segments but the newest.
  private var closedBytes = 0

  /// The number that the next snapshot will have.
  var next: Int { first + count }

  /// The instants of the oldest and the newest snapshot; nil without any.
  var range: ClosedRange<Moment>? {
    guard let oldest = segments.first?.instants.first, let newest = segments.last?.instants.last else {
      return nil
    }
    return Moment(milliseconds: oldest)...Moment(milliseconds: newest)
  }

  /// Bytes it takes.
  var bytes: Int { closedBytes + (segments.last?.bytes ?? 0) + figures.bytes }

  /// Adds a snapshot.
  mutating func append(_ snapshot: SystemSnapshot) {
    figures.append(snapshot)
    let at = snapshot.at.milliseconds
    if let newest = range?.upperBound.milliseconds, at <= newest { forget(from: at) }
    dropNewestIfNear()
    if segments.last?.isFull ?? true { open() }
    segments[segments.count - 1].append(snapshot)
    count += 1
    while count - segments[0].count >= Self.snapshotsKept
      || (bytes > Self.maximumBytes && segments.count > 1)
    {
      dropOldest()
    }
  }

  /// Takes in snapshots of times that this one was not there for, oldest first; those that it was there for are left out,
  /// and those after its newest.
  ///
  /// Snapshots after those that come in keep their numbers; those before get smaller ones.
  mutating func fill(_ past: [SystemSnapshot]) {
    var missed = past.filter { !isKnown($0.at) }[...]
    guard !missed.isEmpty else { return }
    var whole = History()
    for number in first..<next {
      guard let snapshot = snapshot(at: number) else { continue }
      while let earlier = missed.first, earlier.at < snapshot.at { whole.append(missed.removeFirst()) }
      whole.append(snapshot)
    }
    if count == 0 { for snapshot in missed { whole.append(snapshot) } }
    whole.first = count == 0 ? 0 : next - whole.count
    self = whole
  }

  /// Whether a snapshot of about that instant is kept, or it is after the newest.
  private func isKnown(_ moment: Moment) -> Bool {
    guard let range, moment >= range.lowerBound else { return false }
    guard moment < range.upperBound, let number = number(at: moment) else { return true }
    let distances = [self.moment(of: number), self.moment(of: number + 1)].compactMap { neighbour in
      neighbour.map { abs($0.milliseconds - moment.milliseconds) }
    }
    return distances.contains { $0 < Self.spacing }
  }

  /// Takes the newest snapshot away where it is so near to the one before it that one of them is enough.
  private mutating func dropNewestIfNear() {
    guard let segment = segments.last, segment.count > 1,
      segment.instants[segment.count - 1] - segment.instants[segment.count - 2] < Self.spacing
    else { return }
    segments[segments.count - 1].truncate(to: segment.count - 1)
    count -= 1
  }

  private mutating func open() {
    if !segments.isEmpty {
      segments[segments.count - 1].close()
      closedBytes += segments[segments.count - 1].bytes
    }
    segments.append(HistorySegment())
  }

  private mutating func dropOldest() {
    closedBytes -= segments[0].bytes
    first += segments[0].count
    count -= segments[0].count
    segments.removeFirst()
  }

  /// Forgets every snapshot at or after an instant.
  private mutating func forget(from at: Int64) {
    while let segment = segments.last, segment.instants.first.map({ $0 >= at }) ?? true {
      count -= segment.count
      segments.removeLast()
      if let last = segments.last { closedBytes -= last.bytes }
    }
    guard let segment = segments.last else { return }
    let kept = segment.instants.count { $0 < at }
    count -= segment.count - kept
    segments[segments.count - 1].truncate(to: kept)
  }

  /// The snapshot of a number; nil where it is gone or not yet there.
  func snapshot(at number: Int) -> SystemSnapshot? {
    place(of: number).map { segments[$0.segment].snapshot($0.place) }
  }

  /// When the snapshot of a number was; nil where it is gone or not yet there.
  func moment(of number: Int) -> Moment? {
    place(of: number).map { Moment(milliseconds: segments[$0.segment].instants[$0.place]) }
  }

  private func place(of number: Int) -> (segment: Int, place: Int)? {
    guard number >= first, number < next else { return nil }
    var rest = number - first
    for (index, segment) in segments.enumerated() {
      if rest < segment.count { return (index, rest) }
      rest -= segment.count
    }
    return nil
  }

  /// The number of the last snapshot that is not after an instant, the oldest where all are; nil without any.
  func number(at moment: Moment) -> Int? {
    guard count > 0 else { return nil }
    var number = first
    for segment in segments {
      guard let oldest = segment.instants.first, oldest <= moment.milliseconds else { break }
      number += segment.instants.count { $0 <= moment.milliseconds }
    }
    return max(first, number - 1)
  }

  /// The number a step away: so many snapshots back or on, at most to the ends.
  func number(stepping steps: Int, from number: Int) -> Int? {
    guard count > 0 else { return nil }
    return min(max(first, number + steps), next - 1)
  }

  /// The number of the snapshot so many seconds away, at least one snapshot away, at most at the ends.
  func number(movingBy seconds: Int, from number: Int) -> Int? {
    guard let here = moment(of: min(max(first, number), next - 1)),
      let there = self.number(at: here.advanced(byMilliseconds: Int64(seconds) * 1_000))
    else { return nil }
    guard there == number else { return there }
    return self.number(stepping: seconds.signum(), from: number)
  }
}
