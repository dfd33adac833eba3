import Testing

@testable import Transport

@Suite struct ResponseDecoderTests {
  private struct Read: Hashable {
    var status = 0
    var body = ""
    var isComplete = false
    var isRefused = false
  }

  /// Feeds pieces, and then the end of the connection.
  private static func read(_ pieces: [String]) -> Read {
    var decoder = ResponseDecoder(headLimitBytes: 1_024)
    var read = Read()
    for piece in pieces {
      let bytes = Array(piece.utf8)
      var offset = 0
      feeding: while true {
        switch decoder.next(bytes.span, from: &offset) {
        case .needMore: break feeding
        case .head: read.status = decoder.head.status
        case .body(let range): read.body += String(decoding: bytes[range], as: UTF8.self)
        case .end:
          read.isComplete = true
          break feeding
        case .refused:
          read.isRefused = true
          break feeding
        }
      }
    }
    if decoder.mayEndHere { read.isComplete = true }
    return read
  }

  private static let whole: [String] = [
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nhello",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
  ]

  @Test(arguments: whole)
  func `a response is the same however it is cut`(text: String) {
    let expected = Read(status: 200, body: "hello", isComplete: true)
    #expect(Self.read([text]) == expected)
    #expect(Self.read(text.map { String($0) }) == expected)
    for cut in 1..<text.count {
      #expect(
        Self.read([String(text.prefix(cut)), String(text.dropFirst(cut))]) == expected, "cut at \(cut)")
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
    "HTTP/1.1 9 Odd\r\n\r\n", "HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 2_000),
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
  ])
  func `what is no response is refused`(text: String) {
    #expect(Self.read([text]).isRefused)
  }

  @Test func `a body that is cut short is not complete`() {
    #expect(!Self.read(["HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello"]).isComplete)
  }

  @Test func `a response without a body ends with its head`() {
    #expect(Self.read(["HTTP/1.1 204 No Content\r\n\r\n"]).isComplete)
  }

  @Test(arguments: [
    ("http://127.0.0.1:8081", PlainAddress.tcp(host: "127.0.0.1", port: 8081)),
    ("http://localhost:8081/x", .tcp(host: "127.0.0.1", port: 8081)),
    ("http://[::1]:9/x", .tcp(host: "::1", port: 9)), ("http://10.0.0.1", .tcp(host: "10.0.0.1", port: 80)),
  ])
  func `an address that needs no library`(url: String, address: PlainAddress) {
    #expect(PlainAddress(url: url) == address)
  }

  @Test(arguments: [
    "https://127.0.0.1:1", "http://example.com:80", "http://user@127.0.0.1:80", "ftp://127.0.0.1:1",
  ])
  func `an address that needs one`(url: String) {
    #expect(PlainAddress(url: url) == nil)
  }
}
