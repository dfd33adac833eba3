/// A recursive-descent parser of JSON and JSON5 over bytes, bounded in depth.
///
/// This file: the cursor, the value, the document. Containers, strings, words, numbers and blanks have
/// files of their own.
struct Parser {
  let bytes: [UInt8]
  let dialect: Dialect
  let limits: Document.Limits

  /// The next byte to read.
  var index = 0
  /// Values begun so far.
  var nodes = 0
  /// Where a string with escapes is put together; kept, so that its memory is used again.
  var scratch: [UInt8] = []

  private var line = 1
  private var lineStart = 0
  /// Bytes of this line, before `index`, that begin no character.
  private var continuationBytes = 0

  init(_ bytes: [UInt8], dialect: Dialect, limits: Document.Limits) {
    self.bytes = bytes
    self.dialect = dialect
    self.limits = limits
  }

  /// The place of `index`.
  var position: Position {
    Position(line: line, column: index - lineStart - continuationBytes + 1)
  }

  /// The next byte, nil at the end.
  var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// The byte after the next one.
  var peekSecond: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

  /// Steps over a line ending of `length` bytes.
  mutating func advanceLine(_ length: Int) {
    index += length
    line += 1
    lineStart = index
    continuationBytes = 0
  }

  /// Steps over LF, CR LF or CR, one of which must be next.
  mutating func advanceLineEnding() {
    advanceLine(peek == Byte.carriageReturn && peekSecond == Byte.lineFeed ? 2 : 1)
  }

  /// Steps over one character of `length` bytes.
  mutating func advanceScalar(_ length: Int) {
    index += length
    continuationBytes += length - 1
  }

  /// The whole document.
  mutating func document() throws(DocumentError) -> Node {
    try skipByteOrderMark()
    try skipBlanks()
    guard index < bytes.count else {
      throw failure("the document is empty; it must hold one value, for example {}")
    }
    let root = try value(depth: 0)
    try skipBlanks()
    guard index == bytes.count else {
      throw failure("expected the end of the document after its value, found \(found)")
    }
    return root
  }

  /// One value inside `depth` containers; blanks before it are already skipped.
  mutating func value(depth: Int) throws(DocumentError) -> Node {
    let start = position
    guard let first = peek else {
      throw failure("the document ends where a value is expected")
    }
    nodes += 1
    guard nodes <= limits.nodes else {
      throw failure(.limit, "the document has more than \(limits.nodes) values, which is the limit")
    }
    switch first {
    case Byte.quote:
      return Node(.string(try string()), at: start)
    case Byte.openBrace:
      return Node(.object(try object(depth: depth)), at: start)
    case Byte.openBracket:
      return Node(.array(try array(depth: depth)), at: start)
    case Byte.minus, Byte.zero...Byte.nine:
      return Node(try number(), at: start)
    case Byte.apostrophe, Byte.plus, Byte.dot:
      guard dialect == .json5 else { throw unexpectedValue() }
      return Node(first == Byte.apostrophe ? .string(try string()) : try number(), at: start)
    default:
      guard Byte.isWord(first) else { throw unexpectedValue() }
      return Node(try word(), at: start)
    }
  }

  private mutating func skipByteOrderMark() throws(DocumentError) {
    guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
    guard dialect == .json5 else {
      throw failure(.encoding, "JSON must not begin with a byte order mark; save the file as plain UTF-8")
    }
    index = 3
    lineStart = 3
  }
}
