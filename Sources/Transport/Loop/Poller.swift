internal import CurlShim
internal import Glibc

/// Waits for descriptors with epoll, level-triggered.
struct Poller: ~Copyable {
  /// What is waited for, and what came.
  struct Interest: OptionSet, Hashable {
    let rawValue: UInt32
    static let read = Interest(rawValue: EVENT_POLL_READ.rawValue)
    static let write = Interest(rawValue: EVENT_POLL_WRITE.rawValue)
    /// The peer closed its side, or the connection broke.
    static let hangup = Interest(rawValue: EVENT_POLL_HANGUP.rawValue)
    /// Both sides are closed, or the connection broke; comes whether it is waited for or not.
    static let broken = Interest(rawValue: EVENT_POLL_BROKEN.rawValue)
  }

  /// Most events taken from the kernel at once.
  static let batch = 256

  private let descriptor: Int32
  private let signal: Int32
  private var ready = [event_poll_event](repeating: event_poll_event(), count: Poller.batch)

  init() throws(TransportError) {
    let poll = event_poll_create()
    let wake = event_signal_create()
    guard poll >= 0, wake >= 0, event_poll_add(poll, wake, Interest.read.rawValue, Token.wake.rawValue) == 0
    else {
      let failure = SystemFailure(code: errno)
      SystemCalls.close(poll)
      SystemCalls.close(wake)
      throw failure.error("open", "descriptors for the event loop")
    }
    descriptor = poll
    signal = wake
  }

  deinit {
    SystemCalls.close(descriptor)
    SystemCalls.close(signal)
  }

  /// What other threads use to end a wait.
  var wakeSignal: WakeSignal { WakeSignal(descriptor: signal) }

  /// Starts to wait for a descriptor; true where that worked.
  mutating func add(_ watched: Int32, _ interest: Interest, _ token: Token) -> Bool {
    event_poll_add(descriptor, watched, interest.rawValue, token.rawValue) == 0
  }

  /// Changes what is waited for; true where that worked.
  mutating func change(_ watched: Int32, _ interest: Interest, _ token: Token) -> Bool {
    event_poll_change(descriptor, watched, interest.rawValue, token.rawValue) == 0
  }

  /// Stops to wait for a descriptor; one that is closed already has been forgotten by the kernel.
  mutating func remove(_ watched: Int32) {
    _ = event_poll_remove(descriptor, watched)
  }

  /// Waits at most so many milliseconds (-1: for ever).
  ///
  /// - Returns: the number of events, to be read with ``event(_:)``.
  mutating func wait(milliseconds: Int32) -> Int {
    let count = unsafe ready.withUnsafeMutableBufferPointer { buffer in
      unsafe event_poll_wait(descriptor, buffer.baseAddress, Int32(buffer.count), milliseconds)
    }
    return max(0, Int(count))
  }

  func event(_ index: Int) -> (token: Token, readiness: Interest) {
    (Token(rawValue: ready[index].token), Interest(rawValue: ready[index].readiness))
  }

  /// Makes the wake-up descriptor quiet again.
  mutating func clearSignal() {
    // Fails only where nothing was signalled.
    _ = event_signal_clear(signal)
  }
}

/// Whom an event is for: a kind, an index, and the generation of what lives at that index.
struct Token: Hashable {
  enum Kind: UInt64 {
    case wake, listener, connection, transfer
  }

  let rawValue: UInt64

  static let wake = Token(.wake, index: 0, generation: 0)

  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Packs kind, index and the lowest 30 bits of the generation.
  init(_ kind: Kind, index: Int32, generation: UInt32) {
    rawValue = kind.rawValue << 62 | UInt64(generation & 0x3FFF_FFFF) << 32 | UInt64(UInt32(index))
  }

  var kind: Kind { Kind(rawValue: rawValue >> 62) ?? .wake }
  var index: Int { Int(rawValue & 0x7FFF_FFFF) }
  var generation: UInt32 { UInt32(rawValue >> 32 & 0x3FFF_FFFF) }
}

/// Ends an event loop's wait from any thread.
///
/// It must not outlive the loop that it came from.
public struct WakeSignal: Hashable, Sendable {
  let descriptor: Int32

  /// Makes the loop turn, and its handler hear ``LoopHandler/woken(on:)``.
  public func raise() {
    // Fails only where the counter is full, and then the loop is about to wake anyway.
    _ = event_signal_raise(descriptor)
  }
}
