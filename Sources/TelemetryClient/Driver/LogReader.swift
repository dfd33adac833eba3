internal import Transport

/// Reads one request log without waiting: opens, reads on, follows rotations, takes callers.
struct LogReader {
  /// Bytes of one read.
  static let readBytes = 256 * 1024
  /// Reads in one turn, so that a long log does not keep the loop.
  static let readsPerTurn = 8
  /// Most writers connected to a socket at once.
  static let maxWriters = 64

  private let place: SourceSettings.LogPlace
  private var follow: FollowStateMachine
  private var log: EventLog
  private var input: InputDescriptor?
  private var listener: InputListener?
  private var writers: [(input: InputDescriptor, log: EventLog)] = []
  private var fresh: EventLog
  private(set) var state = SourceState.starting

  init(_ log: EventLog, at place: SourceSettings.LogPlace) {
    self.place = place
    self.log = log
    fresh = log
    if case .file(_, let fromStart) = place {
      follow = FollowStateMachine(startsAtEnd: !fromStart)
    } else {
      follow = FollowStateMachine(startsAtEnd: false)
    }
  }

  /// Whether it is open and was read just now: a file that is there, input that has not ended, a socket that takes
  /// writers.
  var isOpen: Bool {
    if case .failing = state { return false }
    return input != nil || listener != nil
  }

  /// Reads on with what another reader of the same log makes of its lines.
  mutating func go(onWith other: LogReader) {
    fresh = other.fresh
    log = other.fresh
    for index in writers.indices { writers[index].log = other.fresh }
  }

  /// Reads what is there.
  mutating func turn() -> [EventLog.Line] {
    switch place {
    case .file(let path, _): return followFile(path)
    case .standardInput: return readStandardInput()
    case .socket(let path): return readSocket(path)
    }
  }

  private mutating func followFile(_ path: String) -> [EventLog.Line] {
    var lines: [EventLog.Line] = []
    for _ in 0..<Self.readsPerTurn {
      switch follow.look(named: FileIdentity.of(path: path), current: input?.identity) {
      case .wait:
        if input == nil { state = .failing("there is no file \(path) yet; it is read once it is there") }
        return lines
      case .open(let fromEnd):
        guard open(path, fromEnd: fromEnd) else { return lines }
      case .close:
        input = nil
        log.dropRest()
      case .rewind:
        _ = input?.seek(to: 0)
        log.dropRest()
      case .read:
        guard case .bytes(let bytes)? = input?.read(atMost: Self.readBytes) else { return lines }
        follow.took(bytes.count)
        lines += log.take(bytes)
      }
      showHealth(of: log)
    }
    return lines
  }

  private mutating func open(_ path: String, fromEnd: Bool) -> Bool {
    do {
      let opened = try InputDescriptor(path: path)
      guard let identity = opened.identity else { return false }
      let start = fromEnd ? identity.size : 0
      guard opened.seek(to: start) else {
        state = .failing("\(path) cannot be followed: it is no file; name a file, or use \"socket\"")
        return false
      }
      follow.opened(identity, at: start)
      input = opened
      return true
    } catch {
      state = .failing(error.description)
      return false
    }
  }

  private mutating func readStandardInput() -> [EventLog.Line] {
    let open = input ?? InputDescriptor.standardInput()
    input = open
    var lines: [EventLog.Line] = []
    for _ in 0..<Self.readsPerTurn {
      switch open.read(atMost: Self.readBytes) {
      case .bytes(let bytes):
        lines += log.take(bytes)
        showHealth(of: log)
      case .nothingYet:
        showHealth(of: log)
        return lines
      case .end:
        state = .failing("standard input has ended; nothing more will come from it")
        return lines
      case .failed(let reason):
        state = .failing("standard input cannot be read: \(reason)")
        return lines
      }
    }
    return lines
  }

  private mutating func readSocket(_ path: String) -> [EventLog.Line] {
    if listener == nil {
      do { listener = try InputListener(path: path) } catch {
        state = .failing(error.description)
        return []
      }
      state = .live
    }
    while writers.count < Self.maxWriters, let caller = listener?.accept() {
      writers.append((caller, fresh))
    }
    var lines: [EventLog.Line] = []
    for place in writers.indices.reversed() {
      let (more, isOpen) = Self.read(writers[place].input, &writers[place].log)
      lines += more
      showHealth(of: writers[place].log)
      if !isOpen { writers.remove(at: place) }
    }
    return lines
  }

  private static func read(_ input: InputDescriptor, _ log: inout EventLog) -> (
    lines: [EventLog.Line], isOpen: Bool
  ) {
    var lines: [EventLog.Line] = []
    for _ in 0..<readsPerTurn {
      switch input.read(atMost: readBytes) {
      case .bytes(let bytes): lines += log.take(bytes)
      case .nothingYet: return (lines, true)
      case .end, .failed: return (lines, false)
      }
    }
    return (lines, true)
  }

  /// Says so where much of a log is not understood.
  private mutating func showHealth(of log: EventLog) {
    let passedOver = [
      (log.unreadable, "no JSON object"),
      (log.unmatched, "no endpoint of ours, no outcome, or a first token after the end"),
      (log.repeated, "an attempt told before"),
    ].filter { $0.0 > 0 }
    guard !passedOver.isEmpty else {
      state = .live
      return
    }
    state = .partial("passed over: " + passedOver.map { "\($0.0) × \($0.1)" }.joined(separator: ", "))
  }
}
