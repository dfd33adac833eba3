internal import Transport

/// State directories of demos: each process has one of its own, and nothing of it stays.
public enum ThrowawayState {
  /// The beginning of their names.
  static let prefix = "route-console-demo-"
  /// How many that killed processes left behind are removed at once.
  static let sweepLimit = 32
  /// How deep a state directory goes.
  private static let depth = 3

  /// Makes a directory and enters it; what killed processes of the same user left is removed on the way.
  ///
  /// - Parameters:
  ///   - temporary: the directory for temporary files.
  ///   - owner: who will work in it.
  /// - Returns: the directory, entered.
  /// - Throws: where none can be made.
  public static func make(
    in temporary: String, for owner: StateDirectory.Owner
  ) throws(ArchiveError) -> StateDirectory {
    sweep(temporary, for: owner)
    let path = try filing { () throws(TransportError) in
      try FileSystem.makeTemporaryDirectory(prefix: temporary + "/" + prefix)
    }
    return try StateDirectory(path, for: owner)
  }

  /// Removes a directory of this kind with everything in it; what cannot be removed stays for the next sweep.
  public static func remove(_ path: String) {
    guard FileSystem.name(of: path).hasPrefix(prefix) else { return }
    empty(path, depth: depth)
  }

  private static func sweep(_ temporary: String, for owner: StateDirectory.Owner) {
    let entries = (try? FileSystem.list(temporary)) ?? []
    for entry in entries.filter({ $0.name.hasPrefix(prefix) && $0.isDirectory && $0.isOurs }).prefix(
      sweepLimit)
    {
      let path = temporary + "/" + entry.name
      // Whoever gets the lock knows that nobody works there any more.
      guard (try? StateDirectory(path, for: owner)) != nil else { continue }
      remove(path)
    }
  }

  private static func empty(_ path: String, depth: Int) {
    guard depth > 0 else { return }
    for entry in (try? FileSystem.list(path)) ?? [] {
      let inner = path + "/" + entry.name
      if entry.isDirectory { empty(inner, depth: depth - 1) } else { try? FileSystem.remove(inner) }
    }
    try? FileSystem.remove(path)
  }
}
