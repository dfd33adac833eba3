/// Reads one object of a file that a person wrote, and reports everything that is wrong with it.
///
/// Each key comes in up to three forms: `string("id")` must be there, and nil means that a problem was
/// reported; `string("id", default: …)` may be missing or `null`; `optionalString("id")` gives nil for
/// missing and `null`. A value of the wrong type is reported by all three, so whoever assembles the result asks
/// `problems.isEmpty` before using it. Lists are empty when missing unless they are `required`.
///
/// `finish()`, called once after every key has been asked for, reports the keys nobody asked for.
public struct ObjectReader {
  /// What the object is, for messages: `endpoint "use1/sonnet"`.
  public let what: String

  /// Where the object begins.
  public let position: Position

  /// Where problems go.
  public let problems: Problems

  let fields: [Member]
  let asked = AskedKeys()

  /// A reader of an object; reports and gives nil if the node is something else.
  public init?(_ node: Node, what: String, problems: Problems) {
    guard case .object(let members) = node.value else {
      problems.report(node.position, "\(what) must be an object, is \(node.typeName)", hint: "write { … }")
      return nil
    }
    self.what = what
    self.position = node.position
    self.problems = problems
    self.fields = members
  }

  /// The keys asked for so far, shared by the copies of a reader.
  final class AskedKeys {
    private(set) var inOrder: [String] = []
    private var set: Set<String> = []

    func insert(_ key: String) {
      if set.insert(key).inserted { inOrder.append(key) }
    }

    func contains(_ key: String) -> Bool { set.contains(key) }
  }

  // MARK: Any value

  /// Whether the key is there with a value other than `null`; counts as asking for it.
  public func has(_ key: String) -> Bool { optionalNode(key) != nil }

  /// The value of a key that must be there; it may be `null`.
  public func node(_ key: String) -> Node? {
    guard let node = find(key) else {
      problems.report(position, "\(quoted(key)) is missing in \(what)", hint: "add it")
      return nil
    }
    return node
  }

  /// The value of a key, nil if that is missing or `null`.
  public func optionalNode(_ key: String) -> Node? {
    guard let node = find(key), !node.isNull else { return nil }
    return node
  }

  /// Where the value of a key stands, for a problem of the caller's own; the object's place if it is missing.
  public func position(of key: String) -> Position {
    fields.first { $0.key == key }?.value.position ?? position
  }

  /// Reports a problem of the caller's own with the value of a key.
  public func report(_ key: String, _ message: String, hint: String? = nil) {
    problems.report(position(of: key), message, hint: hint)
  }

  // MARK: The end

  /// Reports each key of the object that nobody asked for, with the key that was probably meant.
  public func finish() {
    for member in fields where !asked.contains(member.key) {
      guard problems.hasRoom else {
        problems.report(member.keyPosition, "unknown key")
        continue
      }
      problems.report(
        member.keyPosition, "unknown key \(quoted(member.key)) in \(what)", hint: hint(forUnknown: member.key)
      )
    }
  }

  private func hint(forUnknown key: String) -> String {
    let known = asked.inOrder
    let absent = known.filter { name in !fields.contains { $0.key == name } }
    if let near = nearest(key, among: absent) ?? nearest(key, among: known) {
      return "did you mean \(quoted(near))?"
    }
    return known.isEmpty ? "it has no keys; remove this one" : "known keys: \(listed(known))"
  }

  // MARK: Tools of the other files

  func find(_ key: String) -> Node? {
    asked.insert(key)
    return fields.first { $0.key == key }?.value
  }

  /// How a message names a key of this object.
  func name(_ key: String) -> String { "\(quoted(key)) in \(what)" }

  func reportType(_ key: String, _ node: Node, expected: String, hint: String? = nil) {
    problems.report(node.position, "\(name(key)) must be \(expected), is \(node.typeName)", hint: hint)
  }
}

/// Words with commas between them; of more than 24 the first ones.
func listed(_ words: [String]) -> String {
  let most = 24
  let shown = words.prefix(most).map { printable($0, limit: 60) }.joined(separator: ", ")
  return words.count > most ? "\(shown) and \(words.count - most) more" : shown
}
