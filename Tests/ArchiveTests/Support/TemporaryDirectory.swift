import Transport

/// A directory for one test, gone with everything in it when the test is over.
struct TemporaryDirectory: ~Copyable {
  let path: String

  init() throws { path = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-") }

  deinit { try? Self.remove(path) }

  static func remove(_ path: String) throws {
    for entry in try FileSystem.list(path) {
      let inner = path + "/" + entry.name
      if entry.isDirectory { try remove(inner) } else { try FileSystem.remove(inner) }
    }
    try FileSystem.remove(path)
  }

  func path(of name: String) -> String { path + "/" + name }

  static func bytes(of path: String) throws -> [UInt8] {
    let file = try OpenFile(path, for: .read)
    return try file.read(at: 0, count: try file.size())
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try FileSystem.remove(path)
    try OpenFile(path, for: .create).write(bytes)
  }
}
