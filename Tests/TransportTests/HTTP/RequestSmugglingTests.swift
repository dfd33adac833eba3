import Testing
import Transport

/// Each row is a way in which two parsers of one request have come to disagree somewhere.
@Suite struct `A request that could be read in two ways is refused` {
  static let start = "POST / HTTP/1.1\r\nHost: a\r\n"

  @Test(arguments: [
    // CL.TE and TE.CL
    ("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", RequestRefusal.lengthAndTransferEncoding),
    ("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", .lengthAndTransferEncoding),
    // TE.TE
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", .repeatedTransferEncoding),
    ("Transfer-Encoding: chunked\r\nTransfer-encoding: chunked\r\n", .repeatedTransferEncoding),
    ("Transfer-Encoding: xchunked\r\n", .unsupportedTransferEncoding),
    ("Transfer-Encoding: chunked, identity\r\n", .unsupportedTransferEncoding),
    ("Transfer-Encoding: gzip, chunked\r\n", .unsupportedTransferEncoding),
    ("Transfer-Encoding: chunked;a=b\r\n", .unsupportedTransferEncoding),
    ("Transfer-Encoding: \"chunked\"\r\n", .unsupportedTransferEncoding),
    ("Transfer-Encoding:\r\n", .unsupportedTransferEncoding),
    ("Transfer-Encoding: \u{B}chunked\r\n", .badFieldValue),
    ("Transfer-Encoding : chunked\r\n", .badFieldName),
    (" Transfer-Encoding: chunked\r\n", .foldedField),
    ("X: y\r\n\tTransfer-Encoding: chunked\r\n", .foldedField),
    ("X: y\rTransfer-Encoding: chunked\r\n", .badFieldValue),
    ("X: y\nTransfer-Encoding: chunked\r\n", .bareLineFeed),
    ("Transfer-Encoding\r\n: chunked\r\n", .badFieldName),
    // Content-Length
    ("Content-Length: 5\r\nContent-Length: 6\r\n", .repeatedContentLength),
    ("Content-Length: 5\r\nContent-Length: 5\r\n", .repeatedContentLength),
    ("Content-Length: 5, 5\r\n", .badContentLength),
    ("Content-Length: +5\r\n", .badContentLength),
    ("Content-Length: -5\r\n", .badContentLength),
    ("Content-Length: 0x5\r\n", .badContentLength),
    ("Content-Length: 5 5\r\n", .badContentLength),
    ("Content-Length: \r\n", .badContentLength),
    ("Content-Length: 18446744073709551621\r\n", .badContentLength),
    ("Content-Length: 9223372036854775807\r\n", .badContentLength),
    ("Content-Length: 999999999999\r\n", .bodyTooLong),
    ("Content-Length : 5\r\n", .badFieldName),
    // Names and values
    (": value\r\n", .badFieldName),
    ("No-Colon\r\n", .badFieldName),
    ("B\u{0}ad: x\r\n", .badFieldName),
    ("Bad\u{E9}: x\r\n", .badFieldName),
    ("X: a\u{0}b\r\n", .badFieldValue),
    ("X: a\u{7F}b\r\n", .badFieldValue),
    // Host
    ("Host: b\r\n", .repeatedHost),
    ("Expect: 200-ok\r\n", .unsupportedExpectation),
  ])
  func `by its fields`(fields: String, refusal: RequestRefusal) {
    #expect(DecodedRequests(Self.start + fields + "\r\n").refusal == refusal)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", RequestRefusal.missingHost),
    ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: a:port\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: a:1234567\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .badHost),
    ("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", .badHost),
    ("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", .hostDiffersFromTarget),
    ("GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n", .hostDiffersFromTarget),
    ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET path HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET /\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .badTarget),
    ("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
    (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", .badMethod),
    ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .badMethod),
    ("GET /\r\nHost: a\r\n\r\n", .badRequestLine),
    ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .badRequestLine),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
    ("GET / HTTP/1.2\r\nHost: a\r\n\r\n", .unsupportedVersion),
    ("GET / http/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
    ("GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineFeed),
    ("GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineFeed),
    ("GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineFeed),
    ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequestLine),
    ("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .bareLineFeed),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
    ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInOldVersion),
  ])
  func `by its request line and Host`(text: String, refusal: RequestRefusal) {
    #expect(DecodedRequests(text).refusal == refusal)
  }

  @Test(arguments: [
    ("\r\n", RequestRefusal.badChunkSize),
    ("g\r\n", .badChunkSize),
    ("-1\r\n", .badChunkSize),
    ("+1\r\n", .badChunkSize),
    ("0x1\r\n", .badChunkSize),
    (" 1\r\n", .badChunkSize),
    ("1 \r\n", .badChunkSize),
    ("1\n", .badChunkSize),
    ("1\rX", .badChunkSize),
    ("10000000000000000\r\n", .badChunkSize),
    ("ffffffffffffffff0\r\n", .badChunkSize),
    ("fffffffffffffff\r\n", .bodyTooLong),
    ("1;a\nb\r\n", .badChunkExtension),
    ("1;a\u{0}b\r\n", .badChunkExtension),
    ("1\r\nabc", .badChunkEnd),
    ("1\r\na\n", .badChunkEnd),
    ("1\r\na\rX", .badChunkEnd),
    ("0\r\nBad Trailer: x\r\n\r\n", .badTrailer),
    ("0\r\n folded\r\n\r\n", .badTrailer),
    ("0\r\nX: a\nY: b\r\n\r\n", .badTrailer),
    ("0\r\nX: a\rY: b\r\n\r\n", .badTrailer),
  ])
  func `by its chunks`(chunks: String, refusal: RequestRefusal) {
    let text = Self.start + "Transfer-Encoding: chunked\r\n\r\n" + chunks
    #expect(DecodedRequests(text).refusal == refusal)
  }

  @Test func `and nothing after it is read`() {
    var decoder = RequestDecoder()
    let bytes = Array("GET / HTTP/9\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    var offset = 0
    #expect(decoder.next(bytes.span, from: &offset) == .refused(.unsupportedVersion))
    #expect(decoder.next(bytes.span, from: &offset) == .refused(.unsupportedVersion))
  }
}
