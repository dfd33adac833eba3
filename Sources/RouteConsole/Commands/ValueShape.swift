internal import Documents
internal import RoutingEngine

/// What an option's value or an operand may be.
enum ValueShape: Sendable {
  /// The name of a built-in scenario, or a path.
  case scenario
  /// A path; the label says to what.
  case file(label: String)
  /// A whole number of 64 bits.
  case seed
  /// A whole number in a range.
  case count(ClosedRange<Int>)
  /// A multiple of real time, or `max`.
  case speed
  /// One of a closed set of words.
  case choice(label: String, among: [String])
  /// Words of a closed set, with commas between them.
  case list(label: String, among: [String])
  /// Names of built-in scenarios, files, or further words, with commas between them.
  case scenarios(label: String, words: [String])
  /// Whole numbers in a range, with commas between them.
  case counts(ClosedRange<Int>)
  /// A number and a unit, from nothing to so many nanoseconds.
  case duration(most: Int64)
  /// Where to listen.
  case address
  /// Any text but none.
  case text(label: String)
  /// A number from 0 to 100.
  case percent

  /// How help names it.
  var label: String {
    switch self {
    case .scenario: "NAME|FILE"
    case .file(let label), .choice(let label, _), .list(let label, _), .scenarios(let label, _),
      .text(let label):
      label
    case .seed, .count: "N"
    case .counts: "N,..."
    case .speed: "X"
    case .duration: "TIME"
    case .address: "ADDR"
    case .percent: "PERCENT"
    }
  }

  /// What is expected, for an error.
  var expectation: String {
    switch self {
    case .scenario: "the name of a built-in scenario or a file"
    case .file: "a file"
    case .seed: "a whole number from 0 to \(UInt64.max)"
    case .count(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .speed:
      "a multiple of real time from \(compact(Speed.slowest)) to \(compact(Speed.fastest)), or max for as fast as possible"
    case .choice(_, let words): "one of " + words.joined(separator: ", ")
    case .list(_, let words): "a list, with commas, of " + words.joined(separator: ", ")
    case .scenarios(_, let words):
      "a list, with commas, of built-in scenarios and files, or " + words.joined(separator: " or ")
    case .duration(let most): "a number and a unit, from 0s to \(DurationText.format(most)), such as 450ms"
    case .address: "HOST:PORT, [V6]:PORT, or unix:/PATH"
    case .text(let label): "a \(label.lowercased())"
    case .percent: "a number from 0 to 100"
    case .counts(let range):
      "a list, with commas, of whole numbers from \(range.lowerBound) to \(range.upperBound)"
    }
  }

  /// The value that a text stands for, or nil when it is none.
  func value(of text: String) -> OptionValue? {
    switch self {
    case .scenario, .file: text.isEmpty ? nil : .text(text)
    case .seed: UInt64(digits: text).map { .seed($0) }
    case .count(let range):
      UInt64(digits: text).flatMap { Int(exactly: $0) }.flatMap { range.contains($0) ? .count($0) : nil }
    case .speed: Speed(text: text).map { .speed($0) }
    case .choice(_, let words): words.contains(text) ? .text(text) : nil
    case .list(_, let words): parts(of: text).allSatisfy(words.contains) ? .text(text) : nil
    case .scenarios: parts(of: text).contains("") ? nil : .text(text)
    case .duration(let most): duration(text, most: most).map { .duration($0) }
    case .address: AddressText.isListenAddress(text) ? .text(text) : nil
    case .text: text.isEmpty ? nil : .text(text)
    case .percent: Self.percent(text) == nil ? nil : .text(text)
    case .counts(let range):
      parts(of: text).allSatisfy { ValueShape.count(range).value(of: $0) != nil } ? .text(text) : nil
    }
  }

  /// The number of a percentage; nil for anything else.
  static func percent(_ text: String) -> Double? {
    let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
    let isPlain = !digits.isEmpty && digits.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || $0 == 46 }
    guard isPlain, let number = Double(digits), number <= 100 else { return nil }
    return number
  }

  private func duration(_ text: String, most: Int64) -> Nanoseconds? {
    do {
      let count = try DurationText.parse(text)
      return (0...most).contains(count) ? Nanoseconds(count) : nil
    } catch {
      return nil
    }
  }

  private func parts(of text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// The word that was probably meant, where there is a closed set.
  func suggestion(for text: String) -> String? {
    switch self {
    case .choice(_, let words): return nearest(text, among: words)
    case .list(_, let words):
      let wrong = parts(of: text).first { !words.contains($0) }
      return wrong.flatMap { nearest($0, among: words) }
    case .scenario, .scenarios, .file, .seed, .count, .speed, .counts, .duration, .address, .text, .percent:
      return nil
    }
  }
}

/// A value that has been checked.
enum OptionValue: Sendable, Hashable {
  case flag
  case text(String)
  case seed(UInt64)
  case count(Int)
  case duration(Nanoseconds)
  case speed(Speed)
}

/// How fast simulated time runs against the wall clock.
enum Speed: Sendable, Hashable, CustomStringConvertible {
  /// So many simulated seconds a second.
  case times(Double)
  /// As fast as the machine can.
  case unlimited

  /// The slowest multiple of real time that is accepted.
  static let slowest = 0.01
  /// The fastest multiple of real time that is accepted; beyond it `max` says what is meant.
  static let fastest = 100_000.0

  /// Reads a multiple such as `2`, `0.5` or `3x`, or `max`; nil for anything else, 0 too: a world that stands still is
  /// no demo.
  init?(text: String) {
    if text == "max" {
      self = .unlimited
      return
    }
    let digits = text.hasSuffix("x") ? String(text.dropLast()) : text
    let isPlain = !digits.isEmpty && digits.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || $0 == 46 }
    guard isPlain, let factor = Double(digits), factor > 0 else { return nil }
    self.init(factor: factor)
  }

  /// The speed for a factor; 0 is `max`, and nil is what no demo can do.
  init?(factor: Double) {
    if factor == 0 {
      self = .unlimited
      return
    }
    guard factor >= Speed.slowest, factor <= Speed.fastest else { return nil }
    self = .times(factor)
  }

  var description: String {
    switch self {
    case .times(let factor): "\(compact(factor))×"
    case .unlimited: "max"
    }
  }
}

extension UInt64 {
  /// A number written in decimal digits alone; nil for signs, blanks, anything else, or too many digits.
  init?(digits text: String) {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    self.init(text)
  }
}

/// A number without a fraction it does not need: `3`, `0.5`.
func compact(_ number: Double) -> String {
  Int64(exactly: number).map { "\($0)" } ?? "\(number)"
}
