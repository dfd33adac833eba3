internal import CurlShim
internal import Glibc

/// The signals of the process, heard by an event loop instead of by whatever code they interrupt.
///
/// There is one of it in a process: the last loop that watches hears them.
public enum ProcessSignals {
  /// A signal a server has to heed.
  public enum Signal: Hashable, Sendable, CaseIterable {
    /// Read the configuration again.
    case hangup
    /// End in good order: the service manager's wish, or that of the person at the keyboard.
    case terminate
    case interrupt

    var number: Int32 {
      switch self {
      case .hangup: SIGHUP
      case .terminate: SIGTERM
      case .interrupt: SIGINT
      }
    }
  }

  /// Lets signals do nothing but wake a loop, whose handler then asks ``take()``.
  ///
  /// - Throws: where the system refuses.
  public static func watch(_ signals: [Signal], waking signal: WakeSignal) throws(TransportError) {
    let numbers = signals.map(\.number)
    let result = unsafe numbers.withUnsafeBufferPointer {
      unsafe event_signals_watch(signal.descriptor, $0.baseAddress, Int32($0.count))
    }
    guard result == 0 else {
      throw SystemFailure(code: errno).error("watch", "the signals of this process")
    }
  }

  /// Takes the signals that have come since the last call, each once.
  public static func take() -> [Signal] {
    let bits = event_signals_take()
    return Signal.allCases.filter { bits & (1 << UInt32($0.number)) != 0 }
  }
}
