/// The help screens, from the command table.
struct HelpText: Sendable {
  /// The commands that exist.
  let table: CommandTable

  /// What the program is, in a line.
  static let tagline = "operations console and routing engine for multi-cloud LLM serving"
  /// Columns that help is wrapped to.
  static let width = 80

  /// The screen of `route-console help`.
  var program: String {
    let names = table.commands.map(\.name.rawValue)
    let column = (names.map(\.count).max() ?? 0) + 4
    var lines = ["route-console – " + Self.tagline, "", "Usage: route-console [COMMAND] [OPTIONS]", ""]
    lines.append("Commands:")
    for command in table.commands {
      lines += entry(command.name.rawValue, command.summary, column: column)
    }
    lines += ["", "Without a command it runs demo. --version prints the version.", "", "Exit status:"]
    for status in ExitStatus.allCases { lines.append("  \(status.rawValue)  \(status.meaning)") }
    lines += ["", "'route-console help COMMAND' shows a command in full."]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The screen of `route-console help COMMAND`.
  func screen(of command: Command) -> String {
    var lines = ["route-console \(command.name.rawValue) – \(lowercasedFirst(command.summary))", ""]
    lines += wrapped("Usage: route-console " + command.usage, indent: 0, hanging: 9)
    for paragraph in command.description { lines += [""] + wrapped(paragraph, indent: 0, hanging: 0) }
    if !command.arguments.isEmpty {
      lines += ["", "Operands:"]
      for argument in command.arguments { lines += entry(argument.label, argument.help, column: 24) }
    }
    lines += ["", "Options:"]
    for option in command.options where !option.isHidden {
      lines += entry(option.usage, option.help, column: 24)
      if case .choice(_, let words) = option.shape {
        lines += wrapped(words.joined(separator: ", "), indent: 24, hanging: 24)
      }
    }
    lines += entry("--help", "show this", column: 24)
    if !command.examples.isEmpty {
      lines += ["", "Examples:"]
      for example in command.examples { lines += ["  " + example.line, "      " + example.effect] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(_ term: String, _ text: String, column: Int) -> [String] {
    let head = "  " + term
    guard head.count + 1 < column else {
      return [head] + wrapped(text, indent: column, hanging: column)
    }
    var lines = wrapped(text, indent: column, hanging: column)
    guard let first = lines.first else { return [head] }
    lines[0] = head + first.dropFirst(head.count)
    return lines
  }

  /// Breaks at blanks so that no line is wider than the screen, unless one word is.
  ///
  /// An option stays with its value: text in brackets is not broken.
  private func wrapped(_ text: String, indent: Int, hanging: Int) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for word in unbrokenWords(text) {
      if !isEmpty, line.count + 1 + word.count > Self.width {
        lines.append(line)
        line = String(repeating: " ", count: hanging)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }

  private func unbrokenWords(_ text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ") {
      if let last = words.last, last.hasPrefix("["), !last.contains("]") {
        words[words.count - 1] = last + " " + word
      } else {
        words.append(String(word))
      }
    }
    return words
  }

  private func lowercasedFirst(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
