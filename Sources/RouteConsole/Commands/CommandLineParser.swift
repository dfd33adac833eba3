internal import Documents
internal import RoutingEngine

/// What was asked for, every word checked against the command table.
enum CommandRequest: Sendable {
  /// Run a command.
  case run(Invocation)
  /// Print the help of a command, or of the program.
  case help(Command?)
  /// Print the version.
  case version
}

/// A command with its options and operands.
struct Invocation: Sendable {
  /// Which command.
  let command: Command
  /// Options in the order given.
  fileprivate(set) var options: [(name: OptionName, value: OptionValue)] = []
  /// Operands in the order given.
  fileprivate(set) var arguments: [String] = []

  /// Whether a switch was given.
  func has(_ name: OptionName) -> Bool { options.contains { $0.name == name } }

  /// The text of an option, or nil when it was not given.
  func text(_ name: OptionName) -> String? { texts(name).last }

  /// Every text of an option that may be repeated.
  func texts(_ name: OptionName) -> [String] {
    options.compactMap { option in
      guard option.name == name, case .text(let text) = option.value else { return nil }
      return text
    }
  }

  /// The seed, or nil when none was given.
  var seed: UInt64? {
    for option in options { if case .seed(let seed) = option.value { return seed } }
    return nil
  }

  /// A whole number, or nil when it was not given.
  func count(_ name: OptionName) -> Int? {
    for option in options where option.name == name {
      if case .count(let count) = option.value { return count }
    }
    return nil
  }

  /// A length of time, or nil when it was not given.
  func duration(_ name: OptionName) -> Nanoseconds? {
    for option in options where option.name == name {
      if case .duration(let duration) = option.value { return duration }
    }
    return nil
  }

  /// The speed, or nil when none was given.
  var speed: Speed? {
    for option in options { if case .speed(let speed) = option.value { return speed } }
    return nil
  }
}

/// Reads a command line, strictly: whatever the table does not know is an error that says what may be meant.
struct CommandLineParser: Sendable {
  /// The commands that exist.
  let table: CommandTable
  /// Names that somebody may type in place of a command.
  let scenarioNames: [String]

  /// The request that words (without the program's own name) stand for.
  ///
  /// - Throws: `CommandError.usage`.
  func parse(_ words: [String]) throws(CommandError) -> CommandRequest {
    guard let first = words.first else { return .run(Invocation(command: table[.demo])) }
    switch first {
    case "--version", "-V":
      guard words.count == 1 else { throw .usage("--version stands alone", help: nil) }
      return .version
    case "--help", "-h":
      guard words.count == 1 else { throw .usage("--help stands alone, or after a command", help: nil) }
      return .help(nil)
    default: break
    }
    if first.hasPrefix("-") { return try options(of: table[.demo], words[...]) }
    guard let command = table.command(named: first) else { throw unknownCommand(first) }
    return try options(of: command, words.dropFirst())
  }

  private func unknownCommand(_ word: String) -> CommandError {
    let message = "there is no command \(quoted(word))"
    if scenarioNames.contains(word) {
      return .usage(message + "; did you mean route-console demo --scenario \(word)?", help: nil)
    }
    let hint = nearest(word, among: table.commands.map(\.name.rawValue))
    return .usage(message + (hint.map { "; did you mean \($0)?" } ?? ""), help: nil)
  }

  private func options(of command: Command, _ words: ArraySlice<String>) throws(CommandError)
    -> CommandRequest
  {
    var invocation = Invocation(command: command)
    var rest = words
    var optionsEnded = false
    while let word = rest.popFirst() {
      if optionsEnded || !word.hasPrefix("-") || word == "-" {
        try add(argument: word, to: &invocation)
      } else if word == "--" {
        optionsEnded = true
      } else if word == "--help" || word == "-h" {
        return .help(command)
      } else {
        try add(option: word, rest: &rest, to: &invocation)
      }
    }
    for option in command.options where option.isRequired && !invocation.has(option.name) {
      throw .usage("\(command.name.rawValue) needs \(option.usage)", help: command.name)
    }
    let needed = command.arguments.filter { !$0.isOptional }
    if invocation.arguments.count < needed.count {
      let missing = needed[invocation.arguments.count]
      throw .usage("\(command.name.rawValue) needs \(missing.label), \(missing.help)", help: command.name)
    }
    return .run(invocation)
  }

  private func add(argument word: String, to invocation: inout Invocation) throws(CommandError) {
    let command = invocation.command
    guard invocation.arguments.count < command.arguments.count else {
      let takes =
        command.arguments.isEmpty
        ? "takes no operand" : "takes only \(command.arguments.map(\.label).joined(separator: " "))"
      throw .usage("\(command.name.rawValue) \(takes), \(quoted(word)) is one too many", help: command.name)
    }
    let operand = command.arguments[invocation.arguments.count]
    guard operand.shape.value(of: word) != nil else {
      throw wrongValue(word, for: operand.label, operand.shape, command)
    }
    invocation.arguments.append(word)
  }

  private func add(
    option word: String, rest: inout ArraySlice<String>, to invocation: inout Invocation
  ) throws(CommandError) {
    let command = invocation.command
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let option = command.options.first(where: { $0.flag == parts[0] }) else {
      throw unknownOption(parts[0], command)
    }
    guard option.repeats || !invocation.has(option.name) else {
      throw .usage("\(option.flag) is given twice; give it once", help: command.name)
    }
    guard let shape = option.shape else {
      guard parts.count == 1 else {
        throw .usage("\(option.flag) is a switch and takes no value", help: command.name)
      }
      invocation.options.append((option.name, .flag))
      return
    }
    let text: String
    if parts.count == 2 {
      text = parts[1]
    } else if let next = rest.first, !next.hasPrefix("--") {
      text = next
      rest.removeFirst()
    } else {
      let isNamed = if case .text = shape { true } else { false }
      throw .usage(
        isNamed
          ? "\(option.flag) stands there without its value: write \(option.usage)"
          : "\(option.flag) needs a value: \(shape.expectation)",
        help: command.name)
    }
    guard let value = shape.value(of: text) else {
      throw wrongValue(text, for: option.flag, shape, command)
    }
    invocation.options.append((option.name, value))
  }

  private func unknownOption(_ flag: String, _ command: Command) -> CommandError {
    let message = "\(command.name.rawValue) has no option \(quoted(flag))"
    let names = command.options.filter { !$0.isHidden }.map(\.flag)
    if let near = nearest(flag, among: names) {
      return .usage(message + "; did you mean \(near)?", help: command.name)
    }
    let others = table.commands.filter { other in other.options.contains { $0.flag == flag && !$0.isHidden } }
    if !others.isEmpty {
      let list = others.map(\.name.rawValue).joined(separator: ", ")
      return .usage(message + "; it belongs to \(list)", help: command.name)
    }
    return .usage(message, help: command.name)
  }

  private func wrongValue(
    _ text: String, for place: String, _ shape: ValueShape, _ command: Command
  ) -> CommandError {
    let hint = shape.suggestion(for: text).map { "; did you mean \($0)?" } ?? ""
    // A label that spells out the words is no name for the place where one of them stands.
    guard !place.contains("|") || place.hasPrefix("-") else {
      return .usage(
        "\(command.name.rawValue) takes \(shape.expectation) there, not \(quoted(text))\(hint)",
        help: command.name)
    }
    return .usage("\(place) must be \(shape.expectation), not \(quoted(text))\(hint)", help: command.name)
  }
}
