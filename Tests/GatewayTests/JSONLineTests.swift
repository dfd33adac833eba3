import Testing
import Wire

@testable import Gateway

@Suite struct JSONLineTests {
  @Test(
    arguments: [
      0, 999_999, 1_000_000, 951_782_399_999_000_000, 951_782_400_000_000_000, 1_709_164_800_000_000_000,
      1_795_987_307_466_123_456, 4_102_444_799_999_999_999, -1_500_000_000,
    ] as [Int64])
  func `a moment is written as every document names it`(nanoseconds: Int64) {
    var bytes = Array("before ".utf8)
    var line = JSONLine(after: &bytes)
    line.time("at", nanoseconds)
    line.end(into: &bytes)
    let text = Moment(milliseconds: nanoseconds / 1_000_000).text
    #expect(String(decoding: bytes, as: UTF8.self) == "before {\"at\":\"\(text)\"}\n")
  }
}
