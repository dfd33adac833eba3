/// Why the codec refuses a request; the connection closes after the answer.
///
/// Each is a rule whose breach lets two HTTP parsers disagree about where a request ends, or a bound of
/// ``HTTPLimits``.
public enum RequestRefusal: Hashable, Sendable, CaseIterable {
  case bareLineFeed
  case badRequestLine
  case badMethod
  case badTarget
  case targetTooLong
  case unsupportedVersion
  case headTooLong
  case tooManyFields
  case badFieldName
  case badFieldValue
  case foldedField
  case missingHost
  case repeatedHost
  case badHost
  case hostDiffersFromTarget
  case repeatedContentLength
  case badContentLength
  case repeatedTransferEncoding
  case unsupportedTransferEncoding
  case lengthAndTransferEncoding
  case transferEncodingInOldVersion
  case bodyTooLong
  case badChunkSize
  case badChunkExtension
  case chunkExtensionsTooLong
  case badChunkEnd
  case badTrailer
  case trailersTooLong
  case unsupportedExpectation
  case tooSlow
  case tooManyCallers

  /// The status code of the answer.
  public var status: Int {
    switch self {
    case .targetTooLong: 414
    case .headTooLong, .tooManyFields, .trailersTooLong: 431
    case .bodyTooLong: 413
    case .unsupportedVersion: 505
    case .unsupportedTransferEncoding: 501
    case .unsupportedExpectation: 417
    case .tooSlow: 408
    case .tooManyCallers: 503
    default: 400
    }
  }

  /// One sentence for the caller; it quotes nothing of the request and needs no escaping in JSON.
  public var sentence: StaticString {
    switch self {
    case .bareLineFeed: "A line ends in LF without CR."
    case .badRequestLine: "The request line is not a method, a target and a version, one space apart."
    case .badMethod: "The method is not a token of at most 32 characters."
    case .badTarget: "The request target is not a path, nor an absolute http or https address."
    case .targetTooLong: "The request target is too long."
    case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
    case .headTooLong: "The request head is too long."
    case .tooManyFields: "The request has too many header fields."
    case .badFieldName: "A header name is empty, or has a space or another character that is not allowed."
    case .badFieldValue: "A header value has a control character."
    case .foldedField: "A header field is folded over several lines."
    case .missingHost: "The Host header is missing."
    case .repeatedHost: "The Host header is repeated."
    case .badHost: "The Host header is not a host with an optional port."
    case .hostDiffersFromTarget: "The Host header and the request target name different hosts."
    case .repeatedContentLength: "The Content-Length header is repeated."
    case .badContentLength: "The Content-Length header is not a plain number."
    case .repeatedTransferEncoding: "The Transfer-Encoding header is repeated."
    case .unsupportedTransferEncoding: "The only Transfer-Encoding spoken here is chunked."
    case .lengthAndTransferEncoding: "Content-Length and Transfer-Encoding are both present."
    case .transferEncodingInOldVersion: "Transfer-Encoding is not part of HTTP/1.0."
    case .bodyTooLong: "The request body is too long."
    case .badChunkSize: "A chunk size is not a hexadecimal number that fits."
    case .badChunkExtension: "A chunk extension has a control character."
    case .chunkExtensionsTooLong: "The chunk extensions are too long."
    case .badChunkEnd: "A chunk does not end in CRLF."
    case .badTrailer: "A trailer field is malformed."
    case .trailersTooLong: "The trailer section is too long."
    case .unsupportedExpectation: "The only expectation met here is 100-continue."
    case .tooSlow: "The request did not arrive in time."
    case .tooManyCallers: "Too many callers are connected; try again."
    }
  }
}
