import Documents

/// A value of a request and the path to it, for errors that name the field.
struct Field {
  /// The path from the top, such as `messages[0].content`; empty at the top.
  let path: String
  /// The value.
  let node: Node

  /// The value of a key that must be there.
  func required(_ key: String) throws(GatewayError) -> Field {
    guard node.members != nil else { throw mismatch("an object") }
    guard let field = optional(key) else {
      let path = self.path(of: key)
      throw GatewayError.field(path, "`\(path)` is missing.")
    }
    return field
  }

  /// The value of a key; nil where it is missing or `null`.
  func optional(_ key: String) -> Field? {
    guard let value = node[key], !value.isNull else { return nil }
    return Field(path: path(of: key), node: value)
  }

  /// The items of a list.
  func items(atMost limit: Int, or expected: String = "a list") throws(GatewayError) -> [Field] {
    guard let nodes = node.array else { throw mismatch(expected) }
    guard nodes.count <= limit else {
      throw GatewayError.field(path, "`\(path)` has \(nodes.count) items, the limit is \(limit).")
    }
    return nodes.enumerated().map { Field(path: "\(path)[\($0.offset)]", node: $0.element) }
  }

  /// The text.
  func text() throws(GatewayError) -> String {
    guard let text = node.string else { throw mismatch("a string") }
    return text
  }

  /// The truth value.
  func truth() throws(GatewayError) -> Bool {
    guard let truth = node.bool else { throw mismatch("true or false") }
    return truth
  }

  /// The whole number.
  func wholeNumber() throws(GatewayError) -> Int64 {
    guard let number = node.integer else { throw mismatch("a whole number") }
    return number
  }

  /// The whole number, which must lie in a range.
  func integer(_ range: ClosedRange<Int>) throws(GatewayError) -> Int {
    let number = try wholeNumber()
    guard let integer = Int(exactly: number), range.contains(integer) else {
      throw outside("\(range.lowerBound)", "\(range.upperBound)", is: "\(number)")
    }
    return integer
  }

  /// The number, which must lie in a range.
  func number(_ range: ClosedRange<Double>) throws(GatewayError) -> Double {
    guard let number = node.number else { throw mismatch("a number") }
    guard range.contains(number) else {
      throw outside("\(range.lowerBound)", "\(range.upperBound)", is: "\(number)")
    }
    return number
  }

  /// The object.
  func object() throws(GatewayError) -> Node {
    guard node.members != nil else { throw mismatch("an object") }
    return node
  }

  /// One word of a closed set.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ type: Choice.Type
  ) throws(GatewayError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try text()) else {
      let words = type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      throw GatewayError.unknownKind(path, "`\(path)` must be one of \(words).")
    }
    return choice
  }

  /// The error for a value of another type.
  func mismatch(_ expected: String) -> GatewayError {
    let place = path.isEmpty ? "The body" : "`\(path)`"
    return GatewayError.field(path.isEmpty ? nil : path, "\(place) must be \(expected), is \(kind).")
  }

  private func outside(_ lower: String, _ upper: String, is value: String) -> GatewayError {
    GatewayError.field(path, "`\(path)` must be from \(lower) to \(upper), is \(value).")
  }

  private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private var kind: String {
    switch node.value {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
