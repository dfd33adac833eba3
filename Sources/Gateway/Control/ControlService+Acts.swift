internal import Documents
internal import RoutingEngine
internal import Transport
internal import Wire

/// The paths that act.
extension ControlService {
  func preview<Host: EngineHost & ~Copyable>(_ request: ControlRequest, on host: borrowing Host)
    -> ControlReply
  {
    do throws(ActProblem) {
      let wanted = try Self.act(in: request.body)
      do throws(ControlFailure) {
        let preview = try desk.preview(wanted, on: host)
        var reply = ControlReply(body: preview.json())
        reply.revision = preview.revision
        return reply
      } catch {
        return ControlReply(404, error)
      }
    } catch {
      return .unreadable(error.description)
    }
  }

  mutating func act<Host: EngineHost & ~Copyable>(
    _ request: ControlRequest, by author: ActAuthor, on host: inout Host
  ) -> Answer {
    let wanted: ActRequest
    let seen: UInt64?
    do {
      wanted = try Self.act(in: request.body)
      seen = try Self.revision(in: request)
    } catch {
      return .reply(.unreadable(error.description))
    }
    let progress = desk.begin(wanted, by: author, seen: seen, on: &host, journal: &journal)
    desk.takeEvents(of: &host)
    isShareStale = true
    guard author.role == .operator else { return .reply(turnAway(Self.needsOperator(author), "role")) }
    switch progress {
    case .done(let receipt): return .reply(Self.reply(receipt))
    case .sent(let number): return .wait(number)
    }
  }

  /// Hears what the side that carries acts out made of one.
  ///
  /// - Parameters:
  ///   - number: the number it was sent out under.
  ///   - failure: why it is not in force there; nil where it is.
  ///   - remark: what the other side says of an act that is in force; nil for nothing.
  ///   - host: whose engine follows.
  /// - Returns: the answer to whoever waits; nil for a number that nobody waits for.
  mutating func settle<Host: EngineHost & ~Copyable>(
    _ number: UInt64, failure: String?, remark: String? = nil, on host: inout Host
  ) -> ControlReply? {
    guard let receipt = desk.settle(number, failure: failure, remark: remark, on: &host, journal: &journal)
    else { return nil }
    desk.takeEvents(of: &host)
    isShareStale = true
    guard failure != nil else { return Self.reply(receipt) }
    var reply = Self.failed(
      502, receipt, "not_confirmed", hint: "see at the system that routes whether the act is in force")
    reply.revision = receipt.revision
    return reply
  }

  private static func reply(_ receipt: ActReceipt) -> ControlReply {
    var reply: ControlReply
    switch receipt.outcome {
    case .applied, .cancelled: reply = ControlReply(body: receipt.json())
    case .refused:
      reply = failed(
        422, receipt, "refused",
        hint: receipt.preview?.typedToken.map { "to do it all the same, force it and type \"\($0)\"" })
    case .conflict:
      reply = failed(409, receipt, "conflict", hint: "read the snapshot again, then decide again")
    case .failed:
      let isUnknown = receipt.preview == nil
      reply = failed(
        isUnknown ? 404 : 503, receipt, isUnknown ? "unknown_target" : "not_kept",
        hint: isUnknown
          ? "see the snapshot for the names" : "make room or mend the disk of the state directory")
    }
    reply.revision = receipt.revision
    return reply
  }

  /// A failure that carries the receipt, so that its author sees by what it was judged.
  private static func failed(
    _ status: Int, _ receipt: ActReceipt, _ code: String, hint: String?
  ) -> ControlReply {
    var writer = JSONWriter()
    writer.object {
      $0.object("error") {
        $0.field("code", code)
        $0.field("message", receipt.reason ?? code)
        $0.field("hint", hint)
      }
      $0.field("receipt", receipt)
    }
    return ControlReply(status, body: writer.bytes)
  }

  mutating func cancel(_ request: ControlRequest, by author: ActAuthor, at moment: Moment) -> ControlReply {
    do {
      desk.cancel(try Self.act(in: request.body), by: author, at: moment, journal: &journal)
      return ControlReply(body: Array("{}\n".utf8))
    } catch {
      return .unreadable(error.description)
    }
  }

  /// The most acts of strangers that are put on record in a minute; more are counted in the metrics alone, so that
  /// nobody without a token can push what others did out of the log.
  static let strangersPerMinute = 20

  /// Puts on record that somebody without the right to wanted to act, or to know what an act would do.
  mutating func auditRefusal(
    _ refusal: ControlRefusal, of request: ControlRequest, _ path: ControlPath, at moment: Moment
  ) {
    guard path == .acts || path == .preview, request.method == .post,
      let wanted = (try? Self.node(in: request.body)).flatMap({ ActRequest($0) })
    else { return }
    let minute = moment.milliseconds / 60_000
    if strangers.minute != minute { strangers = (minute, 0) }
    guard strangers.count < Self.strangersPerMinute else { return }
    strangers.count += 1
    desk.refuse(wanted, by: refusal.author, because: refusal.message, at: moment, journal: &journal)
  }

  private static func act(in body: [UInt8]) throws(ActProblem) -> ActRequest {
    try ActRequest(asSent: try node(in: body))
  }

  static func node(in body: [UInt8]) throws(ActProblem) -> Node {
    do {
      return try Document.parse(body, dialect: .json)
    } catch {
      throw ActProblem("the body is no JSON: \(error)")
    }
  }

  /// The revision an author saw; nil where they named none.
  private static func revision(in request: ControlRequest) throws(ActProblem) -> UInt64? {
    guard let text = request.fields.ifMatch, text != "*" else { return nil }
    guard let revision = UInt64(text) else {
      throw ActProblem("If-Match must be a revision in quotation marks, such as \"4471\"")
    }
    return revision
  }
}
