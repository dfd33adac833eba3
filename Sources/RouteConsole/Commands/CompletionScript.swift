/// A shell that completion scripts are written for.
enum CompletionShell: String, Sendable, CaseIterable {
  case bash
  case zsh
  case fish
}

/// Completion scripts, from the command table.
struct CompletionScript: Sendable {
  /// The commands that exist.
  let table: CommandTable
  /// What completes a scenario besides files.
  let scenarioNames: [String]

  /// The script for a shell.
  func text(for shell: CompletionShell) -> String {
    let lines =
      switch shell {
      case .bash: bash
      case .zsh: zsh
      case .fish: fish
      }
    return lines.joined(separator: "\n") + "\n"
  }

  private var commandWords: String { table.commands.map(\.name.rawValue).joined(separator: " ") }

  private func flags(_ command: Command) -> [String] {
    command.options.filter { !$0.isHidden }.map(\.flag) + ["--help"]
  }

  /// Words that complete a value, and whether files do too.
  private func candidates(_ shape: ValueShape) -> (words: [String], files: Bool) {
    switch shape {
    case .scenario: (scenarioNames, true)
    case .scenarios(_, let words): (scenarioNames + words, true)
    case .file(let label): label == "NAME" ? (scenarioNames, false) : ([], true)
    case .seed, .count, .counts, .duration, .address, .text, .percent: ([], false)
    case .speed: (["1", "5", "20", "max"], false)
    case .choice(_, let words), .list(_, let words): (words, false)
    }
  }

  private var bash: [String] {
    var lines = [
      "_route_console() {",
      "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\"",
      "  local command=\"${COMP_WORDS[1]}\" words=\"\" files=\"\"",
      "  if [[ $cur == '=' ]]; then cur=''",
      "  elif [[ $prev == '=' ]]; then prev=\"${COMP_WORDS[COMP_CWORD-2]}\"; fi",
      "  if [[ $COMP_CWORD == 1 && $cur != -* ]]; then",
      "    COMPREPLY=($(compgen -W '\(commandWords)' -- \"$cur\")); return",
      "  fi",
      "  [[ $command == -* ]] && command=demo",
      "  case \"$command,$prev\" in",
    ]
    for command in table.commands {
      for option in command.options where !option.isHidden {
        guard let shape = option.shape else { continue }
        let (words, files) = candidates(shape)
        let fileFlag = files ? " -f" : ""
        let reply = "COMPREPLY=($(compgen\(fileFlag) -W '\(words.joined(separator: " "))' -- \"$cur\"))"
        lines.append("    \(command.name.rawValue),\(option.flag)) \(reply); return ;;")
      }
    }
    lines += ["  esac", "  case \"$command\" in"]
    for command in table.commands {
      let operands = command.arguments.map { candidates($0.shape) }
      let words = flags(command) + operands.flatMap(\.words)
      let files = operands.contains(where: \.files) ? "; files=-f" : ""
      lines.append("    \(command.name.rawValue)) words='\(words.joined(separator: " "))'\(files) ;;")
    }
    lines += [
      "  esac",
      "  COMPREPLY=($(compgen $files -W \"$words\" -- \"$cur\"))",
      "}",
      "complete -o filenames -F _route_console route-console",
    ]
    return lines
  }

  private var zsh: [String] {
    var lines = ["#compdef route-console", "_route_console() {", "  local -a commands=("]
    for command in table.commands {
      lines.append("    '\(command.name.rawValue):\(forZsh(command.summary))'")
    }
    lines += [
      "  )",
      "  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then _describe command commands; return; fi",
      "  local command=$words[2]",
      "  if [[ $command == -* ]]; then command=demo; else shift words; (( CURRENT-- )); fi",
      "  case $command in",
    ]
    for command in table.commands {
      lines.append("    \(command.name.rawValue)) _arguments \\")
      for option in command.options where !option.isHidden {
        let star = option.repeats ? "*" : ""
        let value = option.shape.map { ":\(forZsh($0.label)):\(zshAction($0))" } ?? ""
        lines.append("      '\(star)\(option.flag)[\(forZsh(option.help))]\(value)' \\")
      }
      for argument in command.arguments {
        let colons = argument.isOptional ? "::" : ":"
        lines.append("      '\(colons)\(forZsh(argument.label)):\(zshAction(argument.shape))' \\")
      }
      lines.append("      '--help[show the options]' ;;")
    }
    lines += ["  esac", "}", "compdef _route_console route-console"]
    return lines
  }

  private func zshAction(_ shape: ValueShape) -> String {
    let (words, files) = candidates(shape)
    let list = "(\(words.joined(separator: " ")))"
    return switch (words.isEmpty, files) {
    case (true, true): "_files"
    case (true, false): " "
    case (false, true): "{_files; compadd \(words.joined(separator: " "))}"
    case (false, false): list
    }
  }

  private var fish: [String] {
    var lines = ["complete -c route-console -f"]
    let none = "-n __fish_use_subcommand"
    for command in table.commands {
      lines.append(
        "complete -c route-console \(none) -a \(command.name.rawValue) -d '\(forFish(command.summary))'")
    }
    for command in table.commands {
      // The options of demo also stand without its name.
      let others = table.commands.map(\.name.rawValue).filter { $0 != command.name.rawValue }
      let seen =
        command.name == .demo
        ? "-n 'not __fish_seen_subcommand_from \(others.joined(separator: " "))'"
        : "-n '__fish_seen_subcommand_from \(command.name.rawValue)'"
      for option in command.options where !option.isHidden {
        let value = option.shape.map { fishValue($0, requires: true) } ?? ""
        lines.append(
          "complete -c route-console \(seen) -l \(option.name.rawValue)\(value) -d '\(forFish(option.help))'"
        )
      }
      lines.append("complete -c route-console \(seen) -l help -d 'show the options'")
      for argument in command.arguments {
        lines.append("complete -c route-console \(seen)\(fishValue(argument.shape, requires: false))")
      }
    }
    return lines
  }

  private func fishValue(_ shape: ValueShape, requires: Bool) -> String {
    let (words, files) = candidates(shape)
    let list = words.isEmpty ? "" : " -a '\(words.joined(separator: " "))'"
    guard requires else { return (files ? " -F" : "") + list }
    return (files ? " -r -F" : " -x") + list
  }

  /// What a word of fish in single quotes may not hold as it is.
  private func forFish(_ text: String) -> String {
    text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }

  /// What a specification of zsh's `_arguments` in single quotes may not hold as it is.
  private func forZsh(_ text: String) -> String {
    text.map { character in
      switch character {
      case "'": "'\\''"
      case "[", "]", ":", "\\": "\\\(character)"
      default: String(character)
      }
    }.joined()
  }
}
