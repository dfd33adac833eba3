/// One sample of a `/metrics` page.
struct ExpositionSample: Sendable, Hashable {
  var name: String
  var labels: [Label]
  var value: Double
}

/// Reads a `/metrics` page: Prometheus text 0.0.4 and later, and OpenMetrics 1.0.
///
/// Only series of wanted names are kept, so that a page with a million others costs time and no memory.
struct Exposition {
  /// Largest page, in bytes.
  static let maxBytes = 32 << 20
  /// Most series kept.
  static let maxSeries = 100_000

  /// What is wrong with a page, and in which line.
  struct Failure: Error, Hashable {
    var line: Int
    var message: String
  }

  private let bytes: [UInt8]
  private let isOpenMetrics: Bool
  private var at = 0
  private var line = 1
  private var hasEnd = false

  private init(_ bytes: [UInt8], isOpenMetrics: Bool) {
    self.bytes = bytes
    self.isOpenMetrics = isOpenMetrics
  }

  /// The samples of the wanted names, in the order of the page.
  ///
  /// - Throws: where a line breaks the format, or the page is cut off.
  static func read(
    _ bytes: [UInt8], isOpenMetrics: Bool, wanted: Set<String>
  ) throws(Failure) -> [ExpositionSample] {
    var page = Exposition(bytes, isOpenMetrics: isOpenMetrics)
    var samples: [ExpositionSample] = []
    while page.at < bytes.count {
      if let sample = try page.nextLine(), wanted.contains(sample.name) {
        guard samples.count < maxSeries else {
          throw Failure(line: page.line, message: "there are more than \(maxSeries) series to keep")
        }
        samples.append(sample)
      }
    }
    if isOpenMetrics, !page.hasEnd {
      throw Failure(line: page.line, message: "the page ends without # EOF: it is cut off")
    }
    if let last = bytes.last, last != UInt8(ascii: "\n") {
      throw Failure(line: page.line, message: "the last line has no end: the page is cut off")
    }
    return samples
  }

  /// Reads a line; `nil` for a comment or an empty one.
  private mutating func nextLine() throws(Failure) -> ExpositionSample? {
    defer {
      skipLine()
      line += 1
    }
    if hasEnd { throw fail("something follows # EOF") }
    skipBlanks()
    guard at < bytes.count, bytes[at] != UInt8(ascii: "\n") else { return nil }
    if bytes[at] == UInt8(ascii: "#") {
      if isOpenMetrics, restOfLine == "# EOF" { hasEnd = true }
      return nil
    }
    var name = word()
    var labels: [Label] = []
    skipBlanks()
    if at < bytes.count, bytes[at] == UInt8(ascii: "{") { try readLabels(&labels, &name) }
    guard !name.isEmpty else { throw fail("a line has no name") }
    skipBlanks()
    let number = word()
    guard let value = Double(number) else { throw fail("a value is no number") }
    try checkRest()
    return ExpositionSample(name: name, labels: labels, value: value)
  }

  /// What may follow a value: a timestamp, and in OpenMetrics an exemplar behind `#`.
  private mutating func checkRest() throws(Failure) {
    skipBlanks()
    guard at < bytes.count, bytes[at] != UInt8(ascii: "\n"), bytes[at] != UInt8(ascii: "#") else { return }
    let text = word()
    guard Double(text) != nil else { throw fail("a timestamp is no number") }
    skipBlanks()
    guard at < bytes.count, bytes[at] != UInt8(ascii: "\n"), bytes[at] != UInt8(ascii: "#") else { return }
    throw fail("something follows the timestamp")
  }

  private mutating func readLabels(_ labels: inout [Label], _ name: inout String) throws(Failure) {
    at += 1
    while true {
      skipBlanks()
      guard at < bytes.count, bytes[at] != UInt8(ascii: "\n") else { throw fail("a label list has no end") }
      if bytes[at] == UInt8(ascii: "}") {
        at += 1
        return
      }
      let isQuoted = bytes[at] == UInt8(ascii: "\"")
      let label = isQuoted ? try quotedText() : word()
      guard !label.isEmpty else { throw fail("a label has no name") }
      skipBlanks()
      if at < bytes.count, bytes[at] == UInt8(ascii: "=") {
        at += 1
        skipBlanks()
        labels.append(Label(label, try quotedText()))
      } else if isQuoted, name.isEmpty {
        // The name of the metric itself, where it has characters that need quotes.
        name = label
      } else {
        throw fail("a label has no value")
      }
      skipBlanks()
      guard at < bytes.count else { throw fail("a label list has no end") }
      if bytes[at] == UInt8(ascii: ",") {
        at += 1
      } else if bytes[at] != UInt8(ascii: "}") {
        throw fail("a comma is missing between labels")
      }
    }
  }

  private mutating func quotedText() throws(Failure) -> String {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
      throw fail("a label's value has no quotes")
    }
    at += 1
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n") {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\"), at < bytes.count else {
        text.append(byte)
        continue
      }
      switch bytes[at] {
      case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): text.append(bytes[at])
      default: text += [byte, bytes[at]]
      }
      at += 1
    }
    throw fail("a label's value has no end")
  }

  /// The bytes up to a blank, a brace, an equals sign, a comma or the end of the line.
  private mutating func word() -> String {
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "="), UInt8(ascii: ","):
        return String(decoding: bytes[start..<at], as: UTF8.self)
      default: at += 1
      }
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private var restOfLine: String {
    let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    return String(decoding: bytes[at..<end], as: UTF8.self)
  }

  private mutating func skipBlanks() {
    while at < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private mutating func skipLine() {
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    if at < bytes.count { at += 1 }
  }

  private func fail(_ message: String) -> Failure { Failure(line: line, message: message) }
}
