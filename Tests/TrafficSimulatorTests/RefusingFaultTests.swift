import RoutingEngine
import Testing

@testable import TrafficSimulator

/// Faults that end an attempt before its first token, on 100 requests under the static policy.
@Suite struct RefusingFaultTests {
  private func classes(
    _ kind: FaultKind, target: FaultTarget = .endpoint("a")
  ) throws -> [OutcomeClass: Int] {
    try SpyPolicy.watch(TinyWorld.scenario(with: kind, target: target)).classes
  }

  @Test func `without a fault every request succeeds after 200 ms`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario())
    #expect(spy.classes == [.ok: 100])
    #expect(spy.firstTokens == 100)
    #expect(spy.outcomes.allSatisfy { $0.ttft == .milliseconds(100) && $0.latency == .milliseconds(200) })
    #expect(spy.outcomes.allSatisfy { $0.usage == TokenUsage(input: 100, output: 11) })
  }

  @Test func `error ends attempts with its class after its latency`() throws {
    let spy = try SpyPolicy.watch(
      TinyWorld.scenario(with: .error(class: .overloaded, rate: 1, latency: .milliseconds(70))))
    #expect(spy.classes == [.overloaded: 100])
    #expect(spy.outcomes.allSatisfy { $0.latency == .milliseconds(70) && $0.ttft == nil })
  }

  @Test func `error strikes its share of attempts`() throws {
    var scenario = TinyWorld.scenario(with: .error(class: .serverError, rate: 0.3, latency: .zero))
    scenario.duration = .seconds(500)
    scenario.traffic.trace = TinyWorld.evenly(every: .milliseconds(100), count: 5_000)
    let found = try SpyPolicy.watch(scenario).classes[.serverError, default: 0]
    #expect((1_400...1_600).contains(found), "seed 1")
  }

  @Test func `blackhole leaves a call to its caller's patience`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .blackhole))
    #expect(spy.classes == [.ttftTimeout: 100])
    #expect(spy.outcomes.allSatisfy { $0.latency == .seconds(2) })
  }

  @Test func `connect refuses after a millisecond`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .connect(rate: 1)))
    #expect(spy.classes == [.connect: 100])
    #expect(spy.outcomes.allSatisfy { $0.latency == .milliseconds(1) })
  }

  @Test func `quota, credential, model and content faults end with their classes`() throws {
    #expect(try classes(.quotaExhausted) == [.quotaExhausted: 100])
    #expect(try classes(.authExpired) == [.auth: 100])
    #expect(try classes(.modelGone) == [.modelGone: 100])
    #expect(try classes(.contentFilter(rate: 1)) == [.contentFiltered: 100])
  }

  @Test func `quota gives no hint when to come back`() throws {
    let spy = try SpyPolicy.watch(TinyWorld.scenario(with: .quotaExhausted))
    #expect(spy.outcomes.allSatisfy { $0.retryAfter == nil })
  }

  @Test func `rate limit pushes back above its share of capacity`() throws {
    var scenario = TinyWorld.scenario(
      with: .rateLimit(capacity: 0.4, retryAfter: "20", latency: .milliseconds(20)))
    scenario.world.endpoints[0].capacity.requestsPerSecond = 10
    let spy = try SpyPolicy.watch(scenario)
    let pushed = spy.outcomes.filter { $0.class == .rateLimited }
    #expect((54...60).contains(pushed.count))
    #expect(pushed.allSatisfy { $0.retryAfter == .seconds(20) && $0.latency == .milliseconds(20) })
    #expect(spy.classes.count == 2)
  }

  @Test(arguments: [
    ("20", 20_000), ("0.5", 500), ("20s", 20_000), ("250ms", 250), ("", nil), ("-3", nil), ("soon", nil),
  ])
  func `a retry-after text is read as seconds or not at all`(text: String, milliseconds: Int64?) {
    #expect(LiveFault.readRetryAfter(text) == milliseconds.map { .milliseconds($0) })
  }

  @Test func `flap alternates, beginning with down`() throws {
    let spy = try SpyPolicy.watch(
      TinyWorld.scenario(with: .flap(up: .seconds(3), down: .seconds(2), class: .serverError)))
    #expect(spy.classes == [.serverError: 40, .ok: 60])
  }

  @Test func `the first of two faults that strike decides`() throws {
    var scenario = TinyWorld.scenario(with: .authExpired)
    scenario.faults.append(Fault(.modelGone, target: .all, start: .zero))
    #expect(try SpyPolicy.watch(scenario).classes == [.auth: 100])
  }

  @Test func `a fault ends when its time is over`() throws {
    var scenario = TinyWorld.scenario(with: .authExpired)
    scenario.faults[0].start = .seconds(2)
    scenario.faults[0].duration = .seconds(3)
    #expect(try SpyPolicy.watch(scenario).classes == [.auth: 30, .ok: 70])
  }

  @Test func `a fault that ramps in grows to its full strength`() throws {
    var scenario = TinyWorld.scenario(with: .authExpired)
    scenario.faults[0].ramp = .seconds(5)
    let spy = try SpyPolicy.watch(scenario)
    let early = spy.outcomes.prefix(50).count { $0.class == .auth }
    #expect((10...40).contains(early), "seed 1")
    #expect(spy.classes[.auth, default: 0] >= 50 + 10)
  }
}
