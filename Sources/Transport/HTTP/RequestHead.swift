/// The head of a request: its bytes, and where its parts lie in them.
///
/// Nothing is copied out: method, target and fields are ranges of ``bytes``, and field names are turned to
/// lower case in place, so that a look-up is a comparison of bytes.
public struct RequestHead: Hashable, Sendable {
  /// One header field as ranges of ``RequestHead/bytes``.
  public struct Field: Hashable, Sendable {
    /// The lower-case name.
    public let name: Range<Int>
    /// The value without blanks around it.
    public let value: Range<Int>
  }

  /// The methods this server tells apart.
  public enum Method: Hashable, Sendable {
    case get, head, post, put, patch, delete, options, other
  }

  /// How the end of the body is found.
  public enum Framing: Hashable, Sendable {
    case none
    case length(Int)
    case chunked
  }

  /// The head as it came, field names in lower case.
  public internal(set) var bytes: [UInt8] = []
  /// The header fields in their order.
  public internal(set) var fields: [Field] = []
  /// The method.
  public internal(set) var method = Method.other
  /// The path of the target, without the query.
  public internal(set) var path = 0..<0
  /// The query of the target, without its `?`; empty where there is none.
  public internal(set) var query = 0..<0
  /// Whether the caller speaks HTTP/1.0.
  public internal(set) var isOldVersion = false
  /// How the end of the body is found.
  public internal(set) var framing = Framing.none
  /// Whether the caller waits for `100 Continue` before it sends the body.
  public internal(set) var expectsContinue = false
  /// Whether the caller wants another request on this connection.
  public internal(set) var keepsAlive = true

  /// Most fields for which storage is kept between two requests.
  private static let retainedFields = 32

  init() {}

  /// The value of the first field of that name, as a range of ``bytes``.
  ///
  /// - Parameter name: in lower case.
  /// - Returns: `nil` where there is no such field.
  public func value(of name: StaticString) -> Range<Int>? {
    for field in fields where bytes.matches(field.name, name) {
      return field.value
    }
    return nil
  }

  /// The value of the first field of that name as text, broken UTF-8 repaired.
  ///
  /// - Parameter name: in lower case.
  /// - Returns: `nil` where there is no such field.
  public func text(of name: StaticString) -> String? {
    value(of: name).map(text)
  }

  /// The text of a range of ``bytes``, broken UTF-8 repaired.
  ///
  /// - Returns: a string of its own.
  public func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// Whether the path is exactly that literal.
  public func isPath(_ path: StaticString) -> Bool {
    bytes.matches(self.path, path)
  }

  /// Forgets the request and keeps the storage for the next one.
  mutating func reset() {
    var emptied = RequestHead()
    swap(&emptied.bytes, &bytes)
    swap(&emptied.fields, &fields)
    emptied.bytes.removeAll(keepingCapacity: emptied.bytes.capacity <= ByteQueue.retainedCapacityBytes)
    emptied.fields.removeAll(keepingCapacity: emptied.fields.capacity <= Self.retainedFields)
    self = emptied
  }
}
