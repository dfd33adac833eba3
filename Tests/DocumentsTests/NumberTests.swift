import Documents
import Testing

@Suite struct NumberTests {
  @Test(
    arguments: [
      ("0", 0), ("7", 7), ("-1", -1), ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("10000000000000000", 10_000_000_000_000_000),
    ] as [(String, Int64)])
  func `reads whole numbers that fit as integers`(text: String, expected: Int64) throws {
    #expect(try Document.parse(text, dialect: .json).value == .integer(expected))
  }

  @Test(
    arguments: [
      ("0.5", 0.5), ("-0.5", -0.5), ("1e3", 1000), ("1E+3", 1000), ("1e-3", 0.001), ("1.25e2", 125),
      ("0e5", 0),
      ("0.1", 0.1), ("3.141592653589793", 3.141592653589793),
      ("123456789012345678901234567890", 1.2345678901234568e29),
      ("9223372036854775808", 9223372036854775808), ("-9223372036854775809", -9223372036854775808),
      ("1.7976931348623157e308", 1.7976931348623157e308), ("5e-324", .leastNonzeroMagnitude), ("1e-400", 0),
      ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
      ("9007199254740993.0", 9007199254740992),
      ("0.000000000000000000000000000001", 1e-30), ("1e23", 1e23), ("0e99999999999999999999", 0),
      ("1e-99999999999999999999", 0), ("8.5e22", 8.5e22), ("18446744073709551616", 18446744073709551616),
    ] as [(String, Double)])
  func `rounds other numbers to the nearest double`(text: String, expected: Double) throws {
    #expect(try Document.parse(text, dialect: .json).value == .number(expected))
  }

  @Test func `reads the same double as the standard library`() throws {
    var random = SplitMix(state: 11)
    for _ in 0..<3000 {
      let digits =
        UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
      let exponent = Int.random(in: -330...288, using: &random)
      let point = Int.random(in: 0...3, using: &random) == 0 ? ".\(digits % 1000)" : ""
      let text = "\(digits)\(point)e\(exponent)"
      let double = try #require(Double(text))
      #expect(try Document.parse(text, dialect: .json).value == .number(double), "seed 11, \(text)")
    }
  }

  @Test func `keeps the sign of a negative zero`() throws {
    let number = try Document.parse("-0", dialect: .json)
    #expect(number.number?.sign == .minus)
    #expect(number.integer == 0)
  }

  @Test(arguments: ["1e309", "-1e400", "1e99999999999999999999", "123456789e999"])
  func `refuses numbers that no double can hold`(text: String) {
    #expect(failure(text)?.kind == .numberRange)
  }

  @Test(arguments: [
    "01", "-01", "00", "1.", ".5", "-.5", "+1", "-", "+", "1e", "1e+", "1.e3", "0x10", "1a", "1_000", "1.2.3",
    "--1",
    "NaN", "Infinity", "-Infinity", "1e1.5", "0.e1", "- 1", "１", "1,000", "10s",
  ])
  func `refuses spellings that JSON does not have`(text: String) {
    #expect(failure(text)?.kind == .syntax)
  }

  @Test func `says that a number with a unit needs quotes`() {
    let message = reread("{ at: 10s }", .json5)
    #expect(
      message
        == "1:9: expected the end of the number, found \"s\"; text, also with a unit, needs quotes: \"10s\"")
  }

  @Test(
    arguments: [("4e6", 4_000_000), ("3.0", 3), ("1.5", nil), ("1e300", nil), ("\"3\"", nil), ("1e16", nil)]
      as [(String, Int64?)])
  func `takes a whole number for an integer however it is written`(text: String, expected: Int64?) throws {
    #expect(try Document.parse(text, dialect: .json).integer == expected)
  }
}
