import Testing

@testable import RoutingEngine

@Suite struct ScopedTripTests {
  /// Features `chat` and `code`, both on `a` with backup `b`.
  private static func lab(without: Set<Rule> = [.warmTrickle, .grayFailure]) -> Lab {
    Lab(
      .chain(2, without: without) {
        $0.features = [.named("chat", on: [0, 1]), .named("code", on: [0, 1])]
      })
  }

  /// Traffic of both features in which `code` fails on `a` alone.
  private static func trouble(_ lab: inout Lab, rounds: Int = 25) {
    _ = lab.serve(20, feature: 0, every: .milliseconds(50))
    for _ in 0..<rounds {
      _ = lab.serve(1, feature: 0, every: .milliseconds(50))
      _ = lab.serve(1, feature: 1, every: .milliseconds(50)) { $0 == .a ? .serverError : .ok }
    }
  }

  @Test func `an endpoint that fails one feature is open for that feature alone`() {
    var lab = Self.lab()
    Self.trouble(&lab)
    #expect(lab.state(.a) == .closed)
    #expect(lab.engine.snapshot(at: lab.now).endpoints[0].openFor == [FeatureIndex(1)])
    let chat = lab.serve(20, feature: 0)
    let code = lab.serve(20, feature: 1)
    #expect(chat.allSatisfy { $0 == .a })
    #expect(code.allSatisfy { $0 == .b })
    #expect(lab.events(.tripped).map(\.feature) == [FeatureIndex(1)])
  }

  @Test func `it is critical where a feature has nobody else and fails, a warning where others are well`() {
    var lab = Lab(
      .chain(2, without: [.warmTrickle, .grayFailure]) {
        $0.features = [.named("chat", on: [0, 1]), .named("solo", on: [0])]
      })
    for _ in 0..<60 {
      _ = lab.serve(1, feature: 0, every: .milliseconds(50)) { $0 == .a ? .serverError : .ok }
      _ = lab.serve(1, feature: 1, every: .milliseconds(50)) { _ in .serverError }
    }
    var seen = lab.engine.snapshot(at: lab.now).endpoints[0]
    #expect(seen.openFor == [FeatureIndex(0)])
    #expect(seen.severity == .crit)
    var partial = Self.lab()
    Self.trouble(&partial)
    // The failures of before have left the minute.
    _ = partial.serve(700, feature: 0, every: .milliseconds(100))
    _ = partial.serve(1, feature: 1)
    seen = partial.engine.snapshot(at: partial.now).endpoints[0]
    #expect(seen.openFor == [FeatureIndex(1)])
    #expect(seen.severity == .warn)
  }

  @Test func `a call is evidence on its feature's ramp and on the endpoint's own, side by side`() {
    var lab = Self.lab()
    Self.trouble(&lab)
    #expect(lab.engine.snapshot(at: lab.now).endpoints[0].openFor == [FeatureIndex(1)])
    // Then its credential is refused, and after a minute both are well again.
    lab.calls(5, .a, .auth)
    #expect(lab.engine.endpoints[0].hold != nil)
    let broken = lab.now
    for _ in 0..<6_000 where lab.events(.closed).count < 2 {
      // Only the feature that was tripped asks.
      let isBroken = lab.now - broken < .seconds(60)
      _ = lab.serve(1, feature: 1) { $0 == .a && isBroken ? .auth : .ok }
    }
    #expect(lab.state(.a) == .closed)
    #expect(lab.events(.probeStarved).isEmpty)
    let closings = lab.events(.closed).map(\.at)
    #expect(closings.count == 2)
    #expect((closings.last ?? .origin) - (closings.first ?? .origin) < .seconds(30))
  }

  @Test func `it comes back for that feature by the same ramp`() {
    var lab = Self.lab()
    Self.trouble(&lab)
    for _ in 0..<1_500 where !lab.engine.snapshot(at: lab.now).endpoints[0].openFor.isEmpty {
      _ = lab.serve(1, feature: 1)
    }
    #expect(lab.engine.snapshot(at: lab.now).endpoints[0].openFor.isEmpty)
    let stages = lab.events.filter { $0.feature == FeatureIndex(1) && $0.kind != .shareChanged }
    #expect(
      stages.map(\.kind) == [
        .tripped, .opened, .partialOpen, .advanced, .advanced, .advanced, .advanced, .advanced, .closed,
      ])
  }

  @Test func `calls from before the trip say nothing about the other features`() throws {
    var lab = Self.lab()
    _ = lab.serve(5, feature: 0)
    let old = try (0..<40).map { _ in try lab.admit(lab.request(1, only: .a)) }
    Self.trouble(&lab)
    #expect(lab.engine.snapshot(at: lab.now).endpoints[0].openFor == [FeatureIndex(1)])
    for attempt in old { lab.end(attempt, .serverError) }
    _ = lab.serve(1, feature: 0) { _ in .serverError }
    #expect(lab.state(.a) == .closed)
  }

  @Test func `when both features fail the endpoint is open for all`() {
    var lab = Self.lab()
    for _ in 0..<10 {
      _ = lab.serve(1, feature: 0, every: .milliseconds(50)) { $0 == .a ? .serverError : .ok }
      _ = lab.serve(1, feature: 1, every: .milliseconds(50)) { $0 == .a ? .serverError : .ok }
    }
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `without the rule the endpoint is open for all`() {
    var lab = Self.lab(without: [.warmTrickle, .grayFailure, .scope])
    Self.trouble(&lab)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `a feature with nobody else keeps its endpoint`() {
    var lab = Lab(
      .chain(2, without: [.warmTrickle, .grayFailure]) {
        $0.features = [.named("chat", on: [0, 1]), .named("code", on: [0])]
      })
    Self.trouble(&lab)
    let code = lab.serve(20, feature: 1)
    #expect(code.contains(.a))
  }

  @Test func `a stray failure of another feature does not hide the culprit`() {
    var lab = Self.lab()
    _ = lab.serve(20, feature: 0, every: .milliseconds(50))
    lab.call(.a, .serverError, feature: 0)
    _ = lab.serve(20, feature: 0, every: .milliseconds(50))
    Self.trouble(&lab)
    #expect(lab.events(.tripped).map(\.feature) == [FeatureIndex(1)])
  }

  @Test func `five failures of one feature in a row are enough while others succeed between them`() {
    var lab = Self.lab(without: [.warmTrickle, .grayFailure, .errorRateFast, .errorRateSlow])
    Self.trouble(&lab, rounds: 6)
    #expect(lab.events(.tripped).map(\.feature) == [FeatureIndex(1)])
  }

  @Test func `a feature about to be tripped alone brings no doubt on the endpoint`() {
    var lab = Self.lab(without: [.warmTrickle])
    Self.trouble(&lab)
    #expect(lab.events(.suspect).isEmpty)
  }
}
