internal import Wire

/// One scalar of a snapshot's JSON, as a recording keeps it.
///
/// Whole numbers, texts and instants come back as they were. Fractions keep five significant digits, more than
/// any screen shows; digits before the point are all kept.
enum Leaf: Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// `mantissa` times ten to the power of minus `places`.
  case decimal(mantissa: Int64, places: UInt8)
  case moment(Moment)
  /// The bytes of a JSON string, quotes and escapes included.
  case text([UInt8])
  /// A number that is none of the above, as it was written.
  case raw([UInt8])

  /// Significant digits of a fraction.
  static let digits = 5
  /// Whole numbers from here on are kept as they are written, so that the others and their code fit 64 bits.
  static let largest: UInt64 = 1 << 58
  /// The instants that have a text, in milliseconds: the years 0 to 9999.
  static let moments: Range<Int64> = -62_167_219_200_000..<253_402_300_800_000
  /// The most digits behind the point; smaller numbers count as 0.
  static let mostPlaces: UInt8 = 9

  /// The powers of ten up to the most places.
  private static let powers: [Double] = (0...Int(mostPlaces)).reduce(into: [1]) { powers, place in
    if place > 0 { powers.append((powers.last ?? 1) * 10) }
  }

  /// Reads the scalar that stands in a compact JSON document.
  init(_ bytes: ArraySlice<UInt8>) {
    switch bytes.first {
    case UInt8(ascii: "n"): self = .null
    case UInt8(ascii: "t"): self = .bool(true)
    case UInt8(ascii: "f"): self = .bool(false)
    case UInt8(ascii: "\""): self = Self.text(of: bytes)
    default: self = Self.number(bytes)
    }
  }

  private static func text(of bytes: ArraySlice<UInt8>) -> Leaf {
    // An instant has 24 characters, and a digit first; most texts are ruled out at once.
    if bytes.count == 26, let digit = bytes.dropFirst().first, digit >= 0x30, digit <= 0x39 {
      let text = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
      if let moment = Moment(text: text), moment.text == text { return .moment(moment) }
    }
    return .text(Array(bytes))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Leaf {
    let text = String(decoding: bytes, as: UTF8.self)
    if let integer = Int64(text), text != "-0", integer.magnitude < largest { return .integer(integer) }
    guard let number = Double(text), abs(number) < 1e15 else { return .raw(Array(bytes)) }
    return decimal(number)
  }

  /// A number in decimal, rounded to what is kept.
  static func decimal(_ number: Double) -> Leaf {
    let size = abs(number)
    var places = 0
    // Below 10^(digits - 1) there is room for another digit behind the point.
    while places < Int(mostPlaces), size * powers[places] < 1e4 { places += 1 }
    let mantissa = (number * powers[places]).rounded()
    return mantissa == 0
      ? .decimal(mantissa: 0, places: 0) : .decimal(mantissa: Int64(mantissa), places: UInt8(places))
  }

  /// Appends the scalar as it stands in a compact JSON document.
  func append(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let bool): bytes += (bool ? "true" : "false").utf8
    case .integer(let integer): bytes += integer.description.utf8
    case .decimal(let mantissa, let places): Self.append(mantissa, places, to: &bytes)
    case .moment(let moment):
      bytes.append(UInt8(ascii: "\""))
      bytes += moment.text.utf8
      bytes.append(UInt8(ascii: "\""))
    case .text(let text), .raw(let text): bytes += text
    }
  }

  private static func append(_ mantissa: Int64, _ places: UInt8, to bytes: inout [UInt8]) {
    if mantissa < 0 { bytes.append(UInt8(ascii: "-")) }
    let digits = Array(mantissa.magnitude.description.utf8)
    let behind = Int(places)
    let zero = UInt8(ascii: "0")
    let whole = digits.dropLast(behind)
    bytes += whole.isEmpty ? [zero] : Array(whole)
    bytes.append(UInt8(ascii: "."))
    var fraction = [UInt8](repeating: zero, count: max(0, behind - digits.count)) + digits.suffix(behind)
    while fraction.last == zero { fraction.removeLast() }
    bytes += fraction.isEmpty ? [zero] : fraction
  }
}
