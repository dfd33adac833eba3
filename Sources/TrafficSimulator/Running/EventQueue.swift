/// What a scheduled moment is about; the numbers beside it say which.
enum Moment: UInt8, Sendable {
  case arrival
  case arrivalPause
  case callerRetry
  case attemptStart
  case firstToken
  case attemptEnd
  case delivery
  case tick
  case second
  case faultEdge
  case operatorAct
  case stateProbe
}

/// A moment in the queue.
struct QueueEntry: Sendable {
  /// Nanoseconds since the beginning of the run.
  var time: Int64
  /// Counts every push; ties in time keep their order.
  var order: UInt64
  /// What it is about.
  var moment: Moment
  /// Which slot, feature, replica, fault or act.
  var index: UInt32
  /// How often the slot had been used; 0 where that does not matter.
  var use: UInt32

  /// Whether it comes before another: by time, then by order.
  func precedes(_ other: QueueEntry) -> Bool {
    time < other.time || (time == other.time && order < other.order)
  }
}

/// The moments still to come, in a total order of (time, order of scheduling): a binary heap.
struct EventQueue: Sendable {
  private var heap: [QueueEntry] = []
  private var pushed: UInt64 = 0

  /// When the next moment is; nil when nothing is scheduled.
  var nextTime: Int64? { heap.first?.time }

  /// Schedules a moment.
  mutating func push(_ moment: Moment, at time: Int64, index: Int, use: UInt32 = 0) {
    let entry = QueueEntry(time: time, order: pushed, moment: moment, index: UInt32(index), use: use)
    pushed += 1
    heap.append(entry)
    var hole = heap.count - 1
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard entry.precedes(heap[parent]) else { break }
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = entry
  }

  /// Takes the next moment out, if it is not later than a limit.
  mutating func pop(notAfter limit: Int64) -> QueueEntry? {
    guard let first = heap.first, first.time <= limit else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    var hole = 0
    let count = heap.count
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, heap[child + 1].precedes(heap[child]) { child += 1 }
      guard heap[child].precedes(last) else { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = last
    return first
  }
}
