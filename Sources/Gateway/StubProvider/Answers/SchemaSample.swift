import Documents

/// The plainest value that a JSON schema allows.
enum SchemaSample {
  /// Levels of a schema that are followed.
  static let deepest = 16
  /// Most items of one list.
  static let mostItems = 64
  /// Values of one sample; whatever lies beyond them is null.
  static let mostValues = 4_096

  /// A schema for callers that want JSON without saying which.
  static let anyObject = Node(
    .object([
      Member("type", .string("object")),
      Member(
        "properties", .object([Member("answer", .object([Member("type", .string("string"))]))])),
    ]))

  /// A value of a schema; required and other known properties are all there.
  static func value(_ schema: Node) -> Node {
    var left = mostValues
    return value(schema, root: schema, depth: 0, &left)
  }

  private static func value(_ schema: Node, root: Node, depth: Int, _ left: inout Int) -> Node {
    left -= 1
    guard depth < deepest, left > 0 else { return Node(.null) }
    if let constant = schema["const"] { return constant }
    if let first = schema["enum"]?.array?.first { return first }
    if let reference = schema["$ref"]?.string {
      guard let target = resolve(reference, root) else { return Node(.object([])) }
      return value(target, root: root, depth: depth + 1, &left)
    }
    for key in ["anyOf", "oneOf", "allOf"] {
      if let first = schema[key]?.array?.first { return value(first, root: root, depth: depth + 1, &left) }
    }
    switch type(of: schema) {
    case "string": return Node(.string(text(schema)))
    case "integer": return Node(.integer(Int64(clamping: Int(schema["minimum"]?.integer ?? 1))))
    case "number":
      return schema["minimum"] ?? Node(.integer(1))
    case "boolean": return Node(.bool(true))
    case "null": return Node(.null)
    case "array": return list(schema, root, depth, &left)
    default: return object(schema, root, depth, &left)
    }
  }

  /// Google writes types in capitals; a list of types means any of them.
  private static func type(of schema: Node) -> String {
    let type = schema["type"]?.string ?? schema["type"]?.array?.first?.string
    if let type { return type.lowercased() }
    return schema["items"] == nil ? "object" : "array"
  }

  private static func text(_ schema: Node) -> String {
    switch schema["format"]?.string {
    case "date": return "2026-01-01"
    case "date-time": return "2026-01-01T00:00:00Z"
    default: break
    }
    let least = max(0, min(schema["minLength"]?.integer ?? 0, 1_024))
    let most = max(0, min(schema["maxLength"]?.integer ?? 1_024, 1_024))
    var text = "text"
    while text.utf8.count < least { text += " text" }
    return String(text.prefix(Int(most)))
  }

  private static func list(_ schema: Node, _ root: Node, _ depth: Int, _ left: inout Int) -> Node {
    let count = max(1, min(schema["minItems"]?.integer ?? 1, Int64(mostItems)))
    guard let items = schema["items"] else { return Node(.array([])) }
    var nodes: [Node] = []
    while nodes.count < count, left > 0 { nodes.append(value(items, root: root, depth: depth + 1, &left)) }
    return Node(.array(nodes))
  }

  private static func object(_ schema: Node, _ root: Node, _ depth: Int, _ left: inout Int) -> Node {
    var members: [Member] = []
    for member in schema["properties"]?.members ?? [] where left > 0 {
      members.append(
        Member(key: member.key, value: value(member.value, root: root, depth: depth + 1, &left)))
    }
    return Node(.object(members))
  }

  /// A place in the document, such as `#/$defs/City`.
  private static func resolve(_ reference: String, _ root: Node) -> Node? {
    guard reference.hasPrefix("#") else { return nil }
    var node: Node? = root
    for step in reference.dropFirst().split(separator: "/") { node = node?[String(step)] }
    return node
  }
}
