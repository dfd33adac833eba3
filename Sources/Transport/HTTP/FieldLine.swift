/// One line of a header or trailer section, without its line end.
enum FieldLine {
  enum Outcome: Hashable {
    case field(RequestHead.Field)
    case refused(RequestRefusal)
  }

  /// Splits a line into name and value by the letter of RFC 9112 §5: no blank before the colon, no folding, no
  /// control characters.
  static func parse(_ bytes: [UInt8], _ line: Range<Int>) -> Outcome {
    guard !line.isEmpty else {
      return .refused(.badFieldName)
    }
    if ByteClass.isBlank(bytes[line.lowerBound]) {
      return .refused(.foldedField)
    }
    var cursor = line.lowerBound
    while cursor < line.upperBound, ByteClass.isToken(bytes[cursor]) {
      cursor += 1
    }
    guard cursor > line.lowerBound, cursor < line.upperBound, bytes[cursor] == ByteClass.colon else {
      return .refused(.badFieldName)
    }
    let name = line.lowerBound..<cursor
    var start = cursor + 1
    var end = line.upperBound
    for index in start..<end where !ByteClass.isFieldValue(bytes[index]) {
      return .refused(.badFieldValue)
    }
    while start < end, ByteClass.isBlank(bytes[start]) {
      start += 1
    }
    while end > start, ByteClass.isBlank(bytes[end - 1]) {
      end -= 1
    }
    return .field(RequestHead.Field(name: name, value: start..<end))
  }
}
