extension RequestHead {
  /// Finds the parts of a complete head in ``bytes`` and judges them.
  ///
  /// ``bytes`` end in an empty line, and every line feed in them follows a carriage return.
  ///
  /// - Returns: the rule that the head breaks, or `nil` where it breaks none.
  mutating func parse(limits: HTTPLimits) -> RequestRefusal? {
    let firstLine = lineEnd(from: 0)
    if let refusal = parseRequestLine(end: firstLine, limits: limits) {
      return refusal
    }
    var cursor = firstLine + 2
    var framing = FramingFields()
    while cursor < bytes.count - 2 {
      let end = lineEnd(from: cursor)
      guard fields.count < limits.headerFields else {
        return .tooManyFields
      }
      switch FieldLine.parse(bytes, cursor..<end) {
      case .refused(let refusal):
        return refusal
      case .field(let field):
        for index in field.name {
          bytes[index] = ByteClass.lowercased(bytes[index])
        }
        framing.note(field, in: bytes)
        fields.append(field)
      }
      cursor = end + 2
    }
    return framing.apply(to: &self, limits: limits)
  }

  /// The index of the carriage return that ends the line which starts at `start`.
  private func lineEnd(from start: Int) -> Int {
    var index = start
    while index + 1 < bytes.count, bytes[index + 1] != ByteClass.lineFeed {
      index += 1
    }
    return index
  }

  private mutating func parseRequestLine(end: Int, limits: HTTPLimits) -> RequestRefusal? {
    guard let firstSpace = bytes[..<end].firstIndex(of: ByteClass.space),
      let lastSpace = bytes[..<end].lastIndex(of: ByteClass.space), firstSpace < lastSpace
    else {
      return .badRequestLine
    }
    guard firstSpace > 0, firstSpace <= HTTPLimits.methodBytes,
      bytes[..<firstSpace].allSatisfy(ByteClass.isToken)
    else {
      return .badMethod
    }
    let version = lastSpace + 1..<end
    if bytes.matches(version, "HTTP/1.0") {
      isOldVersion = true
      keepsAlive = false
    } else if !bytes.matches(version, "HTTP/1.1") {
      return version.count >= 5 && bytes.matches(version.lowerBound..<version.lowerBound + 5, "HTTP/")
        ? .unsupportedVersion : .badRequestLine
    }
    let target = firstSpace + 1..<lastSpace
    guard target.count <= limits.targetBytes else {
      return .targetTooLong
    }
    method = Self.method(bytes, 0..<firstSpace)
    guard !target.isEmpty, bytes[target].allSatisfy(ByteClass.isVisible),
      !bytes[target].contains(UInt8(ascii: "#"))
    else {
      return .badTarget
    }
    return parseTarget(target)
  }

  /// Splits origin-form, absolute-form and `*` into path and query (RFC 9112 §3.2).
  private mutating func parseTarget(_ target: Range<Int>) -> RequestRefusal? {
    let start: Int
    if bytes[target.lowerBound] == UInt8(ascii: "/") {
      start = target.lowerBound
    } else if method == .options, bytes.matches(target, "*") {
      path = target
      query = target.upperBound..<target.upperBound
      return nil
    } else if let authority = authority(of: target), !authority.isEmpty {
      start = authority.upperBound
      guard start < target.upperBound, bytes[start] == UInt8(ascii: "/") else {
        return .badTarget
      }
    } else {
      return .badTarget
    }
    let mark = bytes[start..<target.upperBound].firstIndex(of: UInt8(ascii: "?")) ?? target.upperBound
    path = start..<mark
    query = min(mark + 1, target.upperBound)..<target.upperBound
    return nil
  }

  /// The authority of an absolute-form target, or `nil` for any other form.
  func authority(of target: Range<Int>) -> Range<Int>? {
    for scheme in ["http://", "https://"] as [StaticString] {
      let start = target.lowerBound + scheme.utf8CodeUnitCount
      if start <= target.upperBound, bytes.matches(target.lowerBound..<start, ignoringCase: scheme) {
        let rest = bytes[start..<target.upperBound]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        return start..<(end ?? target.upperBound)
      }
    }
    return nil
  }

  private static func method(_ bytes: [UInt8], _ range: Range<Int>) -> Method {
    if bytes.matches(range, "POST") { return .post }
    if bytes.matches(range, "GET") { return .get }
    if bytes.matches(range, "HEAD") { return .head }
    if bytes.matches(range, "PUT") { return .put }
    if bytes.matches(range, "PATCH") { return .patch }
    if bytes.matches(range, "DELETE") { return .delete }
    if bytes.matches(range, "OPTIONS") { return .options }
    return .other
  }
}
