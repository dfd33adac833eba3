/// Finds an element's text in the small XML answers of STS.
///
/// No parser of XML: the element must have no attributes and no children, which holds for every answer of STS.
enum XMLText {
  /// The text of the first element of that name, entities resolved; `nil` where there is none.
  static func element(_ name: String, in text: String) -> String? {
    let bytes = Array(text.utf8)
    guard let open = find(Array("<\(name)>".utf8), in: bytes, from: 0) else {
      return nil
    }
    let start = open + name.utf8.count + 2
    guard let end = find(Array("</\(name)>".utf8), in: bytes, from: start),
      !bytes[start..<end].contains(UInt8(ascii: "<"))
    else {
      return nil
    }
    return resolve(bytes[start..<end])
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - start >= needle.count else {
      return nil
    }
    return (start...bytes.count - needle.count).first { bytes[$0..<$0 + needle.count].elementsEqual(needle) }
  }

  private static let entities: [(name: String, byte: UInt8)] = [
    ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
    ("&quot;", UInt8(ascii: "\"")), ("&apos;", UInt8(ascii: "'")), ("&#43;", UInt8(ascii: "+")),
    ("&#61;", UInt8(ascii: "=")), ("&#47;", UInt8(ascii: "/")),
  ]

  /// Resolves the five entities of XML and the characters of Base64; any other entity is refused.
  private static func resolve(_ text: ArraySlice<UInt8>) -> String? {
    var resolved: [UInt8] = []
    var rest = text
    while let byte = rest.first {
      guard byte == UInt8(ascii: "&") else {
        resolved.append(byte)
        rest = rest.dropFirst()
        continue
      }
      guard let entity = entities.first(where: { rest.starts(with: $0.name.utf8) }) else {
        return nil
      }
      resolved.append(entity.byte)
      rest = rest.dropFirst(entity.name.utf8.count)
    }
    return String(decoding: resolved, as: UTF8.self)
  }
}
