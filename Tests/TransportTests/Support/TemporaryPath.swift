import Glibc
import Synchronization

/// Names in the folder for temporary files that no other test and no other running process uses.
enum TemporaryPath {
  private static let used = Atomic<Int>(0)

  /// A path at which nothing is.
  static func fresh(_ suffix: String = "") -> String {
    let number = used.wrappingAdd(1, ordering: .relaxed).newValue
    let path = "/tmp/transport-tests-\(getpid())-\(number)\(suffix)"
    // An earlier process with this number may have been stopped before it could tidy up.
    unsafe unlink(path)
    return path
  }
}
