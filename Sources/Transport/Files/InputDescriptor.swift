internal import Glibc

/// Which file a name or a descriptor stands for, and how long it is.
public struct FileIdentity: Hashable, Sendable {
  /// The device.
  public var device: UInt64
  /// The number of the file on its device.
  public var number: UInt64
  /// The length in bytes.
  public var size: Int64

  /// Describes a file.
  public init(device: UInt64, number: UInt64, size: Int64) {
    self.device = device
    self.number = number
    self.size = size
  }

  /// The file behind a path.
  ///
  /// - Returns: `nil` where there is none or it cannot be looked at.
  public static func of(path: String) -> FileIdentity? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? FileIdentity(status) : nil
  }

  init(_ status: stat) {
    self.init(device: UInt64(status.st_dev), number: UInt64(status.st_ino), size: Int64(status.st_size))
  }

  /// Whether both are the same file, whatever their lengths.
  public func isSameFile(as other: FileIdentity) -> Bool {
    device == other.device && number == other.number
  }
}

/// A descriptor that bytes are read from without ever waiting: a file, standard input, or one caller's connection.
///
/// It closes when it is dropped.
public final class InputDescriptor {
  /// What a read came to.
  public enum Reading: Hashable {
    /// These bytes.
    case bytes([UInt8])
    /// Nothing at the moment.
    case nothingYet
    /// Nothing now and, but for a file that grows, never again.
    case end
    /// The system refused: why.
    case failed(String)
  }

  private let descriptor: Int32
  private let isOwned: Bool

  init(descriptor: Int32, isOwned: Bool) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  deinit {
    if isOwned { SystemCalls.close(descriptor) }
  }

  /// Opens a file for reading.
  ///
  /// - Throws: where it is missing or may not be read.
  public convenience init(path: String) throws(TransportError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemFailure(code: errno).error("read", path) }
    self.init(descriptor: descriptor, isOwned: true)
  }

  /// The standard input of this process; it is not closed.
  public static func standardInput() -> InputDescriptor {
    InputDescriptor(descriptor: STDIN_FILENO, isOwned: false)
  }

  /// Whether somebody types there.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Which file it is.
  ///
  /// - Returns: `nil` where the system does not say.
  public var identity: FileIdentity? {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? FileIdentity(status) : nil
  }

  /// Goes to a place in a file, in bytes from its start.
  ///
  /// - Returns: false where there are no places, as in a pipe.
  public func seek(to offset: Int64) -> Bool { lseek(descriptor, Int(offset), SEEK_SET) >= 0 }

  /// Reads what is there, at most so many bytes.
  public func read(atMost count: Int) -> Reading {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&poller, 1, 0) > 0 else { return .nothingYet }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if got < 0 {
      let code = errno
      return code == EAGAIN || code == EINTR ? .nothingYet : .failed(SystemFailure(code: code).reason)
    }
    guard got > 0 else { return .end }
    bytes.removeSubrange(got...)
    return .bytes(bytes)
  }
}

/// A Unix socket that others connect to in order to send bytes.
///
/// It closes, and its file goes, when it is dropped.
public final class InputListener {
  private let listener: Listener

  /// Listens at a path; only this user may connect.
  ///
  /// - Throws: where the path is taken or cannot be used.
  public init(path: String) throws(TransportError) {
    listener = try ListeningSocket.open(.unix(path: path))
  }

  deinit { listener.close() }

  /// The next caller that waits.
  ///
  /// - Returns: `nil` where none does.
  public func accept() -> InputDescriptor? {
    guard case .success(let descriptor) = SystemCalls.accept(listener.descriptor) else { return nil }
    return InputDescriptor(descriptor: descriptor, isOwned: true)
  }
}
