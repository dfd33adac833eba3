/// Cuts Swift source into tokens, well enough for the rules.
///
/// It knows nested comments, raw and multi-line
/// strings, interpolation, names in backticks and regular expressions. Comments leave no token.
struct Lexer {
  /// What an open parenthesis or a quote has to come back to.
  private enum Context {
    case code
    /// Inside `\( … )` of a string; counts the parentheses still open.
    case interpolation(open: Int)
    case string(hashes: Int, isMultiline: Bool)
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var contexts: [Context] = [.code]
  private var tokens: [Token] = []
  /// Where the last token ended, to see whether the next one touches it.
  private var lastEnd = -1

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func tokens(in bytes: [UInt8]) -> [Token] {
    var lexer = Lexer(bytes)
    lexer.run()
    return lexer.tokens
  }

  private mutating func run() {
    while position < bytes.count {
      if case .string(let hashes, let isMultiline) = contexts[contexts.count - 1] {
        stepInString(hashes: hashes, isMultiline: isMultiline)
      } else {
        stepInCode()
      }
    }
  }

  private func byte(_ offset: Int) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func emit(_ kind: Token.Kind, from start: Int, line: Int) {
    let text = kind == .literal ? "" : String(decoding: bytes[start..<position], as: UTF8.self)
    tokens.append(Token(kind: kind, text: text, line: line, isGlued: start == lastEnd))
    lastEnd = position
  }
}

// MARK: - Code

extension Lexer {
  private mutating func stepInCode() {
    let first = bytes[position]
    let next = byte(1)
    switch first {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      advance()
    case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
      skipLine()
    case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
      skipBlockComment()
    case UInt8(ascii: "/") where regexEnd() != nil:
      takeRegex()
    case UInt8(ascii: "\""):
      openString(hashes: 0)
    case UInt8(ascii: "#"):
      takeHash()
    case UInt8(ascii: "`"):
      takeQuotedName()
    case _ where Self.isWordByte(first):
      let start = position
      while position < bytes.count, Self.isWordByte(bytes[position]) { advance() }
      emit(.word, from: start, line: line)
    default:
      takeMark()
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...: true
    default: false
    }
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if byte(0) == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        depth += 1
        advance(2)
      } else if byte(0) == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
  }

  private mutating func takeMark() {
    let start = position
    let mark = bytes[position]
    advance()
    emit(.mark, from: start, line: line)
    guard case .interpolation(let open) = contexts[contexts.count - 1] else { return }
    if mark == UInt8(ascii: "(") {
      contexts[contexts.count - 1] = .interpolation(open: open + 1)
    } else if mark == UInt8(ascii: ")") {
      if open == 1 {
        contexts.removeLast()
      } else {
        contexts[contexts.count - 1] = .interpolation(open: open - 1)
      }
    }
  }

  private mutating func takeQuotedName() {
    advance()
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "`"), bytes[position] != UInt8(ascii: "\n")
    {
      advance()
    }
    emit(.quotedName, from: start, line: line)
    advance()
  }

  /// `#"raw"#`, `#/pattern/#`, or the mark of a macro or a directive.
  private mutating func takeHash() {
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    if byte(hashes) == UInt8(ascii: "\"") {
      advance(hashes)
      openString(hashes: hashes)
    } else if byte(hashes) == UInt8(ascii: "/") {
      let opened = line
      let start = position
      advance(hashes + 1)
      while position < bytes.count, !(byte(0) == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "#")) {
        advance()
      }
      advance(1 + hashes)
      emit(.literal, from: start, line: opened)
    } else {
      takeMark()
    }
  }

  /// Where a bare `/pattern/` that starts here ends; `nil` for a division.
  private func regexEnd() -> Int? {
    let afterValue: Bool =
      switch tokens.last {
      case nil: false
      case let last?: last.kind != .mark || [")", "]", "}", "!", "?", "."].contains(last.text)
      }
    let first = byte(1)
    guard !afterValue, first != UInt8(ascii: " "), first != UInt8(ascii: ")") else { return nil }
    var index = position + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 1
      } else if bytes[index] == UInt8(ascii: "/") {
        return index
      }
      index += 1
    }
    return nil
  }

  private mutating func takeRegex() {
    guard let end = regexEnd() else { return }
    let start = position
    position = end + 1
    emit(.literal, from: start, line: line)
  }
}

// MARK: - Strings

extension Lexer {
  private mutating func openString(hashes: Int) {
    let isMultiline = byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
    let isEmpty = !isMultiline && hashes == 0 && byte(1) == UInt8(ascii: "\"")
    emit(.literal, from: position, line: line)
    advance(isEmpty ? 2 : isMultiline ? 3 : 1)
    if !isEmpty { contexts.append(.string(hashes: hashes, isMultiline: isMultiline)) }
  }

  private mutating func stepInString(hashes: Int, isMultiline: Bool) {
    switch bytes[position] {
    case UInt8(ascii: "\\") where hasHashes(hashes, from: 1):
      let escaped = byte(1 + hashes)
      advance(1 + hashes)
      if escaped == UInt8(ascii: "(") {
        contexts.append(.interpolation(open: 0))
        takeMark()
      } else {
        advance()
      }
    case UInt8(ascii: "\"") where !isMultiline && hasHashes(hashes, from: 1):
      advance(1 + hashes)
      contexts.removeLast()
    case UInt8(ascii: "\"")
    where isMultiline && byte(1) == UInt8(ascii: "\"") && byte(2) == UInt8(ascii: "\"")
      && hasHashes(hashes, from: 3):
      advance(3 + hashes)
      contexts.removeLast()
    case UInt8(ascii: "\n") where !isMultiline:
      // An unclosed quote: the compiler will say so; go on with the next line.
      contexts.removeLast()
    default:
      advance()
    }
  }

  private func hasHashes(_ count: Int, from offset: Int) -> Bool {
    (0..<count).allSatisfy { byte(offset + $0) == UInt8(ascii: "#") }
  }
}
