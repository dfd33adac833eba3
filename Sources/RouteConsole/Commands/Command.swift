/// One entry of the command table: parsing, help, completions and the man page all derive from it.
struct Command: Sendable {
  /// What is typed after `route-console`.
  let name: CommandName
  /// One line without a period, for the list of commands.
  let summary: String
  /// Whole sentences, a paragraph each, for the command's own help.
  let description: [String]
  /// Operands in order; the optional ones come last.
  let arguments: [CommandOperand]
  /// Options in the order help lists them.
  let options: [CommandOption]
  /// Lines to type, each with what it does.
  let examples: [Example]

  init(
    _ name: CommandName, _ summary: String, description: [String], arguments: [CommandOperand] = [],
    options: [CommandOption] = [], examples: [Example] = []
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.arguments = arguments
    self.options = options
    self.examples = examples
  }

  /// A line to type, and what it does.
  struct Example: Sendable {
    let line: String
    let effect: String
  }

  /// `simulate --scenario NAME|FILE [--seed N]`, without the program's name.
  var usage: String {
    var words = [name.rawValue]
    for option in options where !option.isHidden {
      let text = option.usage + (option.repeats ? "..." : "")
      words.append(option.isRequired ? text : "[\(text)]")
    }
    for argument in arguments { words.append(argument.usage) }
    return words.joined(separator: " ")
  }
}

/// The commands that exist; the table has one entry for each.
enum CommandName: String, Sendable, CaseIterable {
  case demo
  case serve
  case watch
  case replay
  case simulate
  case lab
  case check
  case stubProvider = "stub-provider"
  case initialise = "init"
  case scenarios
  case themes
  case policies
  case attach
  case status
  case features
  case events
  case audit
  case cost
  case drain
  case undrain
  case flip
  case breaker
  case share
  case completions
  case help
}

/// The long options that exist, by the word behind the two dashes.
enum OptionName: String, Sendable, CaseIterable {
  case scenario
  case trace
  case seed
  case speed
  case policy
  case regret
  case without
  case replicas
  case scenarios
  case policies
  case seeds
  case listen
  case wireProtocol = "protocol"
  case ttft
  case pace
  case tokens
  case model
  case requestsPerSecond = "requests-per-second"
  case json
  case man
  case config
  case headless
  case once
  case stateDir = "state-dir"
  case theme
  case ascii
  case noColor = "no-color"
  case readOnly = "read-only"
  case plain
  case refresh
  case server
  case tokenFile = "token-file"
  case authorityFile = "ca-file"
  case reason
  case lease
  case dryRun = "dry-run"
  case force
  case to
  case now
  case since
  case at
  case record
  case report
  case by
  case online
  case output
}

/// An operand of a command.
struct CommandOperand: Sendable {
  /// How help names it: `FILE`.
  let label: String
  /// What it may be.
  let shape: ValueShape
  /// Whether it may be left out.
  let isOptional: Bool
  /// What it means, in a phrase.
  let help: String

  init(_ label: String, _ shape: ValueShape, isOptional: Bool = false, _ help: String) {
    self.label = label
    self.shape = shape
    self.isOptional = isOptional
    self.help = help
  }

  /// The label, in brackets where it may be left out.
  var usage: String { isOptional ? "[\(label)]" : label }
}

/// An option of a command.
struct CommandOption: Sendable {
  /// Its word.
  let name: OptionName
  /// What its value may be; nil for a switch.
  let shape: ValueShape?
  /// Whether the command cannot do without.
  let isRequired: Bool
  /// Whether it may be given more than once.
  let repeats: Bool
  /// Whether help keeps silent about it: for those who build the program.
  let isHidden: Bool
  /// What it does, in a phrase.
  let help: String

  init(
    _ name: OptionName, _ shape: ValueShape? = nil, isRequired: Bool = false, repeats: Bool = false,
    isHidden: Bool = false, help: String
  ) {
    self.name = name
    self.shape = shape
    self.isRequired = isRequired
    self.repeats = repeats
    self.isHidden = isHidden
    self.help = help
  }

  /// `--seed`.
  var flag: String { "--" + name.rawValue }

  /// `--seed N`.
  var usage: String { shape.map { "\(flag) \($0.label)" } ?? flag }
}
