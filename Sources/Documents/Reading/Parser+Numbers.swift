/// Numbers.
extension Parser {
  /// The parts of a number in decimal notation as they are read.
  private struct Decimal {
    var isNegative: Bool
    /// All digits read so far as one number; means nothing once `overflowed`.
    var digits: UInt64 = 0
    var overflowed = false
    /// The power of ten that `digits` stands for.
    var exponent = 0
    /// Written with a point or an exponent.
    var isFractional = false

    mutating func append(_ digit: UInt8) {
      let (tenfold, carry) = digits.multipliedReportingOverflow(by: 10)
      let (sum, carryAgain) = tenfold.addingReportingOverflow(UInt64(digit))
      digits = sum
      overflowed = overflowed || carry || carryAgain
    }

    /// The number as an integer, if it was written as one that fits.
    var integer: Int64? {
      guard !isFractional, !overflowed else { return nil }
      guard isNegative else { return Int64(exactly: digits) }
      // A negative zero is kept as a double, which has one.
      if digits == 0 { return nil }
      return digits == Int64.min.magnitude ? .min : Int64(exactly: digits).map { -$0 }
    }

    /// The nearest double where one multiplication or division of exact doubles finds it.
    ///
    /// Clinger, "How to read floating point numbers accurately" (1990): both operands exact, one rounding.
    var double: Double? {
      guard !overflowed, digits <= 1 << 53, abs(exponent) <= 22 else { return nil }
      let whole = isNegative ? -Double(digits) : Double(digits)
      return exponent < 0 ? whole / powersOfTen[-exponent] : whole * powersOfTen[exponent]
    }
  }

  /// A number; its sign, point or first digit is next.
  mutating func number() throws(DocumentError) -> Node.Value {
    let start = index
    let place = position
    let isNegative = peek == Byte.minus
    if isNegative || peek == Byte.plus { index += 1 }
    if dialect == .json5, let byte = peek {
      if byte == UInt8(ascii: "I") || byte == UInt8(ascii: "N") {
        guard case .number(let number) = try word() else { throw failure("a sign needs a number after it") }
        return .number(isNegative ? -number : number)
      }
      if byte == Byte.zero, peekSecond == UInt8(ascii: "x") || peekSecond == UInt8(ascii: "X") {
        return try hexadecimal(isNegative)
      }
    }
    var decimal = Decimal(isNegative: isNegative)
    try readDigits(&decimal)
    try readExponent(&decimal)
    try checkEnd()
    guard index - start <= limits.stringBytes else {
      throw DocumentError(.limit, at: place, "a number is longer than \(limits.stringBytes) bytes")
    }
    if let integer = decimal.integer { return .integer(integer) }
    if let double = decimal.double { return .number(double) }
    guard let number = slowDouble(bytes[start..<index]), number.isFinite else {
      throw DocumentError(.numberRange, at: place, "the number is too large; the largest is about 1.8e308")
    }
    return .number(number)
  }

  /// The digits before and after the point.
  private mutating func readDigits(_ decimal: inout Decimal) throws(DocumentError) {
    let first = index
    while let digit = peekDigit { decimal.append(digit); index += 1 }
    let wholeDigits = index - first
    if wholeDigits > 1, bytes[first] == Byte.zero {
      throw failure("a number must not begin with 0; remove the leading zeros, or put it in quotes")
    }
    var fractionDigits = 0
    if peek == Byte.dot {
      decimal.isFractional = true
      index += 1
      let point = index
      while let digit = peekDigit { decimal.append(digit); index += 1 }
      fractionDigits = index - point
      decimal.exponent = -fractionDigits
      if dialect == .json, wholeDigits > 0, fractionDigits == 0 {
        throw failure("expected a digit after the point, found \(found)")
      }
    }
    guard wholeDigits > 0 || (dialect == .json5 && fractionDigits > 0) else {
      throw failure("expected a digit, found \(found)")
    }
  }

  private mutating func readExponent(_ decimal: inout Decimal) throws(DocumentError) {
    guard peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") else { return }
    decimal.isFractional = true
    index += 1
    let isNegative = peek == Byte.minus
    if isNegative || peek == Byte.plus { index += 1 }
    guard peekDigit != nil else { throw failure("expected a digit in the exponent, found \(found)") }
    var exponent = 0
    while let digit = peekDigit {
      exponent = min(exponent * 10 + Int(digit), 1_000_000)
      index += 1
    }
    decimal.exponent += isNegative ? -exponent : exponent
  }

  /// A JSON5 number in base 16; its 0x is next.
  private mutating func hexadecimal(_ isNegative: Bool) throws(DocumentError) -> Node.Value {
    let place = position
    index += 2
    let first = index
    var magnitude: UInt64 = 0
    var double = 0.0
    while let byte = peek, let digit = Byte.hexDigit(byte) {
      magnitude = magnitude << 4 | UInt64(digit)
      double = double * 16 + Double(digit)
      index += 1
    }
    let digits = bytes[first..<index].drop { $0 == Byte.zero }
    guard index > first else { throw failure("expected a hex digit after 0x, found \(found)") }
    try checkEnd()
    guard double.isFinite else {
      throw DocumentError(.numberRange, at: place, "the number is too large; the largest is about 1.8e308")
    }
    guard digits.count <= 16, !(isNegative && magnitude == 0) else {
      return .number(isNegative ? -double : double)
    }
    if isNegative, magnitude == Int64.min.magnitude { return .integer(.min) }
    guard let integer = Int64(exactly: magnitude) else {
      return .number(isNegative ? -Double(magnitude) : Double(magnitude))
    }
    return .integer(isNegative ? -integer : integer)
  }

  private var peekDigit: UInt8? {
    guard let byte = peek, byte >= Byte.zero, byte <= Byte.nine else { return nil }
    return byte - Byte.zero
  }

  /// A number must not run into a word: `10s` is text that lacks its quotes.
  private func checkEnd() throws(DocumentError) {
    guard let byte = peek, Byte.isWord(byte) || byte == Byte.dot else { return }
    if byte >= 0x80 {
      let (scalar, _) = try decodeScalar()
      if scalar == "\u{FEFF}" || scalar == "\u{2028}" || scalar == "\u{2029}" { return }
      if scalar.properties.generalCategory == .spaceSeparator { return }
    }
    throw failure(
      "expected the end of the number, found \(found); text, also with a unit, needs quotes: \"10s\"")
  }

  /// The nearest double of a number in decimal notation, by the standard library.
  private func slowDouble(_ text: ArraySlice<UInt8>) -> Double? {
    var parts = String(decoding: text, as: UTF8.self)
    if parts.hasPrefix("+") { parts.removeFirst() }
    // JSON5 may leave out the digits on one side of the point, the standard library need not accept that.
    if let point = parts.firstIndex(of: ".") {
      let after = parts.index(after: point)
      if after == parts.endIndex || !parts[after].isWholeNumber { parts.insert("0", at: after) }
      if point == parts.startIndex || parts[parts.index(before: point)] == "-" {
        parts.insert("0", at: point)
      }
    }
    return Double(parts)
  }
}

/// The powers of ten that a double holds exactly, from 10⁰ to 10²².
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]
