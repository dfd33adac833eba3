internal import Glibc

/// A file whose readers see the whole of the old or the whole of the new, whenever they look.
public enum ReplacedFile {
  /// Writes a file beside the path, sees to it that the disk has it, and renames it over the path.
  ///
  /// - Parameters:
  ///   - bytes: what it shall hold.
  ///   - path: the file; its directory must be there.
  ///   - mode: who may read and write it.
  /// - Throws: where a step fails; the old file is untouched then.
  public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(TransportError) {
    let temporary = path + ".new"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe open(temporary, flags, mode_t(mode))
    guard descriptor >= 0 else { throw SystemFailure(code: errno).error("write", temporary) }
    let failure = fill(descriptor, bytes)
    SystemCalls.close(descriptor)
    if let failure {
      _ = unsafe unlink(temporary)
      throw failure.error("write", temporary)
    }
    guard unsafe rename(temporary, path) == 0 else {
      let failure = SystemFailure(code: errno)
      _ = unsafe unlink(temporary)
      throw failure.error("replace", path)
    }
    syncDirectory(of: path)
  }

  private static func fill(_ descriptor: Int32, _ bytes: [UInt8]) -> SystemFailure? {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes { rest in
        unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0 {
        guard errno == EINTR else { return SystemFailure(code: errno) }
        continue
      }
      written += count
    }
    return fsync(descriptor) == 0 ? nil : SystemFailure(code: errno)
  }

  /// The new name lasts only once the directory is on the disk too.
  private static func syncDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // Some file systems cannot; the file itself is safe by then.
    _ = fsync(descriptor)
    SystemCalls.close(descriptor)
  }
}
