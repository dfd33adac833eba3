// The only place of this module, besides libcurl's files, that calls the operating system. Every function checks
// its own bounds and hands no pointer out.
internal import CurlShim
internal import Glibc

/// System calls with safe arguments.
enum SystemCalls {
  /// What a read or a write of a non-blocking descriptor came to.
  enum Transferred: Hashable {
    case bytes(Int)
    case endOfStream
    case wouldBlock
    case failed(Int32)
  }

  static func monotonicNow() -> Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  static func wallNow() -> WallTime {
    WallTime(seconds: wallNanoseconds() / 1_000_000_000)
  }

  /// Nanoseconds since 1970-01-01 00:00 UTC.
  static func wallNanoseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Reads into the whole of `scratch`.
  static func receive(_ descriptor: Int32, into scratch: inout [UInt8]) -> Transferred {
    let count = unsafe scratch.withUnsafeMutableBytes { buffer in
      unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
    }
    if count > 0 {
      return .bytes(count)
    }
    return count == 0 ? .endOfStream : failure()
  }

  /// Writes as much of what waits in the queue as the descriptor takes; it is not consumed.
  static func send(_ descriptor: Int32, _ queue: borrowing ByteQueue) -> Transferred {
    let start = queue.start
    let count = unsafe queue.storage.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress else {
        return Int64(0)
      }
      return unsafe event_send(descriptor, base + start, UInt64(bytes.count - start))
    }
    return count >= 0 ? .bytes(Int(count)) : failure()
  }

  /// Writes as much of the bytes from an index on as the descriptor takes.
  static func send(_ descriptor: Int32, _ bytes: [UInt8], from start: Int) -> Transferred {
    precondition(start >= 0 && start <= bytes.count, "The index lies outside the bytes.")
    let count = unsafe bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else {
        return Int64(0)
      }
      return unsafe event_send(descriptor, base + start, UInt64(bytes.count - start))
    }
    return count >= 0 ? .bytes(Int(count)) : failure()
  }

  /// Bytes that were sent and that the other side's system has not taken; 0 where nobody knows.
  static func unreadBytes(_ descriptor: Int32) -> Int { max(0, Int(event_unread(descriptor))) }

  /// Accepts one connection.
  static func accept(_ listener: Int32) -> Result<Int32, SystemFailure> {
    let descriptor = event_accept(listener)
    return descriptor >= 0 ? .success(descriptor) : .failure(SystemFailure(code: errno))
  }

  static func close(_ descriptor: Int32) {
    // Linux frees the descriptor whatever close returns, so there is nothing to do about a failure.
    _ = Glibc.close(descriptor)
  }

  static func endWriting(_ descriptor: Int32) {
    // Fails only where the peer has gone already, which the next read reports.
    _ = shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Sends small pieces at once instead of waiting for an acknowledgement.
  static func setNoDelay(_ descriptor: Int32) {
    var one: Int32 = 1
    // Fails on Unix sockets, which do not delay.
    _ = unsafe setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  /// The user that this process acts for.
  static var effectiveUser: UInt32 { geteuid() }

  /// The environment variable of that name.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else {
      return nil
    }
    return unsafe String(cString: value)
  }

  /// Reads a whole file of at most `limitBytes`; a pipe that nobody writes to is empty and does not block.
  static func readFile(_ path: String, limitBytes: Int) throws(TransportError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw SystemFailure(code: errno).error("read", path)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var scratch = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
      let count = unsafe scratch.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else {
        throw SystemFailure(code: errno).error("read", path)
      }
      if count == 0 {
        return bytes
      }
      bytes.append(contentsOf: scratch[..<count])
      guard bytes.count <= limitBytes else {
        throw TransportError.fileTooLong(path: path, limitBytes: limitBytes)
      }
    }
  }

  private static func failure() -> Transferred {
    let code = errno
    return code == EAGAIN || code == EINTR ? .wouldBlock : .failed(code)
  }
}

/// The error number that a system call left.
struct SystemFailure: Error, Hashable {
  let code: Int32

  /// What the number means.
  var reason: String {
    guard let text = unsafe strerror(code) else {
      return "error \(code)"
    }
    return unsafe String(cString: text)
  }

  /// Whether the process or the system has run out of descriptors.
  var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM }

  func error(_ action: String, _ subject: String) -> TransportError {
    .system(action: action, subject: subject, reason: reason)
  }
}
