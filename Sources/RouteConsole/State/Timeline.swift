// State: snapshots of the past, and which one is shown.

internal import Wire

/// The snapshots that can be gone back to.
struct Timeline: Hashable, Sendable {
  /// The most snapshots that are kept.
  static let maximumSnapshots = 600

  private var ring: [SystemSnapshot] = []
  private var start = 0
  /// How many snapshots there ever were; the number of the next.
  private(set) var next = 0

  /// How many are kept.
  var count: Int { ring.count }
  /// The number of the oldest that is kept.
  var first: Int { next - ring.count }

  /// Adds a snapshot; of a world that was turned back, what lies ahead is forgotten.
  mutating func append(_ snapshot: SystemSnapshot) {
    if let last = self.snapshot(at: next - 1), snapshot.at < last.at { self = Timeline() }
    next += 1
    guard ring.count == Self.maximumSnapshots else {
      ring.append(snapshot)
      return
    }
    ring[start] = snapshot
    start = (start + 1) % ring.count
  }

  /// The snapshot of a number; nil where it is gone or not yet there.
  func snapshot(at number: Int) -> SystemSnapshot? {
    guard number >= first, number < next else { return nil }
    return ring[(start + number - first) % ring.count]
  }

  /// The number of the last snapshot that is not after an instant; the oldest where all are.
  func number(at moment: Moment) -> Int? {
    guard !ring.isEmpty else { return nil }
    var low = first
    var high = next
    while low < high {
      let middle = (low + high) / 2
      guard let at = snapshot(at: middle)?.at else { return nil }
      if at <= moment { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, first)
  }

  /// One snapshot a step of so many seconds, oldest first, ending at a snapshot; nothing where there is none.
  func samples(upTo number: Int, steps: Int, seconds: Double) -> [SystemSnapshot?] {
    guard let end = snapshot(at: number), steps > 0 else { return [] }
    var values: [SystemSnapshot?] = Array(repeating: nil, count: steps)
    // Steps lie on whole multiples of the step, so that values do not wander from column to column.
    let width = max(Int64(seconds * 1_000), 1)
    let last = end.at.milliseconds / width
    var place = number
    while let past = snapshot(at: place) {
      let index = steps - 1 - Int(last - past.at.milliseconds / width)
      guard index >= 0 else { break }
      if values[index] == nil { values[index] = past }
      place -= 1
    }
    return values
  }
}
