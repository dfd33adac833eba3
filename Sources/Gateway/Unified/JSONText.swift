import Documents

/// Short ways between bytes, text and values of JSON.
enum JSONText {
  /// A value as compact JSON.
  static func bytes(of value: some JSONWritable) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(value)
    return writer.bytes
  }

  /// A value as the text of compact JSON.
  static func text(of value: some JSONWritable) -> String {
    var writer = JSONWriter()
    writer.value(value)
    return writer.text
  }

  /// The document in the bytes; nil when they hold none.
  static func parse(_ bytes: [UInt8], limits: Document.Limits = Document.Limits()) -> Node? {
    do {
      return try Document.parse(bytes, dialect: .json, limits: limits)
    } catch {
      return nil
    }
  }

  /// The object that the text of a tool call's arguments holds; nil when it holds none.
  ///
  /// An empty text stands for a call without arguments.
  static func arguments(_ text: String) -> Node? {
    if text.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return Node(.object([])) }
    guard let node = parse(Array(text.utf8)), node.members != nil else { return nil }
    return node
  }
}

extension Member {
  /// A member that no document holds.
  init(_ key: String, _ value: Node.Value) { self.init(key: key, value: Node(value)) }
}
