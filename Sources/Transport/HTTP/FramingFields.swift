/// The fields of a head that say where the request ends and whom it is for, judged together.
struct FramingFields {
  private var host: Range<Int>?
  private var contentLength: Range<Int>?
  private var transferEncoding: Range<Int>?
  private var expect: Range<Int>?
  private var refusal: RequestRefusal?

  /// Takes note of a field as it is parsed; a repeated framing field is remembered as the refusal.
  mutating func note(_ field: RequestHead.Field, in bytes: [UInt8]) {
    switch field.name.count {
    case 4 where bytes.matches(field.name, "host"):
      refusal = host == nil ? refusal : .repeatedHost
      host = field.value
    case 6 where bytes.matches(field.name, "expect"):
      expect = field.value
    case 14 where bytes.matches(field.name, "content-length"):
      refusal = contentLength == nil ? refusal : .repeatedContentLength
      contentLength = field.value
    case 17 where bytes.matches(field.name, "transfer-encoding"):
      refusal = transferEncoding == nil ? refusal : .repeatedTransferEncoding
      transferEncoding = field.value
    default:
      break
    }
  }

  /// Decides framing, persistence and expectation, or refuses the head.
  func apply(to head: inout RequestHead, limits: HTTPLimits) -> RequestRefusal? {
    if let refusal {
      return refusal
    }
    if let refusal = judgeHost(of: head) ?? judgeFraming(of: &head, limits: limits) {
      return refusal
    }
    var closes = false
    for field in head.fields where head.bytes.matches(field.name, "connection") {
      closes = Self.applyConnection(field.value, to: &head) || closes
    }
    if closes {
      head.keepsAlive = false
    }
    if let expect, !head.isOldVersion {
      guard head.bytes.matches(expect, ignoringCase: "100-continue") else {
        return .unsupportedExpectation
      }
      head.expectsContinue = head.framing != .none && head.framing != .length(0)
    }
    return nil
  }

  private func judgeHost(of head: RequestHead) -> RequestRefusal? {
    guard let host else {
      return head.isOldVersion ? nil : .missingHost
    }
    guard Self.isHost(head.bytes[host]) else {
      return .badHost
    }
    let targetStart = head.bytes.firstIndex(of: ByteClass.space).map { $0 + 1 } ?? 0
    guard let authority = head.authority(of: targetStart..<head.query.upperBound) else {
      return nil
    }
    let same = head.bytes[authority].elementsEqual(head.bytes[host]) {
      ByteClass.lowercased($0) == ByteClass.lowercased($1)
    }
    return same ? nil : .hostDiffersFromTarget
  }

  private func judgeFraming(of head: inout RequestHead, limits: HTTPLimits) -> RequestRefusal? {
    if let transferEncoding {
      if contentLength != nil {
        return .lengthAndTransferEncoding
      }
      if head.isOldVersion {
        return .transferEncodingInOldVersion
      }
      guard head.bytes.matches(transferEncoding, ignoringCase: "chunked") else {
        return .unsupportedTransferEncoding
      }
      head.framing = .chunked
    } else if let contentLength {
      guard let length = Self.decimal(head.bytes[contentLength]) else {
        return .badContentLength
      }
      guard length <= limits.bodyBytes else {
        return .bodyTooLong
      }
      head.framing = length == 0 ? .none : .length(length)
    }
    return nil
  }

  /// Reads digits and nothing else: no sign, no blank, no list, no overflow.
  private static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 18 else {
      return nil
    }
    var value = 0
    for digit in digits {
      guard ByteClass.isDigit(digit) else {
        return nil
      }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }

  /// Whether the bytes are a host name, an IPv4 address or a bracketed IPv6 address, with an optional port.
  private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
    var rest = host
    if rest.first == UInt8(ascii: "[") {
      guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else {
        return false
      }
      let address = rest[(rest.startIndex + 1)..<close]
      let isAddress = address.allSatisfy {
        ByteClass.hexValue($0) != nil || $0 == ByteClass.colon || $0 == UInt8(ascii: ".")
      }
      guard isAddress, address.count >= 2 else {
        return false
      }
      rest = rest[(close + 1)...]
    } else {
      let end = rest.firstIndex(of: ByteClass.colon) ?? rest.endIndex
      guard end > rest.startIndex, rest[..<end].allSatisfy(ByteClass.isUnreserved) else {
        return false
      }
      rest = rest[end...]
    }
    guard let colon = rest.first else {
      return true
    }
    return colon == ByteClass.colon && rest.count <= 6 && rest.dropFirst().allSatisfy(ByteClass.isDigit)
  }

  /// Reads the comma-separated tokens of a Connection field; true where one of them is `close`.
  private static func applyConnection(_ value: Range<Int>, to head: inout RequestHead) -> Bool {
    var start = value.lowerBound
    while start < value.upperBound {
      var end = start
      while end < value.upperBound, head.bytes[end] != UInt8(ascii: ",") {
        end += 1
      }
      var token = start..<end
      while !token.isEmpty, ByteClass.isBlank(head.bytes[token.lowerBound]) {
        token = token.lowerBound + 1..<token.upperBound
      }
      while !token.isEmpty, ByteClass.isBlank(head.bytes[token.upperBound - 1]) {
        token = token.lowerBound..<token.upperBound - 1
      }
      if head.bytes.matches(token, ignoringCase: "close") {
        return true
      }
      if head.isOldVersion, head.bytes.matches(token, ignoringCase: "keep-alive") {
        head.keepsAlive = true
      }
      start = end + 1
    }
    return false
  }
}
