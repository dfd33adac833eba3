internal import CurlShim

/// Tells another thread, which sleeps on a descriptor, that there is news for it.
public final class NewsSignal: Sendable {
  /// Readable from ``raise()`` until ``clear()``.
  public let descriptor: Int32

  /// Opens the descriptor.
  ///
  /// - Throws: where the system refuses one.
  public init() throws(TransportError) {
    descriptor = event_signal_create()
    guard descriptor >= 0 else {
      throw .system(action: "open", subject: "a descriptor for news", reason: "there are too many open files")
    }
  }

  deinit { SystemCalls.close(descriptor) }

  /// Makes the descriptor readable; any thread may.
  public func raise() {
    // Fails only where the counter is full, and then the descriptor is readable anyway.
    _ = event_signal_raise(descriptor)
  }

  /// Makes the descriptor quiet again.
  public func clear() {
    // Fails only where nothing was raised.
    _ = event_signal_clear(descriptor)
  }
}
