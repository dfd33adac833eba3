internal import Documents
internal import Transport
internal import Wire

/// The request that tells a webhook of an act, and what its answer means.
///
/// The signature is HMAC-SHA256 over the time, a dot and the body, so that neither can be changed and an old message
/// cannot be sent again later.
enum WebhookMessage {
  static let signatureField = "X-Route-Console-Signature"

  static func request(
    _ act: OutgoingAct, to url: String, key: Secret?, at wall: WallTime, timeout: Duration
  ) -> OutgoingRequest {
    let body = act.bytes
    var fields = [
      HeaderField("Content-Type", "application/json"), HeaderField("Idempotency-Key", act.sent.id),
    ]
    if let key {
      fields.append(HeaderField(signatureField, signature(of: body, key: key, at: wall)))
    }
    return OutgoingRequest(
      method: "POST", url: url, fields: fields, body: body,
      timeouts: TransferTimeouts(connect: .seconds(5), total: timeout))
  }

  /// `t=SECONDS,v1=HEX`.
  static func signature(of body: [UInt8], key: Secret, at wall: WallTime) -> String {
    let message = Array("\(wall.seconds).".utf8) + body
    let code = HMACSHA256.code(key: Array(key.reveal().utf8), message: message)
    return "t=\(wall.seconds),v1=" + Hex.encode(code)
  }

  /// What an answer means: 2xx is a confirmation, unless its body says otherwise; 202 is a promise and no
  /// confirmation.
  static func confirmation(status: Int, body: [UInt8], of subject: String) -> ActConfirmation {
    let node: Node?
    do { node = try Document.parse(body, dialect: .json) } catch { node = nil }
    let reason = (node?["reason"]?.string ?? node?["error"]?["message"]?.string).map(SourceProblem.quoted)
    guard (200..<300).contains(status) else {
      return .failed("\(subject) answered with status \(status)" + (reason.map { ": " + $0 } ?? ""))
    }
    if node?["outcome"]?.string == "failed" {
      return .failed("\(subject) says that the act failed: " + (reason ?? "no reason given"))
    }
    if status == 202, node?["outcome"]?.string != "applied" {
      return .failed(
        "\(subject) accepted the act and did not confirm it; it has to answer when the act is in force")
    }
    return .applied(reason)
  }
}
