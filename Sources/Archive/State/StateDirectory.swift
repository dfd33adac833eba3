internal import Transport
public import Wire

/// The directory in which one process keeps what has to outlive it: acts, audit, ledger, recordings.
///
/// It is entered by its owner alone, and by one process at a time: the kernel holds the lock, so that a killed
/// process leaves none behind.
public struct StateDirectory: ~Copyable {
  /// Where it is.
  public let path: String
  private let lock: OpenFile

  /// Who works in a state directory, as the next one reads it.
  public struct Owner: Sendable, Hashable {
    /// The number of the process.
    public var process: Int32
    /// What it does: `serve`.
    public var command: String
    /// Since when.
    public var since: Moment

    /// Names a process.
    public init(process: Int32, command: String, since: Moment) {
      self.process = process
      self.command = command
      self.since = since
    }

    /// `process 4711 (serve) since 2026-11-22T03:12:41.120Z`.
    public var text: String { "process \(process) (\(command)) since \(since.text)" }
  }

  /// The name of the lock file, which says who works here.
  public static let lockName = "lock"
  /// The longest lock file that is believed, in bytes.
  private static let lockBytes = 256

  /// Enters a directory, making it where it is missing.
  ///
  /// - Throws: `ArchiveError.inUse` where another process works in it, `ArchiveError.notPrivate` where it is
  ///   not the caller's own.
  public init(_ path: String, for owner: Owner) throws(ArchiveError) {
    try filing { () throws(TransportError) in try PrivateFiles.makeDirectory(path) }
    try Self.demandPrivacy(of: path)
    let lock = try Self.locked(path + "/" + Self.lockName, in: path, for: owner)
    self.path = path
    self.lock = lock
  }

  /// The lock file, with the lock and its owner's name in it.
  private static func locked(
    _ name: String, in path: String, for owner: Owner
  ) throws(ArchiveError) -> OpenFile {
    let lock = try filing { () throws(TransportError) in try OpenFile(name, for: .update) }
    guard try filing({ () throws(TransportError) in try lock.lock() }) else {
      throw .inUse(path: path, owner: Self.owner(in: lock))
    }
    do {
      try lock.truncate(to: 0)
      try lock.write(Array((owner.text + "\n").utf8))
    } catch {
      throw .system(error)
    }
    return lock
  }

  /// The directory where none is named: `$XDG_STATE_HOME/route-console`, else below the home directory.
  ///
  /// - Parameter environment: the variable of a name; nil where it is not set.
  /// - Returns: its path.
  /// - Throws: `ArchiveError.homeless` where the environment names no place.
  public static func standardPath(_ environment: (String) -> String?) throws(ArchiveError) -> String {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/route-console" }
    guard let home = environment("HOME"), home.hasPrefix("/") else { throw .homeless }
    return home + "/.local/state/route-console"
  }

  /// The path of something in the directory.
  public func path(of name: String) -> String { path + "/" + name }

  /// The path of a directory in the directory, which is made where it is missing.
  public func directory(_ name: String) throws(ArchiveError) -> String {
    let inner = path(of: name)
    try filing { () throws(TransportError) in try PrivateFiles.makeDirectory(inner) }
    return inner
  }

  private static func demandPrivacy(of path: String) throws(ArchiveError) {
    let entry = try filing { () throws(TransportError) in try FileSystem.entry(at: path) }
    guard let entry, entry.isDirectory else { throw .notPrivate(path: path, reason: "is no directory") }
    guard entry.isOurs else { throw .notPrivate(path: path, reason: "belongs to another user") }
    guard entry.permissions & 0o077 == 0 else {
      throw .notPrivate(
        path: path,
        reason: "can be entered by others (mode \(String(entry.permissions, radix: 8)), chmod 700 mends it)")
    }
  }

  /// Who the lock file names; nil where it does not say, because its owner is just about to.
  private static func owner(in lock: borrowing OpenFile) -> String? {
    guard let bytes = try? lock.read(at: 0, count: lockBytes) else { return nil }
    let line = bytes.prefix { $0 >= 0x20 && $0 < 0x7F }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
