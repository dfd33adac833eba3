internal import Glibc

/// Files that nobody else may read.
public enum PrivateFiles {
  /// Reads a file with secrets, which is refused where group or others have any access to it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limitBytes: more is refused.
  /// - Returns: its bytes.
  /// - Throws: where it cannot be read, is too long, or its mode is wider than 0600.
  public static func read(_ path: String, limitBytes: Int) throws(TransportError) -> [UInt8] {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw SystemFailure(code: errno).error("read", path)
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .system(
        action: "use", subject: path,
        reason: "others may read it, and it holds secrets; run chmod 600 \(path)")
    }
    return try SystemCalls.readFile(path, limitBytes: limitBytes)
  }

  /// Makes a directory for the owner alone, and those above it; one that exists is left as it is.
  ///
  /// - Throws: where the system refuses.
  public static func makeDirectory(_ path: String) throws(TransportError) {
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += (built.isEmpty || built.hasSuffix("/") ? "" : "/") + part
      if unsafe mkdir(built, 0o700) != 0, errno != EEXIST {
        throw SystemFailure(code: errno).error("make the directory", built)
      }
    }
  }
}
