import Glibc
import Synchronization
import Transport

/// Names in the folder for temporary files that no other test and no other running process uses.
enum TemporaryPath {
  private static let used = Atomic<Int>(0)

  /// A path at which nothing is.
  static func fresh(_ suffix: String = "") -> String {
    let number = used.wrappingAdd(1, ordering: .relaxed).newValue
    let path = "/tmp/telemetry-tests-\(getpid())-\(number)\(suffix)"
    unsafe unlink(path)
    return path
  }

  /// A fresh file that holds a text.
  static func file(_ text: String) throws -> String {
    let path = fresh()
    try ReplacedFile.write(Array(text.utf8), to: path)
    return path
  }

  static func remove(_ path: String) { unsafe unlink(path) }
}
