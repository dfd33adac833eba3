import Transport

/// What a decoder made of a connection's bytes, for comparison.
struct DecodedRequests: Equatable {
  struct Request: Equatable {
    var method: RequestHead.Method
    var path: String
    var body: String
  }

  var requests: [Request] = []
  var refusal: RequestRefusal?
  /// Heads and bodies that began and did not end.
  var unfinished = false

  /// Decodes the pieces in order, answering each request as soon as it ends.
  init(pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) {
    var decoder = RequestDecoder(limits: limits)
    var body: [UInt8] = []
    for piece in pieces {
      var offset = 0
      reading: while true {
        switch decoder.next(piece.span, from: &offset) {
        case .needMore:
          break reading
        case .head:
          body = []
          unfinished = true
        case .body(let range):
          body += piece[range]
        case .end:
          let head = decoder.head
          requests.append(
            Request(
              method: head.method, path: head.text(head.path), body: String(decoding: body, as: UTF8.self)))
          unfinished = false
          decoder.beginNextRequest()
        case .refused(let refusal):
          self.refusal = refusal
          return
        }
      }
    }
  }

  init(_ text: String, limits: HTTPLimits = HTTPLimits()) {
    self.init(pieces: [Array(text.utf8)], limits: limits)
  }
}
