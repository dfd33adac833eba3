import Testing
import Wire

@testable import Archive

@Suite struct LeafTests {
  private func written(_ text: String) -> String {
    var bytes: [UInt8] = []
    Leaf(Array(text.utf8)[...]).append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    "null", "true", "false", "0", "-1", "4471", "9223372036854775807", "18446744073709551615", "\"\"",
    #""näh \"x\" \u0000""#, "\"2026-11-22T03:12:41.120Z\"", "\"2026-11-22T03:12:41Z\"",
    "\"2026-13-22T03:12:41.120Z\"", "0.0", "0.25", "-0.004", "311.5", "123456789.0",
  ])
  func `what needs no rounding comes back as it was`(text: String) { #expect(written(text) == text) }

  @Test(arguments: [
    ("0.123456789", "0.12346"), ("2410.8312", "2410.8"), ("-99999.96", "-100000.0"),
    ("1234567.89", "1234568.0"), ("1e-05", "0.00001"), ("1.5e-12", "0.0"), ("-0.0", "0.0"),
    ("9.99999", "10.0"),
  ])
  func `a fraction keeps five digits and every digit before the point`(text: String, kept: String) {
    #expect(written(text) == kept)
  }

  @Test func `a fraction is off by at most half of its fifth digit`() {
    var chance = Past.Chance(state: 1)
    for _ in 0..<2_000 {
      let size = [1e-3, 1, 1e3, 1e6][Int.random(in: 0..<4, using: &chance)]
      let number = Double.random(in: -size...size, using: &chance)
      let kept = Double(written(number.description)) ?? .nan
      #expect(abs(kept - number) <= max(abs(number) * 5.1e-5, 5.1e-10), "\(number) became \(kept)")
    }
  }
}
