/// One file of the tree, read once: its bytes for rules about text, its tokens for rules about code.
struct SourceFile {
  /// From the package's root, as in `Sources/Wire/Codec.swift`.
  let path: String
  let bytes: [UInt8]
  /// Empty unless the file is Swift.
  let tokens: [Token]
  /// Every word and mark that occurs, so that a ban can pass over a file at once.
  let vocabulary: Set<String>

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    tokens = path.hasSuffix(".swift") ? Lexer.tokens(in: bytes) : []
    vocabulary = Set(tokens.map(\.text))
  }

  /// A sample for a rule's own test.
  init(_ path: String, _ text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isProduct: Bool { path.hasPrefix("Sources/") }
  var isTest: Bool { path.hasPrefix("Tests/") }

  /// True inside any of the folders, or for the file itself.
  func isUnder(_ prefixes: [String]) -> Bool {
    prefixes.contains { path == $0 || ($0.hasSuffix("/") && path.hasPrefix($0)) }
  }

  var lineCount: Int {
    let breaks = bytes.count { $0 == UInt8(ascii: "\n") }
    return bytes.last == UInt8(ascii: "\n") || bytes.isEmpty ? breaks : breaks + 1
  }

  /// The text, line by line.
  var lines: [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }
}
