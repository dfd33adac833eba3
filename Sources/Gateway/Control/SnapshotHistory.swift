internal import RoutingEngine
internal import Wire

/// Snapshots of the recent past in bytes, so that a report can be made of an incident nobody watched.
///
/// Bounded by bytes; the oldest go. Recordings on disk reach further back.
struct SnapshotHistory: Sendable {
  /// How far apart snapshots are kept, on the engine's clock.
  static let interval = Nanoseconds.seconds(10)
  /// The most bytes that are kept: about half an hour of fifty endpoints, two hours of a dozen.
  static let byteLimit = 12 << 20

  private var items: [(at: Moment, bytes: [UInt8])] = []
  private var first = 0
  private var byteCount = 0

  /// How many snapshots are kept.
  var count: Int { items.count - first }

  /// Keeps a snapshot.
  mutating func append(_ bytes: [UInt8], at moment: Moment) {
    items.append((moment, bytes))
    byteCount += bytes.count
    while byteCount > Self.byteLimit, first < items.count {
      byteCount -= items[first].bytes.count
      items[first].bytes = []
      first += 1
    }
    if first > items.count / 2 {
      items.removeFirst(first)
      first = 0
    }
  }

  /// The snapshots between two instants, a line each, oldest first.
  func lines(from: Moment, to: Moment) -> [UInt8] {
    var lines: [UInt8] = []
    for item in items[first...] where item.at >= from && item.at <= to {
      lines += item.bytes
      lines.append(UInt8(ascii: "\n"))
    }
    return lines
  }
}
