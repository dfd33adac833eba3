import RoutingEngine
import Testing

@testable import TrafficSimulator

/// Faults that break or slow a stream, and what the users see of them.
@Suite struct StreamFaultTests {
  @Test func `cut streams end half way and fail in mid-stream`() throws {
    let scenario = TinyWorld.scenario(with: .cutStream(rate: 1))
    let spy = try SpyPolicy.watch(scenario)
    #expect(spy.classes == [.cut: 100])
    #expect(spy.outcomes.allSatisfy { $0.usage.output == 5 })
    #expect(try TinyWorld.run(scenario).failed.midStream >= 98)
  }

  @Test func `an error in the stream breaks it half way or before its first token`() throws {
    let late = try SpyPolicy.watch(TinyWorld.scenario(with: .inBandError(rate: 1, beforeFirstToken: false)))
    #expect(late.classes == [.cut: 100])
    #expect(late.firstTokens == 100)
    let early = try SpyPolicy.watch(TinyWorld.scenario(with: .inBandError(rate: 1, beforeFirstToken: true)))
    #expect(early.classes == [.cut: 100])
    #expect(early.firstTokens == 0)
  }

  @Test func `stalled streams are ended by the inactivity limit`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .stallStream(rate: 1)))
    #expect(spy.classes == [.stalled: 100])
    #expect(spy.outcomes.allSatisfy { $0.latency == .milliseconds(10_120) })
  }

  @Test func `empty answers have no token at all`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .emptySuccess(rate: 1)))
    #expect(spy.classes == [.empty: 100])
    #expect(spy.firstTokens == 0)
  }

  @Test func `slow faults multiply and latency adds`() throws {
    var scenario = TinyWorld.scenario(with: .slowTTFT(factor: 3))
    scenario.faults.append(Fault(.slowTPOT(factor: 2), target: .all, start: .zero))
    scenario.faults.append(Fault(.latency(add: .milliseconds(5)), target: .all, start: .zero))
    let spy = try SpyPolicy.watch(scenario)
    #expect(spy.outcomes.allSatisfy { $0.ttft == .milliseconds(305) && $0.latency == .milliseconds(505) })
  }

  @Test func `latency is added to errors too`() throws {
    var scenario = TinyWorld.scenario(with: .error(class: .serverError, rate: 1, latency: .milliseconds(50)))
    scenario.faults.append(Fault(.latency(add: .seconds(1)), target: .all, start: .zero))
    let spy = try SpyPolicy.watch(scenario)
    #expect(spy.outcomes.allSatisfy { $0.latency == .milliseconds(1_050) })
  }

  @Test func `ordinary errors strike nine times in ten before the first token`() throws {
    var scenario = TinyWorld.scenario(seconds: 1_000)
    scenario.world.endpoints[0].errorRate = 0.2
    let classes = try SpyPolicy.watch(scenario).classes
    #expect((1_700...1_900).contains(classes[.serverError, default: 0]), "seed 1")
    #expect((160...240).contains(classes[.cut, default: 0]), "seed 1")
  }

  @Test func `callers give up at their deadline with part of the answer`() throws {
    var scenario = TinyWorld.scenario()
    scenario.world.features[0].objectives.deadline = .milliseconds(150)
    let result = try TinyWorld.run(scenario)
    #expect(result.partial >= 99)
    #expect(result.failed.total == 0)
  }

  @Test func `a caller who waited for nothing until the deadline is a failure`() throws {
    var scenario = TinyWorld.scenario()
    scenario.world.features[0].objectives.deadline = .milliseconds(80)
    #expect(try TinyWorld.run(scenario).failed.preToken == 100)
  }

  @Test func `callers ask again only where the scenario says so`() throws {
    var scenario = TinyWorld.scenario(with: .authExpired)
    #expect(try TinyWorld.run(scenario).requests == 100)
    scenario.traffic.callerRetries = 1
    #expect((185...200).contains(try TinyWorld.run(scenario).requests))
  }
}
