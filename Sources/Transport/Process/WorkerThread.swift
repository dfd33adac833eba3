internal import Glibc

/// A thread of this process that does one thing and ends.
///
/// It has as much stack as the first thread has, which a queue's threads do not.
public struct WorkerThread: ~Copyable {
  /// The stack of a thread in bytes: what Linux gives the first one.
  public static let stackBytes = 8 << 20

  private let thread: pthread_t

  /// What a thread is handed over: a function pointer takes no closure.
  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread.
  ///
  /// - Parameter body: what it does.
  /// - Throws: where the system has no thread to give.
  public init(_ body: @escaping @Sendable () -> Void) throws(TransportError) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, Self.stackBytes)
    let work = unsafe Unmanaged.passRetained(Work(body))
    var started = pthread_t()
    let code = unsafe pthread_create(
      &started, &attributes,
      { pointer in
        guard let pointer = unsafe pointer else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard code == 0 else {
      unsafe work.release()
      throw SystemFailure(code: code).error("start", "a thread")
    }
    thread = started
  }

  /// Waits until it has ended.
  public consuming func join() {
    // Fails only for a thread that was joined already, and this one cannot be joined twice.
    _ = pthread_join(thread, nil)
  }
}
