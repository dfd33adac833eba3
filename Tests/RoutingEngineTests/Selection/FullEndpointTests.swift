import Testing

@testable import RoutingEngine

/// An endpoint that refuses part of what it said that it could carry.
@Suite struct FullEndpointTests {
  /// Forty a second were declared, thirty are asked for, and one call in so many is refused as overloaded; the backup
  /// has less than the demand.
  private static func lab(backup: Double, oneIn part: Int = 6, seconds: Int = 50, after calm: Int = 0) -> Lab
  {
    var lab = Lab(
      .chain(2, capacity: 40) { $0.endpoints[1].capacity.requestsPerSecond = backup })
    var turn = 0
    _ = lab.serve(calm * 30, every: .milliseconds(33))
    _ = lab.serve(seconds * 30, every: .milliseconds(33)) {
      guard $0 == .a else { return .ok }
      turn += 1
      return turn % part == 0 ? .overloaded : .ok
    }
    return lab
  }

  @Test func `who cannot be done without is offered less while another has room`() throws {
    let lab = Self.lab(backup: 12)
    let cap = try #require(lab.engine.endpoints[0].cap.value)
    #expect(cap < 36, "\(cap)")
    #expect(lab.shares()[1] > 50_000, "\(lab.shares())")
  }

  @Test func `who refuses a third is offered less than it was sent, at once`() throws {
    let lab = Self.lab(backup: 12, oneIn: 3, seconds: 10, after: 60)
    let cap = try #require(lab.engine.endpoints[0].cap.value)
    #expect(cap < 28, "\(cap) after ten seconds")
  }

  @Test func `nothing is taken from it when the other one is full`() {
    let lab = Self.lab(backup: 1)
    #expect(lab.engine.endpoints[0].cap.value == nil)
  }

  @Test func `what it refuses is seen in its error rate and does not trip it`() throws {
    let lab = Self.lab(backup: 1)
    let seen = lab.engine.snapshot(at: lab.now).endpoints[0]
    let rate = try #require(seen.errorRate)
    #expect(abs(rate - 1.0 / 6) < 0.02, "\(rate)")
    #expect(lab.events(.opened).isEmpty)
  }
}
