/// What the engine remembers of a call in flight.
struct AttemptRecord: Sendable, Hashable {
  var use: UInt32 = 0
  var isLive = false
  var endpoint: Int32 = 0
  var feature: Int32 = 0
  var pair: Int32 = 0
  var promptTokens: UInt32 = 0
  var generation: UInt32 = 0
  var pairGeneration: UInt32 = 0
  var started = Timestamp.origin
  var deadline = Timestamp.origin
  /// Where it lies in the due ring; nil once it is resolved there.
  var due: Int64?
  var isProbe = false
  /// Whether it spent a retry.
  var isRetry = false
  var isStreaming = true
  var hasFirstToken = false
  /// Whether it no longer counts as in flight, because its report may be lost.
  var isWrittenOff = false
  /// When the first token came.
  var firstTokenAt = Timestamp.origin
}

/// Calls in flight, by slot; a slot's use count tells a late report from a fresh one.
struct AttemptTable: Sendable, Hashable {
  private(set) var records: [AttemptRecord] = []
  private var free: [UInt32] = []
  /// Calls in flight.
  private(set) var live = 0
  private let limit: Int
  private var cursor = 0

  init(limit: Int) { self.limit = limit }

  /// Remembers a call; nil when the table is full.
  mutating func insert(_ record: AttemptRecord) -> AttemptID? {
    live += 1
    if let slot = free.popLast() {
      let use = records[Int(slot)].use &+ 1
      records[Int(slot)] = record
      records[Int(slot)].use = use
      records[Int(slot)].isLive = true
      return AttemptID(slot: slot, use: use)
    }
    guard records.count < limit else {
      live -= 1
      return nil
    }
    records.append(record)
    records[records.count - 1].isLive = true
    return AttemptID(slot: UInt32(records.count - 1), use: 0)
  }

  /// The place of a call that is in flight; nil when its report is late, repeated or invented.
  @inline(__always)
  func place(of id: AttemptID) -> Int? {
    let slot = Int(id.slot)
    guard slot < records.count, records[slot].use == id.use, records[slot].isLive else { return nil }
    return slot
  }

  subscript(place: Int) -> AttemptRecord {
    @inline(__always) get { records[place] }
    @inline(__always) _modify { yield &records[place] }
  }

  /// Forgets a call.
  mutating func remove(_ place: Int) {
    records[place].isLive = false
    free.append(UInt32(place))
    live -= 1
  }

  /// Changes every call in flight where it lies; names stay as they are.
  mutating func relocate(_ move: (inout AttemptRecord) -> Void) {
    for place in records.indices where records[place].isLive { move(&records[place]) }
  }

  /// The name of the call at a place.
  func id(at place: Int) -> AttemptID { AttemptID(slot: UInt32(place), use: records[place].use) }

  /// Places of some live calls whose deadline passed long ago; visits a bounded number a call.
  mutating func lost(before instant: Timestamp, visiting count: Int = 512) -> [Int] {
    guard !records.isEmpty else { return [] }
    var found: [Int] = []
    for _ in 0..<min(count, records.count) {
      cursor = (cursor + 1) % records.count
      if records[cursor].isLive, records[cursor].deadline < instant { found.append(cursor) }
    }
    return found
  }
}
