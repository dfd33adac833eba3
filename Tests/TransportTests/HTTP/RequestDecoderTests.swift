import Testing
import Transport

@Suite struct `The request decoder` {
  let pipeline =
    "POST /v1/chat HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
    + "POST /v1/more HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
    + "3\r\nabc\r\n00A;name=value\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n"
    + "\r\nGET /v1/models?after=2 HTTP/1.1\r\nhost: a:80\r\n\r\n"
    + "OPTIONS * HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n"

  let expected = [
    DecodedRequests.Request(method: .post, path: "/v1/chat", body: "hello"),
    DecodedRequests.Request(method: .post, path: "/v1/more", body: "abc0123456789"),
    DecodedRequests.Request(method: .get, path: "/v1/models", body: ""),
    DecodedRequests.Request(method: .options, path: "*", body: ""),
  ]

  @Test func `reads pipelined requests of every framing`() {
    #expect(DecodedRequests(pipeline).requests == expected)
  }

  @Test func `reads the same requests wherever the bytes are cut in two`() {
    let bytes = Array(pipeline.utf8)
    for cut in 0...bytes.count {
      let decoded = DecodedRequests(pieces: [Array(bytes[..<cut]), Array(bytes[cut...])])
      #expect(decoded.requests == expected, "cut at byte \(cut)")
    }
  }

  @Test func `reads the same requests byte by byte`() {
    #expect(DecodedRequests(pieces: pipeline.utf8.map { [$0] }).requests == expected)
  }

  @Test func `stands still after a request until the next one is begun`() {
    var decoder = RequestDecoder()
    let bytes = Array("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    var offset = 0
    #expect(decoder.next(bytes.span, from: &offset) == .head)
    #expect(decoder.next(bytes.span, from: &offset) == .end)
    #expect(decoder.next(bytes.span, from: &offset) == .needMore)
    #expect(offset == 28)
  }

  @Test func `finds fields by lower-case name and trims their values`() {
    let head = Self.head("GET / HTTP/1.1\r\nHOST: a\r\nX-Route-Feature:  \t summary \t\r\n\r\n")
    #expect(head?.text(of: "x-route-feature") == "summary")
  }

  @Test func `splits the query from the path`() {
    let head = Self.head("GET /a/b?c=d?e HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(head.map { $0.text($0.path) + " " + $0.text($0.query) } == "/a/b c=d?e")
  }

  @Test func `takes an absolute target whose authority is the Host`() {
    let head = Self.head("GET http://Example.com:80/a?b HTTP/1.1\r\nHost: example.com:80\r\n\r\n")
    #expect(head.map { $0.text($0.path) } == "/a")
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo , Close\r\n\r\n", false),
    ("GET / HTTP/1.0\r\n\r\n", false),
    ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
    ("GET / HTTP/1.0\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n", false),
  ])
  func `decides whether the connection persists`(text: String, keepsAlive: Bool) {
    #expect(Self.head(text)?.keepsAlive == keepsAlive)
  }

  @Test func `hears that the caller waits for 100 Continue`() {
    let head = Self.head("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n\r\n")
    #expect(head?.expectsContinue == true)
  }

  @Test func `waits for nothing where no body follows`() {
    let head = Self.head("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n")
    #expect(head?.expectsContinue == false)
  }

  static func head(_ text: String) -> RequestHead? {
    var decoder = RequestDecoder()
    let bytes = Array(text.utf8)
    var offset = 0
    return decoder.next(bytes.span, from: &offset) == .head ? decoder.head : nil
  }
}
