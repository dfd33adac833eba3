import Testing
import Transport

@Suite struct `The response encoder` {
  @Test func `writes a body of known length`() {
    #expect(
      Self.response(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", body: .length(2), pieces: ["hi"])
        == "HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 2\r\n\r\nhi")
  }

  @Test func `writes a body of unknown length in chunks`() {
    let pieces = ["hello", "", "0123456789abcdefg"]
    #expect(
      Self.response(to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", body: .stream, pieces: pieces)
        == "HTTP/1.1 200 OK\r\nx-a: b\r\ntransfer-encoding: chunked\r\n\r\n"
        + "5\r\nhello\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n")
  }

  @Test func `ends a body of unknown length with the connection for HTTP 1 0`() {
    let request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    #expect(
      Self.response(to: request, body: .stream, pieces: ["hi"])
        == "HTTP/1.1 200 OK\r\nx-a: b\r\nconnection: close\r\n\r\nhi")
  }

  @Test func `says that the connection stays to a caller of HTTP 1 0`() {
    let request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    #expect(
      Self.response(to: request, body: .length(2), pieces: ["hi"])
        == "HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nhi")
  }

  @Test func `sends no body in answer to HEAD`() {
    #expect(
      Self.response(to: "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", body: .length(2), pieces: ["hi"])
        == "HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 2\r\n\r\n")
  }

  @Test func `sends neither body nor framing with 204`() {
    #expect(
      Self.response(status: 204, to: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", body: .length(0), pieces: [])
        == "HTTP/1.1 204 No Content\r\nx-a: b\r\n\r\n")
  }

  @Test func `reports a body that is shorter than announced and closes`() throws {
    var encoder = ResponseEncoder()
    var output = ByteQueue()
    let head = try #require(`The request decoder`.head("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
    encoder.begin(
      status: 200, fields: HeaderBlock(), body: .length(3), for: head, close: false, into: &output)
    #expect(!encoder.end(into: &output) && encoder.closes)
  }

  @Test(arguments: ["a\r\nb: c", "a\nb", "a\0", "a\u{7F}"])
  func `leaves out a field whose value could end its line`(value: String) {
    var block = HeaderBlock()
    #expect(!block.add("x-a", value) && block.bytes.isEmpty)
  }

  static func response(
    status: Int = 200, to request: String, body: ResponseEncoder.Body, pieces: [String]
  ) -> String? {
    guard let head = `The request decoder`.head(request) else {
      return nil
    }
    var encoder = ResponseEncoder()
    var output = ByteQueue()
    var fields = HeaderBlock()
    fields.add("x-a", "b")
    encoder.begin(status: status, fields: fields, body: body, for: head, close: false, into: &output)
    for piece in pieces {
      encoder.write(Array(piece.utf8).span, into: &output)
    }
    encoder.end(into: &output)
    return String(decoding: output.bytes, as: UTF8.self)
  }
}
