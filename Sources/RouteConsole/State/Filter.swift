// State: the filter language: words that a row must match, all of them.

internal import Documents
internal import RoutingEngine

/// What a row offers to a filter.
struct FilterSubject: Hashable, Sendable {
  /// The words that text and regular expressions are looked for in.
  var texts: [String]
  /// Values by key: `cloud`, `state`, `region`, `provider`, `model`, `kind`, `feature`, `actor`, `admin`.
  var fields: [String: [String]] = [:]
  /// How urgent it is.
  var severity: Severity?
}

/// A filter as it was typed: terms with blanks between them, each possibly turned round by `!`.
///
/// `cloud:aws sev>=warn !state:closed son.*t` asks for everything of a cloud that is worth a look, not closed, and
/// matches a regular expression. A term with none of the signs of a regular expression is plain text, whatever its case.
struct Filter: Hashable, Sendable {
  /// What was typed.
  let text: String

  /// The most terms that are read; more are ignored.
  static let maximumTerms = 16
  /// The keys a term may name.
  static let keys = [
    "cloud", "provider", "region", "model", "state", "feature", "kind", "actor", "admin", "sev",
  ]
  /// The states an endpoint can be in, of its breaker or by order.
  static let states = [
    "open", "closed", "suspect", "partial_open", "drain", "forced_open", "forced_closed", "pinned",
  ]
  private static let regexSigns = Set<Character>("*+?[](){}|^$\\")

  /// Takes what was typed.
  init(_ text: String) { self.text = text }

  /// Whether everything passes.
  var isEmpty: Bool { text.allSatisfy(\.isWhitespace) }

  /// What a term asks for.
  fileprivate enum Test {
    case text(String)
    case regex(Regex<AnyRegexOutput>)
    /// A value of the key begins with one of these.
    case field(String, [String])
    case severity(Comparison, Severity)
  }

  fileprivate enum Comparison: String, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = ":"

    func holds(_ left: Severity, _ right: Severity) -> Bool {
      switch self {
      case .atLeast: left >= right
      case .atMost: left <= right
      case .above: left > right
      case .below: left < right
      case .equal: left == right
      }
    }
  }

  /// A filter made ready for many rows.
  struct Matcher {
    fileprivate var terms: [(test: Test, isNegated: Bool)] = []
    /// What could not be read, for the person who typed it; such a term counts as plain text.
    fileprivate(set) var problem: String?

    /// Whether a row passes.
    func matches(_ subject: FilterSubject) -> Bool {
      terms.allSatisfy { $0.test.holds(for: subject) != $0.isNegated }
    }
  }

  /// Reads the terms.
  func matcher() -> Matcher {
    var matcher = Matcher()
    for word in text.split(separator: " ").prefix(Self.maximumTerms) {
      let isNegated = word.first == "!"
      let term = isNegated ? word.dropFirst() : word
      guard !term.isEmpty else { continue }
      matcher.terms.append((test(String(term), &matcher.problem), isNegated))
    }
    return matcher
  }

  /// The values of `cloud:aws,gcp`, one of which is enough.
  private static func values(_ text: Substring) -> [String] {
    let values = text.split(separator: ",").map { $0.lowercased() }
    return values.isEmpty ? [""] : values
  }

  /// The most values that are named where none was meant.
  private static let namedValues = 8

  /// What is in doubt about terms that nothing there is can match: what a value was probably meant to be, else which
  /// there are.
  ///
  /// - Parameter known: the values there are, by key.
  /// - Returns: a sentence for the person who typed it; nil where nothing is in doubt.
  func doubt(among known: [String: Set<String>]) -> String? {
    for word in text.split(separator: " ").prefix(Self.maximumTerms) {
      let term = word.first == "!" ? word.dropFirst() : word
      if term.contains("\"") {
        let plain = String(term.filter { $0 != "\"" }.prefix(40))
        return "quotes are looked for like letters; write " + (plain.isEmpty ? "the words alone" : plain)
      }
      guard let colon = term.firstIndex(of: ":"), let names = known[term[..<colon].lowercased()] else {
        continue
      }
      let sorted = names.map { $0.lowercased() }.sorted()
      for value in Self.values(term[term.index(after: colon)...])
      where !sorted.contains(where: { $0.hasPrefix(value) }) {
        return Self.doubt(value, of: term[..<colon], among: sorted)
      }
    }
    return nil
  }

  private static func doubt(_ value: String, of key: Substring, among sorted: [String]) -> String {
    let beginnings = sorted.map { String($0.prefix(value.count)) }
    let near =
      nearest(value, among: sorted)
      ?? nearest(value, among: beginnings).flatMap { near in sorted.first { $0.hasPrefix(near) } }
    let none = "no \(key) here begins with `\(value.prefix(40))`; "
    if let near { return none + "did you mean \(key):\(near)?" }
    let named = sorted.filter { $0 != "-" }
    let more = named.count > namedValues ? " and \(named.count - namedValues) more" : ""
    return none
      + (named.isEmpty
        ? "there is none" : "there are " + named.prefix(namedValues).joined(separator: ", ") + more)
  }

  private func test(_ term: String, _ problem: inout String?) -> Test {
    if let test = severityTest(term, &problem) { return test }
    if let colon = term.firstIndex(of: ":") {
      let key = String(term[..<colon]).lowercased()
      if Self.keys.contains(key) {
        return .field(key, Self.values(term[term.index(after: colon)...]))
      }
      if key.allSatisfy(\.isLetter), !key.isEmpty {
        problem =
          "`\(key)` is no field, so that it is looked for as text; there are \(Self.keys.joined(separator: ", "))"
      }
    }
    if let sign = term.firstIndex(where: { $0 == ">" || $0 == "<" || $0 == "=" }), sign > term.startIndex,
      term[..<sign].allSatisfy({ $0.isLetter || $0.isNumber })
    {
      problem =
        "`\(term.prefix(40))` is looked for as text: only sev can be compared, as in sev>=warn; with a colon there are "
        + Self.keys.joined(separator: ", ")
    }
    guard term.contains(where: Self.regexSigns.contains) else { return .text(term.lowercased()) }
    guard let regex = try? Regex(term).ignoresCase() else {
      problem = "`\(term)` is no regular expression; it is looked for as text"
      return .text(term.lowercased())
    }
    return .regex(regex)
  }

  private func severityTest(_ term: String, _ problem: inout String?) -> Test? {
    guard let name = ["severity", "sev"].first(where: { term.lowercased().hasPrefix($0) }) else { return nil }
    let rest = term.dropFirst(name.count)
    guard let sign = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else { return nil }
    let word = rest.dropFirst(sign.rawValue.count).lowercased()
    guard let severity = Severity.allCases.first(where: { $0.name == word }) else {
      problem = "`\(word)` is no severity; there are ok, stale, drain, warn, crit"
      return nil
    }
    return .severity(sign, severity)
  }
}

extension Filter.Test {
  fileprivate func holds(for subject: FilterSubject) -> Bool {
    switch self {
    case .text(let text): subject.texts.contains { $0.lowercased().contains(text) }
    case .regex(let regex): subject.texts.contains { $0.prefix(400).firstMatch(of: regex) != nil }
    case .field(let key, let values):
      (subject.fields[key] ?? []).contains { field in
        values.contains { field.lowercased().hasPrefix($0) }
      }
    case .severity(let comparison, let severity):
      subject.severity.map { comparison.holds($0, severity) } ?? false
    }
  }
}
