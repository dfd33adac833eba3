// Update: the command line of the console, read. The verbs and words are those of the program's own commands.

internal import RoutingEngine
internal import Wire

/// What is wrong with a command.
struct CommandLineProblem: Error, Hashable, Sendable {
  /// What, and what to write instead.
  var text: String
}

/// A command, as typed after `:`.
enum ConsoleCommand: Hashable, Sendable {
  case act(ActVerb, ActChoice, Options)
  case screen(Screen)
  case sort(SortKey)
  case group(Grouping)
  case filter(String)
  case goTo(String)
  case theme(String?)
  case save(SaveRequest.Kind)
  case speed(Double)
  case pause(Bool)
  case restart(String?)
  case seek(Nanoseconds)
  case inject(Int)
  case lift(Int)
  case reload, help, quit, redraw, lock, unlock

  /// What an act's command may bring along.
  struct Options: Hashable, Sendable {
    var reason: String?
    var lease: Nanoseconds?
    var percent: Double?
  }

  /// Every verb, for completion and for the help.
  static let verbs = [
    "drain", "undrain", "flip", "breaker", "share", "status", "features", "events", "audit", "routes", "cost",
    "simulate", "sort", "group", "filter", "goto", "live", "theme", "snapshot", "report", "speed", "pause",
    "resume", "restart", "seek", "inject", "lift", "reload", "lock", "unlock", "redraw", "help", "quit",
  ]

  /// Reads a command.
  ///
  /// - Throws: what is wrong, for the person who typed it.
  init(_ line: String) throws(CommandLineProblem) {
    var words = Words(line)
    guard let verb = words.next() else {
      throw CommandLineProblem(text: "type a command; Tab shows which there are")
    }
    if let act = ActVerb(rawValue: verb) {
      self = try Self.act(act, &words)
    } else if let plain = Self.plain(verb) {
      self = plain
    } else if let screen = Screen.allCases.first(where: { $0.name == verb }) {
      self = .screen(screen)
    } else {
      self = try Self.other(verb, &words)
    }
  }

  private static func plain(_ verb: String) -> ConsoleCommand? {
    switch verb {
    case "status", "endpoints": .screen(.endpoints)
    case "live": .goTo("live")
    case "snapshot", "write", "w": .save(.snapshot)
    case "report": .save(.report)
    case "pause": .pause(true)
    case "resume": .pause(false)
    case "reload": .reload
    case "help": .help
    case "quit", "q": .quit
    case "redraw": .redraw
    case "lock": .lock
    case "unlock": .unlock
    default: nil
    }
  }

  private static func other(_ verb: String, _ words: inout Words) throws(CommandLineProblem) -> ConsoleCommand
  {
    switch verb {
    case "sort":
      return .sort(try words.one(of: SortKey.allCases, "sort by"))
    case "group":
      return .group(try words.one(of: Grouping.allCases, "group by"))
    case "filter": return .filter(words.rest)
    case "goto": return .goTo(words.rest)
    case "theme": return .theme(words.next())
    case "speed":
      guard let factor = words.next().flatMap({ Double($0.hasSuffix("x") ? String($0.dropLast()) : $0) }),
        factor > 0,
        factor <= 1_000
      else {
        throw CommandLineProblem(text: "speed: give simulated seconds a second, up to 1000, as in `speed 5`")
      }
      return .speed(factor)
    case "restart": return .restart(words.next())
    case "seek": return .seek(try words.duration("seek"))
    case "inject": return .inject(try words.number("inject") - 1)
    case "lift": return .lift(try words.number("lift"))
    default:
      let near = verbs.first { $0.hasPrefix(verb.prefix(2)) }
      throw CommandLineProblem(
        text: "there is no command `\(verb)`"
          + (near.map { "; did you mean \($0)?" } ?? "; Tab shows which there are"))
    }
  }

  private static func act(_ verb: ActVerb, _ words: inout Words) throws(CommandLineProblem) -> ConsoleCommand
  {
    var options = Options()
    let plain = try words.takeOptions(&options)
    switch (verb, plain.count) {
    case (.drain, 1), (.undrain, 1): return .act(verb, .scope(Scope(text: plain[0]), endpoints: []), options)
    case (.flip, 1): return .act(verb, .flip(feature: plain[0], to: nil), options)
    case (.flip, 2): return .act(verb, .flip(feature: plain[0], to: plain[1]), options)
    case (.breaker, 2):
      guard let order = BreakerOrder(rawValue: plain[1]) else {
        throw CommandLineProblem(text: "breaker: `\(plain[1])` is no order; there are open, close, auto, pin")
      }
      return .act(verb, .breaker(order, endpoints: [plain[0]]), options)
    case (.share, 3):
      guard let percent = Double(plain[2].filter { $0 != "%" }), (0...100).contains(percent) else {
        throw CommandLineProblem(text: "share: the percentage is a number from 0 to 100")
      }
      options.percent = percent
      return .act(verb, .share(feature: plain[0], endpoint: plain[1]), options)
    default: throw CommandLineProblem(text: usage(verb))
    }
  }

  private static func usage(_ verb: ActVerb) -> String {
    switch verb {
    case .drain, .undrain: "\(verb.rawValue) ENDPOINT, or provider:NAME cloud:NAME region:NAME model:NAME"
    case .flip: "flip FEATURE [ENDPOINT]"
    case .breaker: "breaker ENDPOINT open, close, auto or pin"
    case .share: "share FEATURE ENDPOINT PERCENT"
    }
  }
}

/// The words of a line; quotes hold a word together.
private struct Words {
  private var words: [String] = []

  init(_ line: String) {
    var word = ""
    var isQuoted = false
    var hasWord = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
        hasWord = true
      } else if character == " ", !isQuoted {
        if hasWord { words.append(word) }
        (word, hasWord) = ("", false)
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if hasWord { words.append(word) }
  }

  var rest: String { words.joined(separator: " ") }

  mutating func next() -> String? { words.isEmpty ? nil : words.removeFirst() }

  mutating func one<Choice: CaseIterable & RawRepresentable>(
    of choices: [Choice], _ what: String
  ) throws(CommandLineProblem) -> Choice where Choice.RawValue == String {
    let word = next() ?? ""
    guard let choice = choices.first(where: { $0.rawValue == word }) else {
      throw CommandLineProblem(text: "\(what): \(choices.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  mutating func number(_ what: String) throws(CommandLineProblem) -> Int {
    guard let number = next().flatMap({ Int($0) }), (0...100_000).contains(number) else {
      throw CommandLineProblem(text: "\(what): give its number")
    }
    return number
  }

  mutating func duration(_ what: String) throws(CommandLineProblem) -> Nanoseconds {
    guard let text = next(), let duration = DurationWord.read(text) else {
      throw CommandLineProblem(text: "\(what): give a time such as 90s, 5m or 1h")
    }
    return duration
  }

  /// Takes `--reason`, `--lease`, `--to` out, and gives the words that are left.
  mutating func takeOptions(_ options: inout ConsoleCommand.Options) throws(CommandLineProblem) -> [String] {
    var plain: [String] = []
    while let word = next() {
      switch word {
      case "--reason":
        options.reason = rest
        words = []
      case "--lease": options.lease = try duration("--lease")
      case "--to": plain.append(next() ?? "")
      case let option where option.hasPrefix("--"):
        throw CommandLineProblem(text: "`\(option)` is no option here; there are --reason, --lease, --to")
      default: plain.append(word)
      }
    }
    return plain
  }
}

/// Durations as one word.
enum DurationWord {
  /// Reads `90s`, `5m`, `1h`; nil for anything else.
  static func read(_ text: String) -> Nanoseconds? {
    guard let unit = text.last, let count = Int64(text.dropLast()), (0...1_000_000).contains(count) else {
      return nil
    }
    switch unit {
    case "s": return .seconds(count)
    case "m": return .minutes(count)
    case "h": return .hours(count)
    default: return nil
    }
  }
}
