import Glibc
import RoutingEngine

@testable import RouteConsole

/// A folder of a test's own, gone with it.
final class TemporaryFolder {
  let path: String

  /// Makes one; nil where the system has no room for it.
  init?() {
    var template = Array("/tmp/route-console-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    if let folder = unsafe opendir(path) {
      while let entry = unsafe readdir(folder) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        _ = unsafe unlink("\(path)/\(name)")
      }
      _ = unsafe closedir(folder)
    }
    _ = unsafe rmdir(path)
  }

  /// Writes a file into it.
  func write(_ name: String, _ text: String) throws {
    try SystemShell(clock: { .origin }).create("\(path)/\(name)", Array(text.utf8))
  }

  /// What a file in it holds; nothing where it is not there.
  func text(of name: String) -> String {
    let descriptor = unsafe open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }
}
