import Documents

/// The plainest value that a JSON schema allows; patterns and conditions are not followed.
enum SchemaSample {
  /// Levels of a schema that are followed.
  static let deepest = 32
  /// Levels below which nothing is made up that the schema does not demand, so that one that holds itself ends.
  static let mostGenerous = 8
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
    for key in ["anyOf", "oneOf"] {
      guard let ways = schema[key]?.array, let first = ways.first else { continue }
      let plain = ways.first { $0["$ref"] == nil && $0["properties"] == nil }
      return value(depth < mostGenerous ? first : plain ?? first, root: root, depth: depth + 1, &left)
    }
    if let parts = schema["allOf"]?.array {
      return value(joined(schema, parts, root), root: root, depth: depth + 1, &left)
    }
    switch type(of: schema) {
    case "string": return Node(.string(text(schema)))
    case "integer", "number": return number(schema)
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
    return schema["items"] == nil && schema["prefixItems"] == nil ? "object" : "array"
  }

  /// One schema that demands what a schema and each of its parts demand.
  private static func joined(_ schema: Node, _ parts: [Node], _ root: Node) -> Node {
    var members: [Member] = []
    var properties: [Member] = []
    var required: [Node] = []
    for part in [schema] + parts {
      let known = part["$ref"]?.string.flatMap { resolve($0, root) } ?? part
      properties += known["properties"]?.members ?? []
      required += known["required"]?.array ?? []
      members += (known.members ?? []).filter { !["allOf", "properties", "required"].contains($0.key) }
    }
    members.append(Member("properties", .object(properties)))
    members.append(Member("required", .array(required)))
    return Node(.object(members))
  }

  private static func text(_ schema: Node) -> String {
    if let format = schema["format"]?.string, let example = examples[format] { return example }
    let least = max(0, min(schema["minLength"]?.integer ?? 0, 1_024))
    let most = max(0, min(schema["maxLength"]?.integer ?? 1_024, 1_024))
    var text = "text"
    while text.utf8.count < least { text += " text" }
    return String(text.prefix(Int(most)))
  }

  private static let examples = [
    "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "time": "00:00:00Z", "duration": "PT1H",
    "email": "text@example.com", "hostname": "example.com", "uri": "https://example.com/",
    "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "uuid": "00000000-0000-4000-8000-000000000000",
  ]

  /// One, or the nearest number to it that the limits leave.
  private static func number(_ schema: Node) -> Node {
    if schema["type"]?.string?.lowercased() == "number", let exact = schema["minimum"],
      exact.integer == nil, schema["multipleOf"] == nil
    {
      return exact
    }
    let step = max(1, schema["multipleOf"]?.integer ?? 1)
    let least = schema["minimum"]?.integer ?? schema["exclusiveMinimum"]?.integer.map { $0 &+ 1 }
    let most = schema["maximum"]?.integer ?? schema["exclusiveMaximum"]?.integer.map { $0 &- 1 }
    var number = max(min(1, most ?? 1), least ?? .min)
    let beyond = (number % step + step) % step
    if beyond != 0 { number = number &+ step - beyond }
    if let most, number > most { number = number &- step }
    return Node(.integer(number))
  }

  private static func list(_ schema: Node, _ root: Node, _ depth: Int, _ left: inout Int) -> Node {
    var nodes: [Node] = []
    for item in schema["prefixItems"]?.array ?? [] where left > 0 {
      nodes.append(value(item, root: root, depth: depth + 1, &left))
    }
    let least = max(0, min(schema["minItems"]?.integer ?? 0, Int64(mostItems)))
    let most = max(0, schema["maxItems"]?.integer ?? Int64(mostItems))
    let count = min(most, max(least, depth < mostGenerous ? 1 : 0))
    guard let items = schema["items"], items.members != nil else { return Node(.array(nodes)) }
    while nodes.count < count, left > 0 { nodes.append(value(items, root: root, depth: depth + 1, &left)) }
    return Node(.array(nodes))
  }

  private static func object(_ schema: Node, _ root: Node, _ depth: Int, _ left: inout Int) -> Node {
    var members: [Member] = []
    let required = (schema["required"]?.array ?? []).compactMap(\.string)
    for member in schema["properties"]?.members ?? [] where left > 0 {
      guard depth < mostGenerous || required.contains(member.key) else { continue }
      guard !members.contains(where: { $0.key == member.key }) else { continue }
      members.append(
        Member(key: member.key, value: value(member.value, root: root, depth: depth + 1, &left)))
    }
    for key in required where !members.contains(where: { $0.key == key }) {
      members.append(Member(key, .string("text")))
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
