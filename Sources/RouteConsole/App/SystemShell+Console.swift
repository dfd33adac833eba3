internal import Glibc
internal import RoutingEngine
internal import Transport
internal import Wire

/// What the console needs of the machine.
extension SystemShell {
  var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  var binaryFolder: String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count - 1)
    guard count > 0 else { return nil }
    let path = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }

  var workingFolder: String? {
    guard let path = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  func calendar() -> Moment { Moment(milliseconds: WallClock.nanoseconds / 1_000_000) }

  func end(bySignal number: Int32) { exit(128 + number) }

  func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .exists }
      throw .unwritten(SystemShell.reason(errno))
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes { rest in
        unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno != EINTR {
        let reason = SystemShell.reason(errno)
        _ = unsafe unlink(path)
        throw .unwritten(reason)
      }
      written += max(count, 0)
    }
  }

  func readLines(until instant: Timestamp) -> [String]? {
    if input.isEnded { return nil }
    let left = max(0, (instant - now()).count / 1_000_000)
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&descriptor, 1, Int32(clamping: left)) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe Glibc.read(STDIN_FILENO, &bytes, bytes.count)
    guard count > 0 else {
      if count < 0, errno == EINTR || errno == EAGAIN { return [] }
      input.isEnded = true
      return nil
    }
    return input.take(bytes[..<count])
  }
}

/// Cuts what is typed into lines.
struct InputLines {
  /// The longest line, in bytes; what is longer is cut.
  static let longest = 4_096
  private var rest: [UInt8] = []
  /// Whether nothing more will come.
  var isEnded = false

  /// Takes bytes; the lines that are whole.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        lines.append(String(decoding: rest, as: UTF8.self))
        rest = []
      } else if rest.count < Self.longest {
        rest.append(byte)
      }
    }
    return lines
  }
}
