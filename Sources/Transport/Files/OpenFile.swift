internal import Glibc

/// An open file of this process; it is closed when nobody owns it any more.
///
/// Every call does the whole of what it says or throws: short writes and interruptions are its own business.
public struct OpenFile: ~Copyable {
  /// What a file is opened for.
  public enum Purpose: Sendable, Hashable {
    /// Reading what is there.
    case read
    /// Writing at its end, wherever that is; made where it is missing.
    case append
    /// Reading and writing; made where it is missing.
    case update
    /// Reading, and writing at the end of a new file; it must not be there yet.
    case create
  }

  /// Where it lies.
  public let path: String
  private let descriptor: Int32

  /// Opens a file; one that is made can be read and written by its owner alone.
  ///
  /// - Throws: `TransportError.system` with what the system says.
  public init(_ path: String, for purpose: Purpose) throws(TransportError) {
    let flags =
      switch purpose {
      case .read: O_RDONLY
      case .append: O_WRONLY | O_APPEND | O_CREAT
      case .update: O_RDWR | O_CREAT
      case .create: O_RDWR | O_APPEND | O_CREAT | O_EXCL
      }
    descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY, 0o600)
    self.path = path
    guard descriptor >= 0 else {
      throw SystemFailure(code: errno).error("open", path)
    }
  }

  deinit {
    // A child that is just being started shares the descriptor, and with it the lock: give that back by name.
    _ = flock(descriptor, LOCK_UN)
    SystemCalls.close(descriptor)
  }

  /// How many bytes it has.
  public func size() throws(TransportError) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw SystemFailure(code: errno).error("examine", path)
    }
    return Int(status.st_size)
  }

  /// Writes all of the bytes, at the end where it was opened for that.
  public func write(_ bytes: [UInt8]) throws(TransportError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes { rest in
        unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0 {
        let failure = SystemFailure(code: errno)
        if failure.code == EINTR { continue }
        throw failure.error("write", path)
      }
      written += count
    }
  }

  /// Waits until the disk has what was written.
  public func sync() throws(TransportError) {
    while fdatasync(descriptor) != 0 {
      let failure = SystemFailure(code: errno)
      if failure.code == EINTR { continue }
      throw failure.error("store on the disk", path)
    }
  }

  /// Cuts the file to a length in bytes.
  public func truncate(to length: Int) throws(TransportError) {
    guard ftruncate(descriptor, length) == 0 else {
      throw SystemFailure(code: errno).error("shorten", path)
    }
  }

  /// Reads so many bytes from a place on, fewer where the file ends.
  public func read(at offset: Int, count: Int) throws(TransportError) -> [UInt8] {
    precondition(offset >= 0 && count >= 0, "A file is read from a place within it.")
    var failure: SystemFailure?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let got = unsafe pread(descriptor, base + filled, count - filled, offset + filled)
        if got > 0 {
          filled += got
        } else if got == 0 {
          return
        } else if errno != EINTR {
          failure = SystemFailure(code: errno)
          return
        }
      }
    }
    if let failure { throw failure.error("read", path) }
    return bytes
  }

  /// Locks the file for as long as this process has it open; the system gives the lock back when it dies.
  ///
  /// - Returns: false where another process has the lock.
  public func lock() throws(TransportError) -> Bool {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let failure = SystemFailure(code: errno)
      if failure.code == EWOULDBLOCK { return false }
      if failure.code != EINTR { throw failure.error("lock", path) }
    }
    return true
  }
}
