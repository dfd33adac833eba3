import Testing

@testable import RoutingEngine

/// Two features whose pools are the same three endpoints: what the rest has, it has once.
@Suite struct SharedRestTests {
  private static let rates: Set<Rule> = [.warmTrickle, .consecutiveFailures, .grayFailure, .receivingSide]

  /// A minute of so many requests a step of 50 ms of each feature, then half a minute in which four in ten of those
  /// to `a` fail.
  private static func trouble(chat: Int, batch: Int, without: Set<Rule> = rates) -> Lab {
    var lab = Lab(
      .chain(3, without: without) {
        for (place, rate) in [40.0, 30, 20].enumerated() {
          $0.endpoints[place].capacity.requestsPerSecond = rate
        }
        $0.features = [.named("chat", on: [0, 1, 2]), .named("batch", on: [1, 0, 2])]
      })
    var turn = 0
    for step in 0..<1_800 {
      for _ in 0..<chat {
        _ = lab.serve(1, feature: 0, every: .zero) {
          guard $0 == .a, step >= 1_200 else { return .ok }
          turn += 1
          return turn % 10 < 4 ? .serverError : .ok
        }
      }
      for _ in 0..<batch { _ = lab.serve(1, feature: 1, every: .zero) }
      lab.wait(.milliseconds(50))
    }
    return lab
  }

  @Test func `two features that count on the same rest keep who fails in part`() {
    // 60 a second, and 50 without it; either feature alone would find room.
    let lab = Self.trouble(chat: 2, batch: 1)
    #expect(lab.events(.opened).isEmpty)
    #expect(lab.state(.a) == .suspect)
    #expect(lab.events(.ejectionRefused).first?.endpoint == .a)
  }

  @Test func `where the rest carries both it opens`() {
    let lab = Self.trouble(chat: 1, batch: 1)
    #expect(lab.events(.opened).first?.endpoint == .a)
  }

  @Test
  func `features that find room together leave at once, though one alone would not beside the other's surge`()
  {
    var lab = Lab(
      .chain(2, capacity: 100, without: Self.rates) {
        $0.endpoints[1].capacity.requestsPerSecond = 30
        $0.features = [.named("chat", on: [1, 0]), .named("batch", on: [0, 1]), .named("solo", on: [0])]
      })
    lab.call(.a, feature: 2)
    for step in 0..<320 {
      _ = lab.serve(step < 300 ? 1 : 5, feature: 0, every: .zero)
      if step % 5 < 4 { _ = lab.serve(2, feature: 1, every: .zero) }
      lab.wait(.milliseconds(200))
    }
    lab.engine.trip(0, Firing(.errorRateFast, k: 30, n: 60, limit: 0.1, window: .seconds(10)), at: lab.now)
    #expect(lab.engine.pairs.filter { $0.isTripped }.map { Int($0.feature) } == [0, 1])
    #expect(lab.openUntil(.a) == nil, "the third has nobody else")
  }
}
