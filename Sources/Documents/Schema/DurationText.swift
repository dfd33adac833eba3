/// Durations as people write them: a number and a unit, `450ms`, `1.5h`, or several, large to small, `1m30s`.
public enum DurationText {
  /// Why a text is no duration.
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, to be read after the name of the value: `has no unit`.
    public let complaint: String

    /// The complaint and an example.
    public var description: String { "the duration \(complaint); \(DurationText.example)" }
  }

  /// The range of a duration where nobody says otherwise: 0 to 400 days, in nanoseconds.
  public static let usualRange: ClosedRange<Int64> = 0...(400 * 86_400_000_000_000)

  /// How to write one, for hints.
  static let example = "write a number and a unit (\(unitNames)), for example \"450ms\" or \"1.5h\""

  /// Nanoseconds of each unit, small to large; `µs` is also accepted.
  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  private static let unitNames = units.map(\.name).joined(separator: ", ")

  /// Digits read on each side of the point, so that the product with a unit stays inside 128 bits.
  private static let mostDigits = 18

  /// The nanoseconds of a text such as `450ms`, rounded to the nearest; negative with a minus in front.
  ///
  /// - Throws: what is wrong with the text.
  public static func parse(_ text: String) throws(Failure) -> Int64 {
    var rest = text.utf8[...]
    guard !rest.isEmpty else { throw Failure(complaint: "is empty") }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var sum: UInt128 = 0
    var last = UInt128.max
    repeat {
      let (nanoseconds, unit) = try takePart(&rest)
      guard unit < last else { throw Failure(complaint: "does not name its units large to small") }
      (sum, last) = (sum + nanoseconds, unit)
    } while !rest.isEmpty
    guard let nanoseconds = Int64(exactly: sum) else { throw Failure(complaint: "is too long") }
    return isNegative ? -nanoseconds : nanoseconds
  }

  /// Takes a number and its unit off a text; what they come to, and the unit, in nanoseconds.
  private static func takePart(
    _ rest: inout Substring.UTF8View
  ) throws(Failure) -> (nanoseconds: UInt128, unit: UInt128) {
    let whole = takeDigits(&rest)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = takeDigits(&rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty else {
      throw Failure(complaint: "does not begin with a number")
    }
    guard whole.count <= mostDigits, fraction.count <= mostDigits else {
      throw Failure(complaint: "has too many digits")
    }
    let unit = try takeUnit(&rest)
    var sum = UInt128(number(whole)) * unit
    var power: UInt128 = 1
    for _ in fraction { power *= 10 }
    sum += (UInt128(number(fraction)) * unit + power / 2) / power
    return (sum, unit)
  }

  /// Whether `parse` takes a text.
  static func isDuration(_ text: String) -> Bool {
    do {
      _ = try parse(text)
      return true
    } catch {
      return false
    }
  }

  /// The shortest exact text in one unit: `90s`, `450ms`, `2h`.
  public static func format(_ nanoseconds: Int64) -> String {
    guard nanoseconds != 0 else { return "0s" }
    let unit = units.last { nanoseconds % $0.nanoseconds == 0 } ?? units[0]
    return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
  }

  /// Takes a unit off a text: all up to the next number, and all of the rest where that is no unit.
  private static func takeUnit(_ rest: inout Substring.UTF8View) throws(Failure) -> UInt128 {
    let name = rest.prefix { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let known = try? unit(String(Substring(name)))
    guard let known else { return try unit(String(Substring(rest))) }
    rest = rest[name.endIndex...]
    return known
  }

  private static func unit(_ name: String) throws(Failure) -> UInt128 {
    let trimmed = name.drop { $0 == " " }
    if trimmed.isEmpty { throw Failure(complaint: "has no unit") }
    // U+00B5 (micro sign) and U+03BC (Greek mu) look alike, and keyboards give either.
    let spelled = trimmed == "\u{B5}s" || trimmed == "\u{3BC}s" ? "us" : trimmed
    guard let unit = units.first(where: { $0.name == spelled }) else {
      throw Failure(complaint: "has the unknown unit \(quoted(String(trimmed)))")
    }
    return UInt128(unit.nanoseconds)
  }

  private static func takeDigits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest[digits.endIndex...]
    return digits
  }

  private static func number(_ digits: Substring.UTF8View) -> UInt64 {
    digits.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
  }
}
