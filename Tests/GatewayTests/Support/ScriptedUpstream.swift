import Transport

@testable import Gateway

/// A stand-in provider on the gateway's own loop, which answers as a test tells it.
struct ScriptedUpstream {
  /// How a request is answered.
  enum Reply {
    /// With a whole body.
    case whole(Int, String, retryAfter: String? = nil)
    /// With a whole body under fields of its own.
    case headed(Int, [(StaticString, String)], [UInt8])
    /// With pieces of a stream, and what comes after them.
    case pieces([String], Ending)
    /// With the head and the beginning of a body that does not come to its end.
    case stuck(Int, retryAfter: String? = nil)
    /// Not at all.
    case silence
    /// With a connection that breaks.
    case cut
  }

  /// What comes after the pieces of a stream.
  enum Ending {
    /// The orderly end.
    case end
    /// Nothing, and the connection stays.
    case silence
    /// The connection breaks.
    case cut
  }

  /// Replies to come; the last one is given again and again.
  var replies: [Reply] = [.silence]
  /// Requests so far: their bodies.
  private(set) var bodies: [String] = []
  /// Their `authorization` and `x-api-key` fields.
  private(set) var credentials: [String?] = []
  /// Requests whose connection ended before their answer did.
  private(set) var aborted = 0
  /// Connections that break once what was written is out.
  var breaking: [ConnectionID] = []
  private var reading: [ConnectionID: [UInt8]] = [:]
  /// The request that waits for more.
  private(set) var open: [ConnectionID] = []

  mutating func began(_ id: ConnectionID, _ head: RequestHead) {
    reading[id] = []
    credentials.append(head.text(of: "authorization") ?? head.text(of: "x-api-key"))
  }

  mutating func body(_ id: ConnectionID, _ bytes: Span<UInt8>) {
    reading[id]?.append(copying: bytes)
  }

  mutating func ended(_ id: ConnectionID, _ loop: inout EventLoop) {
    bodies.append(String(decoding: reading[id] ?? [], as: UTF8.self))
    let reply = replies.count > 1 ? replies.removeFirst() : replies[0]
    switch reply {
    case .silence: open.append(id)
    case .cut: loop.abort(id)
    case .whole(let status, let text, let hint):
      answer(id, status, text, ScriptedUpstream.fields(hint), &loop)
    case .headed(let status, let fields, let body):
      var block = HeaderBlock()
      for (name, value) in fields { block.add(name, value) }
      loop.beginResponse(id, status: status, fields: block, body: .length(body.count))
      loop.writeBody(body.span, to: id)
      loop.endResponse(id)
    case .stuck(let status, let hint):
      loop.beginResponse(id, status: status, fields: ScriptedUpstream.fields(hint), body: .stream)
      loop.writeBody(Array("{".utf8).span, to: id)
      open.append(id)
    case .pieces(let pieces, let ending):
      var block = HeaderBlock()
      block.add("content-type", "text/event-stream")
      loop.beginResponse(id, status: 200, fields: block, body: .stream)
      for piece in pieces { loop.writeBody(Array(piece.utf8).span, to: id) }
      switch ending {
      case .end: loop.endResponse(id)
      case .silence: open.append(id)
      case .cut: breaking.append(id)
      }
    }
  }

  private static func fields(_ retryAfter: String?) -> HeaderBlock {
    var block = HeaderBlock()
    if let retryAfter { block.add("retry-after", retryAfter) }
    return block
  }

  private func answer(
    _ id: ConnectionID, _ status: Int, _ text: String, _ fields: HeaderBlock, _ loop: inout EventLoop
  ) {
    var fields = fields
    fields.add("content-type", "application/json")
    loop.beginResponse(id, status: status, fields: fields, body: .length(text.utf8.count))
    loop.writeBody(Array(text.utf8).span, to: id)
    loop.endResponse(id)
  }

  /// Answers the request that waits.
  mutating func answer(_ text: String, _ loop: inout EventLoop) {
    guard !open.isEmpty else { return }
    answer(open.removeFirst(), 200, text, HeaderBlock(), &loop)
  }

  mutating func closed(_ id: ConnectionID) {
    aborted += 1
    open.removeAll { $0 == id }
  }

  /// Goes on with the request that waits.
  mutating func write(_ text: String, ends: Bool = false, _ loop: inout EventLoop) {
    guard let id = open.first else { return }
    loop.writeBody(Array(text.utf8).span, to: id)
    if ends {
      loop.endResponse(id)
      open.removeFirst()
    }
  }
}

extension String {
  /// A chunk of OpenAI's protocol with a piece of text.
  static func chunk(_ text: String, model: String = "m") -> String {
    "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"\(model)\","
      + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}]}\n\n"
  }

  /// The chunk that opens an answer.
  static let role =
    "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
    + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"

  /// The chunk with the finish reason.
  static let finish =
    "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
    + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"

  /// The chunk with the usage.
  static let usage =
    "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}\n\n"

  /// The mark of the end.
  static let done = "data: [DONE]\n\n"

  /// A whole answer of OpenAI's protocol.
  static func answer(_ text: String) -> String {
    "{\"id\":\"c-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
      + "\"message\":{\"role\":\"assistant\",\"content\":\"\(text)\"},\"finish_reason\":\"stop\"}],"
      + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}"
  }

  /// Where a text is in this one.
  func range(of text: String) -> Range<Index>? { ranges(of: text).first }

  /// The parts between a separator.
  func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: true).map(String.init)
  }
}

extension ScriptedUpstream.Reply {
  /// A whole answer, streamed in one piece.
  static func streamed(_ text: String) -> ScriptedUpstream.Reply {
    .pieces([.role, .chunk(text), .finish, .usage, .done], .end)
  }
}
