import Testing

/// One thing that is wrong, and where.
struct Finding: Hashable, CustomStringConvertible {
  var path: String
  var line: Int
  var what: String
  var advice: String

  var description: String { "\(path):\(line): \(what); \(advice)" }
}

/// A rule about the source tree.
struct Rule {
  /// What to do about a finding: an imperative clause, without a period.
  var advice: String
  /// Whether the rule looks at a file at all.
  var applies: @Sendable (SourceFile) -> Bool
  /// Line and description of everything wrong in one file.
  var problems: @Sendable (SourceFile) -> [(line: Int, what: String)]

  func findings(in files: [SourceFile]) -> [Finding] {
    files.filter(applies).flatMap { file in
      problems(file).map { Finding(path: file.path, line: $0.line, what: $0.what, advice: advice) }
    }
  }

  /// Findings in one sample, as `line: what`.
  func verdict(on path: String, _ text: String) -> [String] {
    findings(in: [SourceFile(path, text)]).map { "\($0.line): \($0.what)" }
  }
}

extension Rule {
  /// A ban on sequences of words and marks, such as `try!`.
  ///
  /// - Parameters:
  ///   - patterns: What is banned, written with a blank between tokens: `"try !"`.
  ///   - advice: What to do instead.
  ///   - applies: The files that the ban covers.
  /// - Returns: A rule with one problem for each place where a pattern stands.
  static func ban(
    _ patterns: [String], advice: String, applies: @escaping @Sendable (SourceFile) -> Bool
  ) -> Rule {
    let sequences = patterns.map { $0.split(separator: " ").map(String.init) }
    return Rule(advice: advice, applies: applies) { file in
      var problems: [(line: Int, what: String)] = []
      for sequence in sequences where file.vocabulary.isSuperset(of: sequence) {
        for index in file.tokens.indices(of: sequence) {
          problems.append((file.tokens[index].line, "`\(sequence.joined())`"))
        }
      }
      return problems.sorted { $0.line < $1.line }
    }
  }
}

/// Places where a rule does not hold, each with the reason.
struct Exemption {
  /// A file, or a folder with its closing slash.
  var place: String
  var reason: String
}

extension [Exemption] {
  func covers(_ file: SourceFile) -> Bool {
    file.isUnder(map(\.place))
  }
}

/// Records each finding as a failure of its own.
func expectClean(_ rule: Rule, in files: [SourceFile] = SourceTree.files) {
  for finding in rule.findings(in: files) { Issue.record(Comment(rawValue: finding.description)) }
}
