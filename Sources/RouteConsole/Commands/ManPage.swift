/// The man page, from the command table.
struct ManPage: Sendable {
  /// The commands that exist.
  let table: CommandTable

  /// The page in roff, for `man`(1).
  var text: String {
    var lines = [
      ".\\\" Made from the command table by 'route-console help --man'.",
      ".TH ROUTE-CONSOLE 1 \"\" \"route-console \(ProgramVersion.text)\" \"User Commands\"",
      ".SH NAME", "route\\-console \\- \(escaped(HelpText.tagline))", ".SH SYNOPSIS",
    ]
    for command in table.commands {
      lines += [".B route\\-console", escaped(command.usage), ".br"]
    }
    lines += [".SH COMMANDS"]
    for command in table.commands { lines += section(command) }
    lines += keys
    lines += [".SH EXIT STATUS"]
    for status in ExitStatus.allCases {
      lines += [".TP", ".B \(status.rawValue)", escaped(sentence(status.meaning))]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The keys of the console, from the table that binds them.
  private var keys: [String] {
    var lines = [
      ".SH KEYS",
      escaped(
        "In the console; upper-case letters that act open a dialog, where y confirms and Enter never does."),
    ]
    for group in KeyGroup.allCases {
      lines.append(".SS \(escaped(group.rawValue))")
      for binding in KeyTable.standard.bindings where binding.group == group {
        lines += [".TP", ".B \(escaped(binding.keyNames))", escaped(sentence(binding.help))]
      }
    }
    return lines
  }

  private func section(_ command: Command) -> [String] {
    var lines = [".SS \(escaped(command.name.rawValue))", escaped(sentence(command.summary))]
    for paragraph in command.description { lines += [".PP", escaped(paragraph)] }
    for argument in command.arguments {
      lines += [".TP", ".I \(escaped(argument.label))", escaped(sentence(argument.help))]
    }
    for option in command.options where !option.isHidden {
      lines += [".TP", ".B \(escaped(option.usage))", escaped(sentence(option.help))]
      if case .choice(_, let words) = option.shape {
        lines.append(escaped("One of \(words.joined(separator: ", "))."))
      }
    }
    for example in command.examples {
      lines += [".PP", escaped(sentence(example.effect)), ".PP", ".EX", escaped(example.line), ".EE"]
    }
    return lines
  }

  private func sentence(_ phrase: String) -> String {
    let text = phrase.prefix(1).uppercased() + phrase.dropFirst()
    return text.hasSuffix(".") ? text : text + "."
  }

  /// Roff reads a backslash, a dash, and a period or quote at the start of a line as its own.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "–": result += "\\(en"
      default: result.append(character)
      }
    }
    let first = result.first
    return first == "." || first == "'" ? "\\&" + result : result
  }
}

/// What `--version` and results say.
enum ProgramVersion {
  /// The version of this program.
  static let text = "0.1.0"
}
