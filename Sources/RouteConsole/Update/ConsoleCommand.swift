// Update: the command line of the console, read. The verbs and words are those of the program's own commands.

internal import Documents
internal import RoutingEngine
internal import Wire

/// What is wrong with a command.
struct CommandLineProblem: Error, Hashable, Sendable {
  /// What, and what to write instead.
  var text: String

  /// Tells of a name that nothing has: what it was looked for among, and which of those was probably meant.
  static func unknown(_ name: String, _ what: String, among names: [String], else hint: String)
    -> CommandLineProblem
  {
    let near = nearest(name, among: names).map { "did you mean \($0)?" } ?? hint
    return CommandLineProblem(text: "there is no \(what) `\(name.prefix(40))`; \(near)")
  }
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
  case inject(Int, target: String?)
  case lift(Int)
  case reload, help, quit, redraw, lock, unlock

  /// What an act's command may bring along.
  struct Options: Hashable, Sendable {
    var reason: String?
    var lease: Nanoseconds?
    var percent: Double?
    /// Whether the act is only shown.
    var isDryRun = false
  }

  /// Every verb, for completion and for the help.
  static let verbs = [
    "drain", "undrain", "flip", "breaker", "share", "status", "features", "events", "audit", "routes", "cost",
    "simulate", "sort", "group", "filter", "goto", "live", "theme", "snapshot", "report", "speed", "pause",
    "resume", "restart", "seek", "inject", "lift", "reload", "lock", "unlock", "redraw", "help", "quit",
  ]

  /// Reads a command.
  ///
  /// - Parameters:
  ///   - line: what was typed.
  ///   - hint: how to find out which commands there are, where it was typed.
  /// - Throws: what is wrong, for the person who typed it.
  init(_ line: String, hint: String = "Tab shows which there are") throws(CommandLineProblem) {
    var words = CommandWords(line)
    guard let verb = words.next() else {
      throw CommandLineProblem(text: "type a command; \(hint)")
    }
    if let act = ActVerb(rawValue: verb) {
      self = try Self.act(act, &words)
    } else if let plain = Self.plain(verb) {
      self = plain
    } else if let screen = Screen.allCases.first(where: { $0.name == verb }) {
      self = .screen(screen)
    } else {
      self = try Self.other(verb, &words, hint)
    }
    if let rest = words.next() {
      throw CommandLineProblem(
        text: "\(verb): `\(rest.prefix(40))` is too much; write \(Self.usage(of: verb))")
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

  private static func other(
    _ verb: String, _ words: inout CommandWords, _ hint: String
  ) throws(CommandLineProblem) -> ConsoleCommand {
    switch verb {
    case "sort":
      return .sort(try words.one(of: SortKey.allCases, "figure to sort by"))
    case "group":
      return .group(try words.one(of: Grouping.allCases, "way to group"))
    case "filter": return .filter(words.takeRest())
    case "goto": return .goTo(words.takeRest())
    case "theme": return .theme(words.next())
    case "speed":
      guard let factor = words.next().flatMap({ Double($0.hasSuffix("x") ? String($0.dropLast()) : $0) }),
        factor > 0,
        factor <= 1_000
      else {
        throw CommandLineProblem(
          text: "speed: give simulated seconds a second, more than 0 and up to 1000, as in `speed 5`")
      }
      return .speed(factor)
    case "restart": return .restart(words.next())
    case "seek": return .seek(try words.duration("seek"))
    case "inject": return .inject(try words.number("inject") - 1, target: words.next())
    case "lift": return .lift(try words.number("lift"))
    default:
      throw .unknown(verb, "command", among: verbs, else: hint)
    }
  }

  /// How a command is written, for an error that shows it.
  private static func usage(of verb: String) -> String {
    if let act = ActVerb(rawValue: verb) { return usage(act) }
    switch verb {
    case "sort": return "sort \(SortKey.allCases.map(\.rawValue).joined(separator: "|"))"
    case "group": return "group \(Grouping.allCases.map(\.rawValue).joined(separator: "|"))"
    case "theme": return "theme [NAME]"
    case "restart": return "restart [SCENARIO]"
    case "speed": return "speed FACTOR"
    case "seek": return "seek TIME, as in seek 5m"
    case "inject": return "inject NUMBER [TARGET], as in inject 1 provider:bedrock"
    case "lift": return "lift NUMBER"
    default: return "\(verb) alone"
    }
  }

  private static func act(_ verb: ActVerb, _ words: inout CommandWords) throws(CommandLineProblem)
    -> ConsoleCommand
  {
    var options = Options()
    let plain = try words.takeOptions(&options)
    switch (verb, plain.count) {
    case (.drain, 1), (.undrain, 1): return .act(verb, .scope(Scope(text: plain[0]), endpoints: []), options)
    case (.flip, 1): return .act(verb, .flip(feature: plain[0], to: nil), options)
    case (.flip, 2): return .act(verb, .flip(feature: plain[0], to: plain[1]), options)
    case (.breaker, 2):
      guard let order = BreakerOrder(rawValue: plain[1]) else {
        throw CommandLineProblem(
          text: "breaker: `\(plain[1].prefix(40))` is no order; there are open, close, auto, pin")
      }
      let ids: [String] = if case .endpoints(let ids) = Scope(text: plain[0]) { ids } else { [plain[0]] }
      return .act(verb, .breaker(order, endpoints: ids), options)
    case (.share, 3):
      guard let percent = Double(plain[2].filter { $0 != "%" }), (0...100).contains(percent) else {
        throw CommandLineProblem(
          text: "share: `\(plain[2].prefix(40))` is no percentage; it is a number from 0 to 100")
      }
      options.percent = percent
      return .act(verb, .share(feature: plain[0], endpoint: plain[1]), options)
    default: throw CommandLineProblem(text: "write \(usage(verb)) [--lease 30m] [--dry-run] [--reason TEXT]")
    }
  }

  private static func usage(_ verb: ActVerb) -> String {
    switch verb {
    case .drain, .undrain: "\(verb.rawValue) ENDPOINT, or provider:NAME, cloud:NAME, region:NAME, model:NAME"
    case .flip: "flip FEATURE [ENDPOINT]"
    case .breaker: "breaker ENDPOINT open|close|auto|pin"
    case .share: "share FEATURE ENDPOINT PERCENT"
    }
  }
}
