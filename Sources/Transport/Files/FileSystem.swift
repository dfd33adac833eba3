internal import Glibc

/// What lies in directories: made, listed, renamed and removed.
public enum FileSystem {
  /// The most entries of one directory that are listed.
  public static let listingLimit = 100_000

  /// A file or directory.
  public struct Entry: Sendable, Hashable {
    /// Its name within the directory.
    public var name: String
    /// Whether it is a directory.
    public var isDirectory: Bool
    /// Its size in bytes.
    public var size: Int
    /// Who may do what with it: the lowest nine bits of the mode.
    public var permissions: UInt32
    /// Whether it belongs to the user this process runs as.
    public var isOurs: Bool
  }

  /// What lies at a path; nil where nothing does.
  ///
  /// Links are followed.
  public static func entry(at path: String) throws(TransportError) -> Entry? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      let failure = SystemFailure(code: errno)
      if failure.code == ENOENT || failure.code == ENOTDIR { return nil }
      throw failure.error("examine", path)
    }
    return Entry(
      name: name(of: path), isDirectory: status.st_mode & S_IFMT == S_IFDIR, size: Int(status.st_size),
      permissions: status.st_mode & 0o777, isOurs: status.st_uid == geteuid())
  }

  /// Makes a new directory with a name nobody else uses; only its owner may enter.
  ///
  /// - Returns: its path: `prefix` and six characters.
  public static func makeTemporaryDirectory(prefix: String) throws(TransportError) -> String {
    var template = Array(prefix.utf8CString.dropLast()) + Array("XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, let path = unsafe mkdtemp(base) else { return nil }
      return unsafe String(cString: path)
    }
    guard let made else { throw SystemFailure(code: errno).error("make a directory", prefix + "XXXXXX") }
    return made
  }

  /// What lies in a directory, by name; what vanishes meanwhile is left out.
  public static func list(_ path: String) throws(TransportError) -> [Entry] {
    guard let directory = unsafe opendir(path) else {
      throw SystemFailure(code: errno).error("list", path)
    }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while names.count < listingLimit, let found = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &found.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    var entries: [Entry] = []
    for name in names.sorted() {
      if let entry = try entry(at: path + "/" + name) { entries.append(entry) }
    }
    return entries
  }

  /// Gives a file another name in one step; a file that has that name already is replaced.
  public static func rename(_ old: String, to new: String) throws(TransportError) {
    guard unsafe Glibc.rename(old, new) == 0 else {
      throw SystemFailure(code: errno).error("rename to \(new)", old)
    }
  }

  /// Removes a file or an empty directory; that it is gone already is no failure.
  public static func remove(_ path: String) throws(TransportError) {
    guard unsafe Glibc.remove(path) != 0 else { return }
    let failure = SystemFailure(code: errno)
    guard failure.code == ENOENT else { throw failure.error("remove", path) }
  }

  /// Waits until the disk has the names in a directory.
  public static func syncDirectory(_ path: String) throws(TransportError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SystemFailure(code: errno).error("open", path)
    }
    defer { SystemCalls.close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw SystemFailure(code: errno).error("store on the disk", path)
    }
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }
}
