internal import Wire

/// A minute or so of snapshots: each as what changed since the one before, the first one since nothing.
struct HistorySegment: Hashable, Sendable {
  /// The most snapshots of a segment; finding one means to go through those before it.
  static let limit = 60

  /// When each snapshot was, in milliseconds, rising.
  private(set) var instants: [Int64] = []
  private var texts = TextNumbers()
  /// Rows of the newest snapshot; empty once the segment is complete.
  private var last = RowSheet()
  /// What changed, snapshot after snapshot.
  private var changes: [UInt8] = []
  /// Where each snapshot's changes end.
  private var ends: [Int] = []

  /// How many snapshots it holds.
  var count: Int { instants.count }

  /// Whether nothing more fits.
  var isFull: Bool { count >= Self.limit }

  /// Bytes it takes.
  var bytes: Int {
    changes.count + (last.values.count + last.ends.count + ends.count + instants.count) * 8 + texts.bytes
  }

  /// Adds a snapshot that is later than the newest.
  mutating func append(_ snapshot: SystemSnapshot) {
    let sheet = SnapshotRows.write(snapshot, table: &texts)
    RowChanges.write(from: last, to: sheet, into: &changes)
    ends.append(changes.count)
    instants.append(snapshot.at.milliseconds)
    last = sheet
  }

  /// Takes the snapshots from a place on away; at least one stays, and more may be added.
  mutating func truncate(to count: Int) {
    last = sheet(min(count, self.count) - 1)
    guard count < self.count else { return }
    instants.removeLast(self.count - count)
    ends.removeLast(ends.count - instants.count)
    changes.removeLast(changes.count - (ends.last ?? 0))
  }

  /// Takes no more snapshots.
  mutating func close() {
    last = RowSheet()
    texts.close()
    // A copy has no room to grow, which it will not need.
    changes = changes.map(\.self)
  }

  /// The snapshot at a place.
  func snapshot(_ place: Int) -> SystemSnapshot {
    SnapshotRows.read(
      sheet(place), texts: texts.texts, at: Moment(milliseconds: instants[place]))
  }

  private func sheet(_ place: Int) -> RowSheet {
    if place == count - 1, last.count > 0 { return last }
    var sheet = RowSheet()
    var read = 0
    for _ in 0...max(0, place) { sheet = RowChanges.apply(changes, at: &read, to: sheet) }
    return sheet
  }
}

/// The difference between two sheets, in as few bytes as whole rows and small numbers allow.
///
/// A sequence of: how many rows stay as they are; then one row that changes, either number by number under a
/// mask of which, or anew where it has another length. A count of the new sheet's rows stands first.
enum RowChanges {
  /// Appends what leads from one sheet to another.
  static func write(from old: RowSheet, to new: RowSheet, into bytes: inout [UInt8]) {
    Varint.append(UInt64(new.count), to: &bytes)
    var same = 0
    for row in 0..<new.count {
      let fresh = new.range(row)
      let stale = row < old.count ? old.range(row) : 0..<0
      let hasLength = fresh.count == stale.count && row < old.count
      if hasLength, isEqual(old, stale, new, fresh) {
        same += 1
        continue
      }
      Varint.append(UInt64(same), to: &bytes)
      same = 0
      if hasLength {
        bytes.append(1)
        appendMasked(old, stale, new, fresh, to: &bytes)
      } else {
        bytes.append(0)
        Varint.append(UInt64(fresh.count), to: &bytes)
        for place in fresh { Varint.append(signed: new.values[place], to: &bytes) }
      }
    }
    Varint.append(UInt64(same), to: &bytes)
  }

  private static func isEqual(
    _ old: RowSheet, _ stale: Range<Int>, _ new: RowSheet, _ fresh: Range<Int>
  ) -> Bool {
    for offset in 0..<fresh.count
    where old.values[stale.lowerBound + offset] != new.values[fresh.lowerBound + offset] {
      return false
    }
    return true
  }

  /// For every eight numbers a byte says which of them changed; then come the differences.
  private static func appendMasked(
    _ old: RowSheet, _ stale: Range<Int>, _ new: RowSheet, _ fresh: Range<Int>, to bytes: inout [UInt8]
  ) {
    var offset = 0
    while offset < fresh.count {
      let place = bytes.count
      bytes.append(0)
      for bit in 0..<min(8, fresh.count - offset) {
        let change =
          new.values[fresh.lowerBound + offset + bit] &- old.values[stale.lowerBound + offset + bit]
        guard change != 0 else { continue }
        bytes[place] |= 1 << UInt8(bit)
        Varint.append(signed: change, to: &bytes)
      }
      offset += 8
    }
  }

  /// The sheet that changes lead to; `read` moves behind them.
  static func apply(_ bytes: [UInt8], at read: inout Int, to old: RowSheet) -> RowSheet {
    var new = RowSheet()
    new.values.reserveCapacity(old.values.count)
    let count = Int(Varint.read(bytes, at: &read))
    new.ends.reserveCapacity(count)
    var row = 0
    while true {
      let same = Int(Varint.read(bytes, at: &read))
      for place in row..<row + same {
        new.values += old.values[old.range(place)]
        new.ends.append(new.values.count)
      }
      row += same
      guard row < count else { return new }
      let isMasked = bytes[read] == 1
      read += 1
      if isMasked {
        readMasked(bytes, at: &read, old, old.range(row), into: &new)
      } else {
        for _ in 0..<Int(Varint.read(bytes, at: &read)) {
          new.values.append(Varint.readSigned(bytes, at: &read))
        }
      }
      new.ends.append(new.values.count)
      row += 1
    }
  }

  private static func readMasked(
    _ bytes: [UInt8], at read: inout Int, _ old: RowSheet, _ stale: Range<Int>, into new: inout RowSheet
  ) {
    var mask: UInt8 = 0
    for offset in 0..<stale.count {
      if offset & 7 == 0 {
        mask = bytes[read]
        read += 1
      }
      let isChanged = mask & 1 << UInt8(offset & 7) != 0
      let change = isChanged ? Varint.readSigned(bytes, at: &read) : 0
      new.values.append(old.values[stale.lowerBound + offset] &+ change)
    }
  }
}

/// Whole numbers in as many bytes as they need, seven bits a byte.
enum Varint {
  static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A signed number: its sign goes into the lowest bit, so that small ones stay short either way.
  static func append(signed value: Int64, to bytes: inout [UInt8]) {
    append(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63), to: &bytes)
  }

  static func read(_ bytes: [UInt8], at place: inout Int) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while place < bytes.count, shift < 64 {
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return value
  }

  static func readSigned(_ bytes: [UInt8], at place: inout Int) -> Int64 {
    let value = read(bytes, at: &place)
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }
}
