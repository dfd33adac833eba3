internal import Glibc
internal import RoutingEngine
internal import Transport
internal import Wire

/// The machine's own files, streams and clock.
final class SystemShell: Shell {
  private let clock: () -> Timestamp
  /// What came on standard input and is no whole line yet.
  var input = InputLines()

  /// A shell with a monotonic clock.
  init(clock: @escaping () -> Timestamp) {
    self.clock = clock
    // A reader that went away is an error to be handled, not a reason to be killed.
    _ = signal(SIGPIPE, SIG_IGN)
  }

  func write(_ text: String) throws(CommandError) {
    guard let failure = Self.writeAll(text, to: STDOUT_FILENO) else { return }
    if failure == EPIPE { throw .outputClosed }
    throw .failed("standard output cannot be written: \(Self.reason(failure)).")
  }

  func complain(_ line: String) {
    _ = Self.writeAll(line + "\n", to: STDERR_FILENO)
  }

  var showProgress: @Sendable (String) -> Void {
    guard isatty(STDERR_FILENO) == 1 else { return { _ in } }
    // To the start of the line, the text, and nothing after it (ECMA-48: EL).
    return { text in _ = Self.writeAll("\r\(text)\u{1b}[K", to: STDERR_FILENO) }
  }

  func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  func now() -> Timestamp { clock() }

  func wait(until instant: Timestamp) {
    var left = instant - now()
    while left > .zero {
      var request = timespec(
        tv_sec: Int(left.count / 1_000_000_000), tv_nsec: Int(left.count % 1_000_000_000))
      unsafe nanosleep(&request, nil)
      left = instant - now()
    }
  }

  func watchForEnd() { EndSignals.watch() }

  var isAskedToEnd: Bool { EndSignals.isRaised }

  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .missing }
      throw .refused(Self.reason(errno))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let piece = 1 << 16
    while true {
      let failure = Self.append(from: descriptor, atMost: piece, to: &bytes)
      switch failure {
      case .end: return bytes
      case .more: break
      case .failed(EISDIR): throw .directory
      case .failed(EINTR): continue
      case .failed(let code): throw .refused(Self.reason(code))
      }
      guard bytes.count <= limit else { throw .tooLarge(limit) }
    }
  }

  private enum Reading {
    case end
    case more
    case failed(Int32)
  }

  private static func append(from descriptor: Int32, atMost count: Int, to bytes: inout [UInt8]) -> Reading {
    var outcome = Reading.end
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
      filled = max(got, 0)
      if got < 0 { outcome = .failed(errno) }
      if got > 0 { outcome = .more }
    }
    bytes += piece
    return outcome
  }

  /// Writes everything, or gives the error number of what stopped it.
  private static func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes { rest in
        unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno != EINTR { return errno }
      written += max(count, 0)
    }
    return nil
  }

  static func reason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
