/// Text, truth values and choices.
extension ObjectReader {
  /// The text of a key that must be there.
  public func string(_ key: String) -> String? {
    node(key).flatMap { text(key, $0) }
  }

  /// The text of a key, or the default.
  public func string(_ key: String, default fallback: String) -> String {
    optionalString(key) ?? fallback
  }

  /// The text of a key, nil if that is missing or `null`.
  public func optionalString(_ key: String) -> String? {
    optionalNode(key).flatMap { text(key, $0) }
  }

  /// The truth value of a key that must be there.
  public func bool(_ key: String) -> Bool? {
    node(key).flatMap { truth(key, $0) }
  }

  /// The truth value of a key, or the default.
  public func bool(_ key: String, default fallback: Bool) -> Bool {
    optionalBool(key) ?? fallback
  }

  /// The truth value of a key, nil if that is missing or `null`.
  public func optionalBool(_ key: String) -> Bool? {
    optionalNode(key).flatMap { truth(key, $0) }
  }

  /// One of several words, for a key that must be there.
  public func choice(_ key: String, of words: [String]) -> String? {
    node(key).flatMap { pick(key, $0, words) }
  }

  /// One of several words, or the default.
  public func choice(_ key: String, of words: [String], default fallback: String) -> String {
    optionalChoice(key, of: words) ?? fallback
  }

  /// One of several words, nil if the key is missing or `null`.
  public func optionalChoice(_ key: String, of words: [String]) -> String? {
    optionalNode(key).flatMap { pick(key, $0, words) }
  }

  /// A case of an enum by its raw value, for a key that must be there.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, as type: Choice.Type
  ) -> Choice? {
    choice(key, of: type.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:))
  }

  /// A case of an enum by its raw value, or the default.
  public func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, as type: Choice.Type, default fallback: Choice
  ) -> Choice {
    optionalChoice(key, of: type.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:)) ?? fallback
  }

  private func text(_ key: String, _ node: Node) -> String? {
    guard let text = node.string else {
      let isPlain = node.number != nil || node.bool != nil
      reportType(key, node, expected: "a string", hint: isPlain ? "put it in quotes" : nil)
      return nil
    }
    return text
  }

  private func truth(_ key: String, _ node: Node) -> Bool? {
    guard let truth = node.bool else {
      reportType(
        key, node, expected: "true or false", hint: node.string == nil ? nil : "write it without quotes")
      return nil
    }
    return truth
  }

  private func pick(_ key: String, _ node: Node, _ words: [String]) -> String? {
    guard let word = text(key, node) else { return nil }
    guard !words.contains(word) else { return word }
    let near = nearest(word, among: words).map { "did you mean \(quoted($0))? " } ?? ""
    problems.report(
      node.position, "\(name(key)) cannot be \(quoted(word))", hint: near + "it is one of: \(listed(words))")
    return nil
  }
}
