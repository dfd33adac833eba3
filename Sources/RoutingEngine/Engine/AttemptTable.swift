/// What the engine remembers of a call in flight.
struct AttemptRecord: Sendable, Hashable {
  private(set) var use: UInt32 = 0
  /// The free record after this one, while it is free.
  private var nextFree: Int32 = -1
  var isLive = false
  var endpoint: Int32 = 0
  var feature: Int32 = 0
  var pair: Int32 = 0
  var promptTokens: UInt32 = 0
  var generation: UInt32 = 0
  var pairGeneration: UInt32 = 0
  var started = Timestamp.origin
  /// The slot of its start in windows.
  var quarter = Quarter(.origin)
  var deadline = Timestamp.origin
  /// Where it lies in the due ring; `DueRing.nowhere` once it is resolved there.
  var due = DueRing.nowhere
  var isProbe = false
  /// Whether it spent a retry.
  var isRetry = false
  var isStreaming = true
  var hasFirstToken = false
  /// Whether it no longer counts as in flight, because its report may be lost.
  var isWrittenOff = false
  /// When the first token came.
  var firstTokenAt = Timestamp.origin

  /// Makes a free record a call's, of which nothing is known but what `fill` says; how often it was used.
  @inline(__always)
  fileprivate mutating func take(
    nextFree free: inout Int32, _ fill: (inout AttemptRecord) -> Void
  ) -> UInt32 {
    free = nextFree
    use &+= 1
    isLive = true
    hasFirstToken = false
    isWrittenOff = false
    firstTokenAt = .origin
    fill(&self)
    return use
  }

  /// Makes it free.
  @inline(__always)
  fileprivate mutating func leave(nextFree free: Int32) {
    isLive = false
    nextFree = free
  }
}

/// Calls in flight, by slot; a slot's use count tells a late report from a fresh one.
struct AttemptTable: Sendable, Hashable {
  private(set) var records: [AttemptRecord] = []
  /// The free place to take next, of a list through the free records; −1 when there is none.
  private var free: Int32 = -1
  /// Calls in flight.
  private(set) var live = 0
  private let limit: Int
  private var cursor = 0

  init(limit: Int) { self.limit = limit }

  /// Remembers a call; nil when the table is full.
  ///
  /// `fill` sets what is known of a call at its start, all of it: the record may have been another call's.
  @inline(__always)
  mutating func insert(_ fill: (inout AttemptRecord) -> Void) -> AttemptID? {
    if free >= 0 {
      let place = Int(free)
      live += 1
      return AttemptID(slot: UInt32(place), use: records[place].take(nextFree: &free, fill))
    }
    guard records.count < limit else { return nil }
    live += 1
    var record = AttemptRecord()
    record.isLive = true
    fill(&record)
    records.append(record)
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
  @inline(__always)
  mutating func remove(_ place: Int) {
    records[place].leave(nextFree: free)
    free = Int32(place)
    live -= 1
  }

  /// Changes every call in flight where it lies; names stay as they are.
  mutating func relocate(_ move: (inout AttemptRecord) -> Void) {
    for place in records.indices where records[place].isLive { move(&records[place]) }
  }

  /// The name of the call at a place.
  func id(at place: Int) -> AttemptID { AttemptID(slot: UInt32(place), use: records[place].use) }

  /// Places of some live calls whose deadline passed long ago; sixty visits see all, a quarter of a minute of ticks.
  mutating func lost(before instant: Timestamp) -> [Int] {
    guard !records.isEmpty else { return [] }
    var found: [Int] = []
    for _ in 0..<min(max(512, records.count / 60), records.count) {
      cursor = (cursor + 1) % records.count
      if records[cursor].isLive, records[cursor].deadline < instant { found.append(cursor) }
    }
    return found
  }
}
