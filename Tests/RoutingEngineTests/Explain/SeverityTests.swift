import Testing

@testable import RoutingEngine

/// How urgent endpoints and features are that an operator keeps in while they fail.
@Suite struct SeverityTests {
  private static func failing(_ order: BreakerOrder) -> Lab {
    var lab = Lab(.chain(2, capacity: 40))
    _ = lab.serve(300)
    lab.act(.breaker(endpoint: "a", order), force: true)
    _ = lab.serve(300) { $0 == .a ? .serverError : .ok }
    return lab
  }

  @Test(arguments: [BreakerOrder.close, .pin])
  func `who is kept in and fails is critical, and so is the feature whose callers it fails`(
    order: BreakerOrder
  ) {
    let lab = Self.failing(order)
    let seen = lab.engine.snapshot(at: lab.now)
    #expect(seen.endpoints[0].severity == .crit)
    #expect(seen.features[0].severity == .crit)
  }

  @Test func `who is kept in and serves is a warning, and its feature is well`() {
    var lab = Lab(.chain(2, capacity: 40))
    _ = lab.serve(300)
    lab.act(.breaker(endpoint: "a", .close), force: true)
    _ = lab.serve(300)
    let seen = lab.engine.snapshot(at: lab.now)
    #expect(seen.endpoints[0].severity == .warn)
    #expect(seen.features[0].severity == .ok)
  }

  @Test func `a feature whose callers get more errors than its objective is a warning`() {
    var lab = Lab(.chain(1, without: [.warmTrickle, .errorRateFast, .errorRateSlow, .grayFailure]))
    var turn = 0
    _ = lab.serve(600) { _ in
      turn += 1
      return turn % 25 == 0 ? .serverError : .ok
    }
    #expect(lab.engine.snapshot(at: lab.now).features[0].severity == .warn)
  }
}
