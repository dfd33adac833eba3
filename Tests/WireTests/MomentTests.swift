import Testing

@testable import Wire

@Suite struct MomentTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00.000Z", 0), ("2026-11-22T03:12:41.120Z", 1_795_317_161_120),
    ("1969-12-31T23:59:59.999Z", -1), ("2000-02-29T12:00:00.000Z", 951_825_600_000),
  ])
  func `an instant is written and read back`(text: String, milliseconds: Int64) {
    #expect(Moment(milliseconds: milliseconds).text == text)
    #expect(Moment(text: text)?.milliseconds == milliseconds)
  }

  @Test func `an offset is taken off`() {
    #expect(Moment(text: "2026-11-22T04:12:41.5+01:00")?.text == "2026-11-22T03:12:41.500Z")
  }

  @Test(arguments: [
    "", "2026-11-22", "2026-11-22T03:12:41", "2026-13-22T03:12:41Z", "2026-02-30T03:12:41Z",
    "2026-11-22T24:12:41Z", "2026-11-22T03:12:41.Z", "2026-11-22T03:12:41+1:00", "yesterday at three o'clock",
  ])
  func `what is no instant is not read`(text: String) {
    #expect(Moment(text: text) == nil)
  }
}
