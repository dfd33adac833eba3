// Opens, appends to and rotates one file; every call checks its own bounds.
internal import Glibc

/// A file that is only ever appended to, readable by its owner alone, and bounded by rotation.
///
/// When the next piece would pass the limit, the file is renamed to `NAME.1`, `NAME.1` to `NAME.2`, and so on; the
/// oldest goes.
public struct AppendFile: ~Copyable {
  /// Where it is.
  public let path: String
  /// Bytes at which a new file is begun.
  public let limitBytes: Int
  /// Files kept beside the current one.
  public let kept: Int
  private var descriptor: Int32
  private var size: Int

  /// Opens the file, and creates it with mode 0600 where there is none.
  ///
  /// - Throws: where the system refuses.
  public init(path: String, limitBytes: Int, kept: Int) throws(TransportError) {
    self.path = path
    self.limitBytes = limitBytes
    self.kept = kept
    (descriptor, size) = try Self.open(path)
  }

  deinit {
    SystemCalls.close(descriptor)
  }

  /// Appends a piece with one system call, after a rotation where that is due.
  ///
  /// - Throws: where the system refuses or the disk is full; part of the piece may have been written.
  public mutating func append(_ bytes: [UInt8]) throws(TransportError) {
    guard !bytes.isEmpty else {
      return
    }
    if size > 0, size + bytes.count > limitBytes {
      try rotate()
    }
    var start = 0
    while start < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      guard written > 0 else {
        if written < 0, errno == EINTR {
          continue
        }
        throw SystemFailure(code: errno).error("append to", path)
      }
      start += written
      size += written
    }
  }

  private mutating func rotate() throws(TransportError) {
    for number in stride(from: kept, to: 0, by: -1) {
      let source = number == 1 ? path : "\(path).\(number - 1)"
      // Fails where there is no such file yet.
      _ = unsafe rename(source, "\(path).\(number)")
    }
    if kept == 0 {
      _ = unsafe unlink(path)
    }
    let (opened, present) = try Self.open(path)
    SystemCalls.close(descriptor)
    (descriptor, size) = (opened, present)
  }

  private static func open(_ path: String) throws(TransportError) -> (Int32, Int) {
    let descriptor = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SystemFailure(code: errno).error("open", path)
    }
    let end = lseek(descriptor, 0, SEEK_END)
    return (descriptor, max(0, Int(end)))
  }
}
