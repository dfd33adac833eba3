// Update: the words of a command.

internal import RoutingEngine

/// The words of a line; quotes hold a word together.
struct CommandWords {
  private var words: [String] = []

  /// Takes a line apart.
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

  /// Takes all words that are left, as one text.
  mutating func takeRest() -> String {
    defer { words = [] }
    return words.joined(separator: " ")
  }

  /// Takes the next word; nil where none is left.
  mutating func next() -> String? { words.isEmpty ? nil : words.removeFirst() }

  /// Takes one of a few words.
  mutating func one<Choice: CaseIterable & RawRepresentable>(
    of choices: [Choice], _ what: String
  ) throws(CommandLineProblem) -> Choice where Choice.RawValue == String {
    let names = choices.map(\.rawValue)
    guard let word = next() else {
      throw CommandLineProblem(text: "give a \(what): \(names.joined(separator: ", "))")
    }
    guard let choice = choices.first(where: { $0.rawValue == word }) else {
      throw .unknown(word, what, among: names, else: "there are \(names.joined(separator: ", "))")
    }
    return choice
  }

  /// Takes a whole number.
  mutating func number(_ what: String) throws(CommandLineProblem) -> Int {
    guard let number = next().flatMap({ Int($0) }), (0...100_000).contains(number) else {
      throw CommandLineProblem(text: "\(what): give its number, as the Simulate screen (7) shows it")
    }
    return number
  }

  /// Takes a length of time.
  mutating func duration(_ what: String) throws(CommandLineProblem) -> Nanoseconds {
    guard let text = next(), let duration = DurationWord.read(text) else {
      throw CommandLineProblem(text: "\(what): give a time such as 90s, 4m50s or 1h")
    }
    return duration
  }

  private mutating func lease() throws(CommandLineProblem) -> Nanoseconds {
    let lease = try duration("--lease")
    guard let longest = ActDialog.leases.last, lease <= longest, lease > .zero else {
      throw CommandLineProblem(
        text: "--lease: from 5m to 24h; what is longer is the configuration's business")
    }
    return lease
  }

  /// Takes the words up to the next option, as one text.
  private mutating func takeText() -> String {
    let text = words.prefix { !$0.hasPrefix("--") }
    words.removeFirst(text.count)
    return text.joined(separator: " ")
  }

  /// Takes `--reason`, `--lease`, `--to`, `--dry-run` out, and gives the words that are left.
  ///
  /// A reason goes on to the next option: what is misspelt there is refused rather than taken for a part of it.
  mutating func takeOptions(_ options: inout ConsoleCommand.Options) throws(CommandLineProblem) -> [String] {
    var plain: [String] = []
    while let word = next() {
      switch word {
      case "--reason":
        options.reason = takeText()
        guard options.reason?.isEmpty == false else {
          throw CommandLineProblem(text: "--reason: write the reason after it, up to the next option")
        }
      case "--dry-run": options.isDryRun = true
      case "--lease": options.lease = try lease()
      case "--to":
        guard let target = next() else { throw CommandLineProblem(text: "--to: name an endpoint after it") }
        plain.append(target)
      case let option where option.hasPrefix("--"):
        throw CommandLineProblem(
          text: "`\(option.prefix(40))` is no option here; there are --reason, --lease, --to, --dry-run")
      default: plain.append(word)
      }
    }
    return plain
  }
}

/// Durations as one word.
enum DurationWord {
  private static let units: [(sign: Character, seconds: Int64)] = [("h", 3_600), ("m", 60), ("s", 1)]

  /// Reads `90s`, `5m`, `1h`, `4m50s`: larger units first, each once; nil for anything else.
  static func read(_ text: String) -> Nanoseconds? {
    var rest = text[...]
    var seconds: Int64 = 0
    for unit in units {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard rest.dropFirst(digits.count).first == unit.sign else { continue }
      guard let count = Int64(digits), count <= 1_000_000 else { return nil }
      seconds += count * unit.seconds
      rest = rest.dropFirst(digits.count + 1)
    }
    return rest.isEmpty && !text.isEmpty ? .seconds(seconds) : nil
  }
}
