import RoutingEngine
import Testing

@testable import Wire

/// Two clocks are never read quite at once, and still one instant is one moment of the calendar.
@Suite struct ClockAnchorTests {
  private static let noon = Moment(milliseconds: 1_795_334_400_000)

  private func reading(_ seconds: Int64, off milliseconds: Int64) -> ClockAnchor {
    ClockAnchor(
      timestamp: .origin + .seconds(seconds),
      moment: Self.noon.advanced(byMilliseconds: seconds * 1_000 + milliseconds))
  }

  @Test func `an instant is the same moment however often the clocks are read`() {
    var clock = reading(0, off: 0)
    let instant = Timestamp.origin + .milliseconds(53_049)
    let shown = clock.moment(at: instant)
    for (second, off) in ([1, -1, 0, 40, -60, 99] as [Int64]).enumerated() {
      clock.follow(reading(Int64(second + 1), off: off))
      #expect(clock.moment(at: instant) == shown)
    }
  }

  @Test(arguments: [3_600_000, -3_600_000, 101, -101] as [Int64])
  func `a calendar that was set is followed`(step: Int64) {
    var clock = reading(0, off: 0)
    clock.follow(reading(60, off: step))
    #expect(clock == reading(60, off: step))
  }

  @Test func `one that was never read takes the first reading`() {
    var clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 0))
    clock.follow(reading(5, off: 0))
    #expect(clock == reading(5, off: 0))
  }
}
