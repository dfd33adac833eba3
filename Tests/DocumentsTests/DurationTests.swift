import Documents
import Testing

@Suite struct DurationTests {
  @Test(
    arguments: [
      ("450ms", 450_000_000), ("10s", 10_000_000_000), ("2m", 120_000_000_000), ("1.5h", 5_400_000_000_000),
      ("250us", 250_000), ("250µs", 250_000), ("250μs", 250_000), ("7d", 604_800_000_000_000), ("5ns", 5),
      ("0s", 0),
      ("0.1ms", 100_000), (".5s", 500_000_000), ("5.s", 5_000_000_000), ("10 s", 10_000_000_000),
      ("0.0000000005s", 1),
      ("0.3333333h", 1_199_999_880_000), ("-5s", -5_000_000_000), ("+5s", 5_000_000_000),
      ("007s", 7_000_000_000),
      ("1h30m", 5_400_000_000_000), ("1m30.5s", 90_500_000_000), ("-1m30s", -90_000_000_000),
      ("9223372036s", 9_223_372_036_000_000_000), ("0.123456789123456789d", 10_666_666_580_267),
    ] as [(String, Int64)])
  func `reads a number and its unit exactly`(text: String, expected: Int64) throws {
    #expect(try DurationText.parse(text) == expected)
  }

  @Test(arguments: [
    ("", "is empty"), ("10", "has no unit"), ("1.5", "has no unit"), ("s", "does not begin with a number"),
    ("-", "does not begin with a number"), ("10x", "has the unknown unit \"x\""),
    ("ten s", "does not begin with a number"),
    ("10sec", "has the unknown unit \"sec\""), ("1h30", "has no unit"),
    ("30s1m", "does not name its units large to small"), ("1m1m", "does not name its units large to small"),
    ("10S", "has the unknown unit \"S\""),
    ("NaN", "does not begin with a number"), ("1e3s", "has the unknown unit \"e3s\""),
    ("10s ", "has the unknown unit \"s \""),
    ("9999999999999s", "is too long"), ("1234567890123456789s", "has too many digits"),
    (".s", "does not begin with a number"),
    ("999999999999999999d", "is too long"), ("1..5s", "has the unknown unit \".5s\""),
    ("10\u{1B}", "has the unknown unit \"\\u{1B}\""),
  ])
  func `says why a text is no duration`(text: String, expected: String) {
    #expect(throws: DurationText.Failure.self) { try DurationText.parse(text) }
    do {
      _ = try DurationText.parse(text)
    } catch {
      #expect(error.complaint == expected)
    }
  }

  @Test(
    arguments: [
      (0, "0s"), (1, "1ns"), (1500, "1500ns"), (250_000, "250us"), (450_000_000, "450ms"),
      (90_000_000_000, "90s"),
      (120_000_000_000, "2m"), (5_400_000_000_000, "90m"), (86_400_000_000_000, "1d"),
      (-5_000_000_000, "-5s"),
      (.max, "9223372036854775807ns"), (.min, "-9223372036854775808ns"),
    ] as [(Int64, String)])
  func `writes the shortest exact text`(nanoseconds: Int64, expected: String) {
    #expect(DurationText.format(nanoseconds) == expected)
  }

  @Test(arguments: [("-1s", "is -1s"), ("401d", "is 401d"), ("10000h", "is 10000h")])
  func `refuses negative and absurd durations in a file`(text: String, expected: String) throws {
    let found = try problems("{ a: '\(text)' }") { _ = $0.duration("a") }
    #expect(found == ["f:1:6: \"a\" in thing must be between 0s and 400d, \(expected)"])
  }

  @Test func `allows what the caller's range allows`() throws {
    let range: ClosedRange<Int64> = -60_000_000_000...60_000_000_000
    #expect(try value("{ by: '-5s' }") { $0.duration("by", in: range) } == -5_000_000_000)
    #expect(try problems("{ by: '2m' }") { _ = $0.duration("by", in: range) }.count == 1)
  }

  @Test func `names the units when one is missing`() throws {
    let found = try problems("{ a: '10' }") { _ = $0.duration("a") }
    #expect(found.first?.contains("has no unit (write a number and a unit (ns, us, ms, s, m, h, d)") == true)
  }
}
