import Testing

@testable import RoutingEngine

@Suite struct TelemetryGapTests {
  /// Two endpoints that both answered ten calls a second for ten seconds.
  private static func busy() -> Lab {
    var lab = Lab(timed())
    for _ in 0..<100 {
      lab.call(.a)
      lab.call(.b)
      lab.wait(.milliseconds(100))
    }
    return lab
  }

  @Test func `when nobody's outcomes arrive nothing trips and the gap is said`() {
    var lab = Self.busy()
    for _ in 0..<50 {
      _ = lab.send(lab.request(only: .a))
      _ = lab.send(lab.request(only: .b))
      lab.wait(.milliseconds(100))
    }
    #expect(lab.events(.telemetryGap).count == 1)
    #expect(lab.state(.a) == .closed && lab.state(.b) == .closed)
  }

  @Test func `calls admitted during the gap are written off when it ends`() {
    var lab = Self.busy()
    for _ in 0..<50 {
      _ = lab.send(lab.request(only: .a))
      lab.wait(.milliseconds(100))
    }
    lab.calls(30, .b)
    #expect(lab.engine.windows[0].due.overdue == 0)
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a handful of reports and then silence is thin traffic and no gap`() {
    var lab = Lab(timed())
    lab.wait(.seconds(60))
    for _ in 0..<3 { lab.calls(1, .a) }
    lab.call(.b)
    _ = lab.send(lab.request(only: .b))
    lab.wait(.seconds(9))
    #expect(lab.events(.telemetryGap).isEmpty)
  }

  @Test func `one silent endpoint beside another that answers is no gap`() {
    var lab = Self.busy()
    for _ in 0..<50 {
      _ = lab.send(lab.request(only: .a))
      lab.call(.b)
      lab.wait(.milliseconds(100))
    }
    #expect(lab.events(.telemetryGap).isEmpty)
    #expect(lab.events(.tripped).first?.trigger == .overdue)
  }
}
