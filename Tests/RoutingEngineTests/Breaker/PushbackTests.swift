import Testing

@testable import RoutingEngine

@Suite struct PushbackTests {
  @Test func `pushback with the cap at its floor trips once it has lasted thirty seconds`() {
    var lab = Lab(.chain(2))
    for _ in 0..<24 {
      lab.calls(2, .a, .rateLimited)
      lab.wait(.seconds(1))
    }
    #expect(lab.state(.a) == .closed)
    for _ in 0..<10 {
      lab.calls(2, .a, .rateLimited)
      lab.wait(.seconds(1))
    }
    #expect(lab.events(.tripped).map(\.trigger) == [.pushback])
  }

  @Test func `pushback of half of the calls does not trip`() {
    var lab = Lab(.chain(2))
    for _ in 0..<30 {
      lab.calls(1, .a)
      lab.calls(1, .a, .rateLimited)
    }
    #expect(lab.events(.tripped).isEmpty)
  }

  @Test func `pushback above the floor of the cap does not trip`() {
    var lab = Lab(.chain(2))
    lab.calls(100, .a, every: .milliseconds(50))
    lab.calls(200, .a, .rateLimited, every: .milliseconds(10))
    #expect(lab.events(.tripped).isEmpty)
    #expect((lab.engine.endpoints[0].cap.value ?? 0) > 1)
  }

  @Test func `a cap that lets three calls through in thirty seconds is enough to tell`() {
    var lab = Lab(.chain(2))
    lab.calls(20, .a, .rateLimited)
    for _ in 0..<8 {
      lab.calls(1, .a, .rateLimited)
      lab.wait(.seconds(9))
    }
    #expect(lab.events(.tripped).map(\.trigger) == [.pushback])
  }
}
