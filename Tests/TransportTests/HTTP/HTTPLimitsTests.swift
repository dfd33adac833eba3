import Testing
import Transport

@Suite struct `A request over a limit is refused` {
  static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    limits.headBytes = 200
    limits.targetBytes = 20
    limits.headerFields = 4
    limits.bodyBytes = 10
    limits.trailerBytes = 30
    limits.chunkExtensionBytes = 8
    return limits
  }()
  static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test(arguments: [
    (String(repeating: "A", count: 300), RequestRefusal.targetTooLong),
    ("GET /" + String(repeating: "a", count: 20) + " HTTP/1.1\r\nHost: a\r\n\r\n", .targetTooLong),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 300), .headTooLong),
    ("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n\r\n", .tooManyFields),
    (String(repeating: "M", count: 33) + " / HTTP/1.1\r\nHost: a\r\n\r\n", .badMethod),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", .bodyTooLong),
    (chunked + "6\r\n123456\r\n5\r\n", .bodyTooLong),
    (chunked + "1;123456789\r\n", .chunkExtensionsTooLong),
    (chunked + "1;12345\r\na\r\n1;12345\r\n", .chunkExtensionsTooLong),
    (chunked + "0\r\nX: " + String(repeating: "a", count: 40), .trailersTooLong),
    (chunked + "0\r\na:1\r\nb:1\r\nc:1\r\nd:1\r\ne:1\r\n\r\n", .badTrailer),
  ])
  func `whatever part is too long`(text: String, refusal: RequestRefusal) {
    #expect(DecodedRequests(text, limits: Self.limits).refusal == refusal)
  }

  @Test func `and one at the limit is taken`() {
    let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"
    #expect(DecodedRequests(text, limits: Self.limits).requests.count == 1)
  }

  @Test(arguments: RequestRefusal.allCases)
  func `with a status and a sentence of its own`(refusal: RequestRefusal) {
    let sentence = "\(refusal.sentence)"
    #expect((400...505).contains(refusal.status) && sentence.hasSuffix(".") && !sentence.contains("\""))
  }
}
