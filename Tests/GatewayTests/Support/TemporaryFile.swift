import Glibc

/// A file that is there as long as somebody holds it, in a directory of its own.
final class TemporaryFile {
  private let directory: String
  let path: String

  init(_ text: String, mode: mode_t = 0o600) throws {
    var template = Array("/tmp/gateway-test-XXXXXX\0".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    precondition(made, "No directory could be made.")
    directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = directory + "/file"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT, mode)
    precondition(descriptor >= 0, "No file could be made.")
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }

  deinit {
    for name in ["/file", "/file.1", "/file.2", "/file.3"] { _ = unsafe unlink(directory + name) }
    _ = unsafe rmdir(directory)
  }

  /// Puts another text in its place.
  func replace(_ text: String) {
    let descriptor = unsafe open(path, O_WRONLY | O_TRUNC)
    precondition(descriptor >= 0, "The file is gone.")
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }

  /// What is in it now.
  var text: String { Self.read(path) }

  /// What is in a file; empty where there is none.
  static func read(_ path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
    }
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
  }
}
