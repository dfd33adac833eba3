import Transport

/// A response that is no answer.
struct FailedResponse: Sendable, Hashable {
  /// The HTTP status.
  var status: Int
  /// The header fields.
  var headers: [HeaderField]
  /// The beginning of the body.
  var body: [UInt8]
  /// When it came; for absolute times where the response has no `Date`.
  var receivedAt: WallTime

  /// The value of the first field of a name, whatever its case.
  func header(_ name: String) -> String? { headers.value(of: name) }
}

extension FailedResponse {
  /// A response as the transport hands it over, of its body the beginning.
  init(_ head: ResponseHead, body: [UInt8], receivedAt: WallTime) {
    let headers = head.fields.map { field in
      HeaderField(
        String(decoding: head.bytes[field.name], as: UTF8.self),
        String(decoding: head.bytes[field.value], as: UTF8.self))
    }
    self.init(status: head.status, headers: headers, body: body, receivedAt: receivedAt)
  }
}

extension [HeaderField] {
  /// The value of the first field of a name, whatever its case.
  func value(of name: String) -> String? {
    first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }?.value
  }
}
