/// Which grammar a document follows.
public enum Dialect: Sendable, Hashable {
  /// RFC 8259, to the letter; what programs exchange.
  case json
  /// JSON5 1.0: comments, bare keys, trailing commas and the rest; what people write.
  ///
  /// Two rules are tighter than the standard's: duplicate keys are errors, and of the control characters only
  /// the tab may stand unescaped in a string.
  case json5
}

/// The strict reader of JSON and JSON5 documents.
public enum Document {
  /// Bounds on a document, so that reading one takes bounded time, memory and stack.
  public struct Limits: Sendable, Hashable {
    /// Levels of lists and objects inside each other, at most `deepest`.
    public let depth: Int
    /// Size of the document in bytes.
    public let bytes: Int
    /// Values in the document, each list and object counted as one of its own.
    public let nodes: Int
    /// Length of one string, key or number as written, in bytes.
    public let stringBytes: Int

    /// No document is read deeper than this many levels.
    ///
    /// Reading and freeing need stack for each level, measured below 1 KiB in a release build and below 6 KiB
    /// in a debug build: the default depth fits threads of 128 KiB and 768 KiB, this one twice that.
    public static let deepest = 256

    /// Limits; `depth` beyond `deepest` counts as `deepest`.
    public init(
      depth: Int = 128, bytes: Int = 64 << 20, nodes: Int = 4_000_000, stringBytes: Int = 16 << 20
    ) {
      self.depth = min(depth, Limits.deepest)
      self.bytes = bytes
      self.nodes = nodes
      self.stringBytes = stringBytes
    }
  }

  /// Reads one document from UTF-8 bytes, all of them.
  ///
  /// - Throws: the first thing that is wrong, with its place.
  public static func parse(
    _ bytes: [UInt8], dialect: Dialect, limits: Limits = Limits()
  ) throws(DocumentError) -> Node {
    guard bytes.count <= limits.bytes else {
      throw DocumentError(
        .limit, at: .start, "the document has \(bytes.count) bytes, the limit is \(limits.bytes)")
    }
    var parser = Parser(bytes, dialect: dialect, limits: limits)
    do {
      return try parser.document()
    } catch {
      throw notText(bytes, at: error.position) ?? error
    }
  }

  /// Reads one document from text, all of it.
  ///
  /// - Throws: the first thing that is wrong, with its place.
  public static func parse(
    _ text: String, dialect: Dialect, limits: Limits = Limits()
  ) throws(DocumentError) -> Node {
    try parse(Array(text.utf8), dialect: dialect, limits: limits)
  }

  /// How many bytes at the front are searched for signs that this is no text.
  private static let inspectedBytes = 8192

  /// The better message for a document that failed because it is UTF-16 or binary; nil if it looks like text.
  private static func notText(_ bytes: [UInt8], at position: Position) -> DocumentError? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return DocumentError(.encoding, at: .start, "this is UTF-16 text; save it as UTF-8")
    }
    guard let zero = bytes.prefix(inspectedBytes).firstIndex(of: 0) else { return nil }
    return DocumentError(
      .encoding, at: position,
      "this is a binary file or UTF-16, not UTF-8 text: byte \(zero) is zero; is it the right file?")
  }
}
