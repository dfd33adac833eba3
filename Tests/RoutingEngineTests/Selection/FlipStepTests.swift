import Testing

@testable import RoutingEngine

@Suite struct FlipStepTests {
  @Test func `a flip moves a quarter every ten seconds`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(100)
    lab.act(.flip(feature: "chat", to: nil, now: false))
    var seen: [Int] = []
    for _ in 0..<400 {
      _ = lab.serve(1)
      if seen.last != lab.shares()[1] { seen.append(lab.shares()[1]) }
    }
    #expect(seen == [250_000, 500_000, 750_000, 1_000_000])
  }

  @Test func `a flip now is done at once`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(100)
    lab.act(.flip(feature: "chat", to: "b", now: true))
    lab.wait(.milliseconds(250))
    #expect(lab.shares() == [0, 1_000_000])
  }

  @Test func `a flip goes to the first healthy backup`() {
    var lab = Lab(.chain(3))
    lab.kill(.b)
    lab.act(.flip(feature: "chat", to: nil, now: true))
    #expect(lab.engine.snapshot(at: lab.now).features[0].order == [.c, .b, .a])
  }
}
