/// Objects and lists inside the object, and objects whose keys are names.
extension ObjectReader {
  /// A reader of the object of a key that must be there.
  public func object(_ key: String) -> ObjectReader? {
    node(key).flatMap { ObjectReader($0, what: name(key), problems: problems) }
  }

  /// A reader of the object of a key, nil if that is missing or `null`.
  public func optionalObject(_ key: String) -> ObjectReader? {
    optionalNode(key).flatMap { ObjectReader($0, what: name(key), problems: problems) }
  }

  /// Readers of the objects in the list of a key; items that are no objects are reported and left out.
  ///
  /// - Parameters:
  ///   - key: The key of the list.
  ///   - noun: What each of them is, for messages, `endpoint`; without it they are items of the list.
  ///   - idKey: The key whose text, where there is one, names it: `endpoint "use1/sonnet"`.
  ///   - required: Whether a missing list is a problem; otherwise it counts as empty.
  /// - Returns: The readers, in the order of the file.
  public func objects(
    _ key: String, named noun: String? = nil, by idKey: String = "id", required: Bool = false
  ) -> [ObjectReader] {
    let nodes = (required ? array(key) : optionalArray(key)) ?? []
    return nodes.enumerated().compactMap { place, node in
      let ordinal = "item \(place + 1) of \(name(key))"
      let what: String
      if let noun {
        what = node[idKey]?.string.map { "\(noun) \(quoted($0))" } ?? "\(noun) \(place + 1)"
      } else {
        what = ordinal
      }
      return ObjectReader(node, what: what, problems: problems)
    }
  }

  /// The items in the list of a key that must be there.
  public func array(_ key: String) -> [Node]? {
    node(key).flatMap { items(key, $0) }
  }

  /// The items in the list of a key, nil if that is missing or `null`.
  public func optionalArray(_ key: String) -> [Node]? {
    optionalNode(key).flatMap { items(key, $0) }
  }

  /// The texts in the list of a key; items that are no text are reported and left out.
  ///
  /// - Parameters:
  ///   - key: The key of the list.
  ///   - required: Whether a missing list is a problem; otherwise it counts as empty.
  /// - Returns: The texts, in the order of the file.
  public func strings(_ key: String, required: Bool = false) -> [String] {
    let nodes = (required ? array(key) : optionalArray(key)) ?? []
    return nodes.enumerated().compactMap { place, node in
      guard let text = node.string else {
        problems.report(
          node.position, "item \(place + 1) of \(name(key)) must be a string, is \(node.typeName)",
          hint: node.number == nil ? nil : "put it in quotes")
        return nil
      }
      return text
    }
  }

  /// Every key with its value, in the order of the file, for objects whose keys are names of the user's own.
  ///
  /// Counts as asking for all of them.
  public func members() -> [Member] {
    for member in fields { asked.insert(member.key) }
    return fields
  }

  /// Every key with a reader of its object, in the order of the file; other values are reported and left out.
  ///
  /// - Parameter noun: What each of them is, for messages: with `provider` it is `provider "bedrock"`.
  /// - Returns: The keys and their readers.
  public func memberObjects(named noun: String) -> [(key: String, reader: ObjectReader)] {
    members().compactMap { member in
      let what = "\(noun) \(quoted(member.key))"
      return ObjectReader(member.value, what: what, problems: problems).map { (member.key, $0) }
    }
  }

  private func items(_ key: String, _ node: Node) -> [Node]? {
    guard let nodes = node.array else {
      reportType(key, node, expected: "a list", hint: "write [ … ]")
      return nil
    }
    return nodes
  }
}
