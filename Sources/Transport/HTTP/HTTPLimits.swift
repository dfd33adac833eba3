/// What a caller may send before the server refuses: every bound of the HTTP/1.1 codec, with its unit.
public struct HTTPLimits: Hashable, Sendable {
  /// Longest head in bytes: request line, fields and the blank line together.
  public var headBytes = 32 * 1024
  /// Longest request target in bytes.
  public var targetBytes = 8 * 1024
  /// Most header fields in one head.
  public var headerFields = 100
  /// Longest body in bytes, after chunks have been joined.
  public var bodyBytes = 32 * 1024 * 1024
  /// Longest trailer section in bytes.
  public var trailerBytes = 8 * 1024
  /// Most bytes of chunk extensions in one body; they are read and ignored (RFC 9112 §7.1.1).
  public var chunkExtensionBytes = 1024

  /// Most empty lines taken before a request line (RFC 9112 §2.2 asks for one).
  static let leadingEmptyLines = 1
  /// Longest method in bytes.
  static let methodBytes = 32
  /// Most hexadecimal digits in a chunk size.
  static let chunkSizeDigits = 15

  /// Creates limits that fit chat requests with images in them.
  public init() {}
}
