import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct FaultTargetTests {
  private func struck(_ target: FaultTarget, when condition: FaultCondition = FaultCondition()) throws -> Int
  {
    var scenario = TinyWorld.scenario(with: .authExpired, target: target)
    scenario.faults[0].condition = condition
    scenario.world.replicas = 2
    return try SpyCount.auth(scenario)
  }

  /// Counts refused credentials by the result, over any number of replicas.
  private enum SpyCount {
    static func auth(_ scenario: Scenario) throws -> Int { try TinyWorld.run(scenario).failed.preToken }
  }

  @Test(arguments: [
    FaultTarget.provider("p"), .cloud("c"), .region("r-a"), .endpoint("a"), .model("m-a"), .feature("f"),
    .all,
  ])
  func `a target that names the endpoint strikes every attempt`(target: FaultTarget) throws {
    #expect(try struck(target) == 100)
  }

  @Test(arguments: [FaultTarget.region("r-b"), .endpoint("b"), .model("m-b")])
  func `a target elsewhere strikes none`(target: FaultTarget) throws {
    #expect(try struck(target) == 0)
  }

  @Test func `a replica as target strikes its part of the requests`() throws {
    #expect(try struck(.replica(1)) == 50)
  }

  @Test func `conditions restrict a fault`() throws {
    var condition = FaultCondition()
    condition.promptTokensOver = 99
    #expect(try struck(.all, when: condition) == 100)
    condition.promptTokensOver = 100
    #expect(try struck(.all, when: condition) == 0)
    condition.promptTokensOver = nil
    condition.replica = 0
    #expect(try struck(.all, when: condition) == 50)
    condition.feature = "f"
    #expect(try struck(.all, when: condition) == 50)
  }

  @Test func `a target's text is read as it is written`() {
    for text in [
      "provider:x", "cloud:x", "region:x", "endpoint:a/b", "model:x", "feature:x", "replica:3", "all",
    ] {
      #expect(FaultTarget(text: text)?.text == text)
    }
    for text in ["", "endpoint", "endpoint:", "replica:-1", "replica:x", "planet:x"] {
      #expect(FaultTarget(text: text) == nil, "\(text)")
    }
  }

  @Test func `a name that is not in the world is said`() {
    let scenario = TinyWorld.scenario(with: .authExpired, target: .endpoint("zzz"))
    #expect(
      throws: SimulationError.unknownName(kind: "target", name: "endpoint:zzz", place: "fault auth_expired")
    ) {
      try TinyWorld.run(scenario)
    }
  }

  @Test func `the names of all kinds are those of the file`() {
    let kinds: [FaultKind] = [
      .error(class: .serverError, rate: 1, latency: .zero), .blackhole, .connect(rate: 1),
      .slowTTFT(factor: 2), .slowTPOT(factor: 2), .latency(add: .zero), .cutStream(rate: 1),
      .inBandError(rate: 1, beforeFirstToken: true), .stallStream(rate: 1), .emptySuccess(rate: 1),
      .rateLimit(capacity: 1, retryAfter: nil, latency: .zero), .quotaExhausted, .authExpired, .modelGone,
      .contentFilter(rate: 1), .capacity(from: 1, to: 1, collapse: false),
      .flap(up: .zero, down: .zero, class: .serverError), .telemetryGap,
      .duplicateOutcomes(rate: 1, delay: .zero), .lateOutcomes(rate: 1, delay: .zero),
      .clockStep(by: .zero), .traffic(factor: 1), .promptShift(TokenCountModel(p50: 1)), .price(factor: 1),
      .quality(delta: 0), .operatorConflict,
    ]
    #expect(kinds.map(\.name) == FaultKind.names)
  }
}
