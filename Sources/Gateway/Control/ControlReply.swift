internal import Documents
public import Transport
public import Wire

/// An answer of the control API, without a socket.
public struct ControlReply: Sendable, Hashable {
  /// From 200 to 599.
  public var status: Int
  /// What the body is.
  public var contentType: ContentType
  /// The body.
  public var body: [UInt8]
  /// The revision that the body was made at, for `If-Match`.
  public var revision: UInt64?
  /// Methods that the path knows, where the method was another.
  public var allowed: String?
  /// After how many seconds asking again may help; where nothing better is known, ``usualWaitSeconds`` of a 503.
  public var retryAfterSeconds: Int?

  /// What a body is.
  public enum ContentType: String, Sendable, Hashable {
    /// One document.
    case json = "application/json"
    /// One document a line.
    case lines = "application/x-ndjson"
    /// Prometheus' text format.
    case metrics = "text/plain; version=0.0.4; charset=utf-8"
  }

  /// How long to wait for what only people or other callers can make room for, in seconds.
  public static let usualWaitSeconds = 5

  /// Describes an answer.
  public init(_ status: Int = 200, _ contentType: ContentType = .json, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
    retryAfterSeconds = status == 503 ? Self.usualWaitSeconds : nil
  }

  /// An answer that says what is wrong.
  public init(_ status: Int, _ failure: ControlFailure) {
    self.init(status, body: failure.json())
  }

  /// The head, but for what the loop adds.
  public var fields: HeaderBlock {
    var block = HeaderBlock()
    block.add("content-type", contentType.rawValue)
    block.add("cache-control", "no-store")
    if let revision { block.add("etag", "\"\(revision)\"") }
    if let allowed { block.add("allow", allowed) }
    if let retryAfterSeconds { block.add("retry-after", retryAfterSeconds) }
    if status == 401 { block.add("www-authenticate", "Bearer") }
    return block
  }
}

extension ControlReply {
  static let notFound = ControlReply(
    404,
    ControlFailure(
      code: "unknown_path", message: "there is no such path", hint: "the paths begin with /api/v1/"))

  static func wrongMethod(_ allowed: String) -> ControlReply {
    var reply = ControlReply(
      405,
      ControlFailure(code: "wrong_method", message: "this path knows another method", hint: "use \(allowed)"))
    reply.allowed = allowed
    return reply
  }

  static func unreadable(_ message: String, hint: String? = nil) -> ControlReply {
    ControlReply(400, ControlFailure(code: "invalid_request", message: message, hint: hint))
  }

  static let bodyTooLong = ControlReply(
    413,
    ControlFailure(
      code: "body_too_long", message: "the body is longer than \(ControlRequest.bodyLimit) bytes",
      hint: "send it in several requests"))

  static let notHere = ControlReply(
    501,
    ControlFailure(
      code: "not_here", message: "this server's engine watches, and decides for nobody",
      hint: "ask one that runs serve or demo"))
}
