public import Transport
internal import Wire

/// A request to the control API, whole, without a socket.
public struct ControlRequest: Sendable, Hashable {
  /// The method.
  public var method: RequestHead.Method
  /// The path, without the query.
  public var path: String
  /// Names and values of the query, decoded, in their order.
  public var query: [Pair] = []
  /// What the head says besides.
  public var fields = Fields()
  /// The body.
  public var body: [UInt8] = []
  /// Who is at the other end.
  public var peer: ConnectionPeer

  /// A name and a value of the query.
  public struct Pair: Sendable, Hashable {
    /// Before the `=`.
    public var name: String
    /// After it.
    public var value: String
  }

  /// The fields of the head that are read; each nil where it is missing.
  public struct Fields: Sendable, Hashable {
    /// `Authorization`, as it came.
    public var authorization: [UInt8]?
    /// The revision of `If-Match`, without its quotation marks.
    public var ifMatch: String?
    /// Where a stream goes on.
    public var lastEventID: String?
    /// The name that a caller without a token goes by.
    public var caller: String?
    /// The machine that the caller sits at.
    public var host: String?
    /// The terminal that the caller types at.
    public var tty: String?
    /// The host that was asked for.
    public var target: String?
    /// The page that a browser asks for.
    public var origin: String?

    /// Makes fields of which none is there.
    public init() {}
  }

  /// The longest body in bytes.
  public static let bodyLimit = 1 << 20

  /// Describes a request without a body.
  public init(_ method: RequestHead.Method, _ path: String, peer: ConnectionPeer) {
    self.method = method
    self.path = path
    self.peer = peer
  }

  /// Takes what matters out of a head.
  public init(_ head: RequestHead, peer: ConnectionPeer) {
    self.init(head.method, head.text(head.path), peer: peer)
    query = Self.pairs(head.text(head.query))
    fields.authorization = head.value(of: "authorization").map { Array(head.bytes[$0]) }
    fields.ifMatch = head.text(of: "if-match").map { Self.unquoted($0) }
    fields.lastEventID = head.text(of: "last-event-id")
    fields.caller = head.text(of: ControlField.caller)
    fields.host = head.text(of: ControlField.host)
    fields.tty = head.text(of: ControlField.tty)
    fields.target = head.text(of: "host")
    fields.origin = head.text(of: "origin")
  }

  /// The value of a name of the query; nil where it is missing.
  public func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

  private static func pairs(_ text: String) -> [Pair] {
    text.split(separator: "&").map { part in
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Pair(
        name: PercentEncoding.decode(String(halves[0])),
        value: halves.count > 1 ? PercentEncoding.decode(String(halves[1])) : "")
    }
  }

  private static func unquoted(_ text: String) -> String {
    let bare = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
    guard bare.count >= 2, bare.hasPrefix("\""), bare.hasSuffix("\"") else { return String(bare) }
    return String(bare.dropFirst().dropLast())
  }
}
