import Glibc
import Testing
import Transport

/// Files that are appended to and rotated.
@Suite struct AppendFileTests {
  /// A directory of its own for a test.
  private func directory() -> String {
    var template = Array("/tmp/append-test-XXXXXX\0".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    precondition(made, "No directory could be made.")
    return String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try PrivateFiles.read(path, limitBytes: 1 << 20), as: UTF8.self)
  }

  @Test func `go on where they were and are their owner's alone`() throws {
    let path = directory() + "/log"
    do {
      var file = try AppendFile(path: path, limitBytes: 100, kept: 1)
      try file.append(Array("one\n".utf8))
    }
    var file = try AppendFile(path: path, limitBytes: 100, kept: 1)
    try file.append(Array("two\n".utf8))
    #expect(try text(path) == "one\ntwo\n")
  }

  @Test func `make room when they are full and keep so many`() throws {
    let path = directory() + "/log"
    var file = try AppendFile(path: path, limitBytes: 10, kept: 2)
    for word in ["first---", "second--", "third---", "fourth--"] { try file.append(Array(word.utf8)) }
    #expect(try text(path) == "fourth--")
    #expect(try text(path + ".1") == "third---")
    #expect(try text(path + ".2") == "second--")
    #expect(throws: TransportError.self) { try text(path + ".3") }
  }

  @Test func `are refused where others may read them`() throws {
    let path = directory() + "/secret"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o640)
    close(descriptor)
    #expect(throws: TransportError.self) { try PrivateFiles.read(path, limitBytes: 10) }
  }

  @Test func `need a directory, which is made for the owner alone`() throws {
    let path = directory() + "/a/b"
    try PrivateFiles.makeDirectory(path)
    try PrivateFiles.makeDirectory(path)
    var status = stat()
    #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o700)
  }
}
