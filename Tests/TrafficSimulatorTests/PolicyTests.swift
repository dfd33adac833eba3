import RoutingEngine
import Testing

@testable import TrafficSimulator

/// The comparison policies, one request at a time.
@Suite struct PolicyTests {
  /// A policy between two endpoints, with a clock.
  private final class Bench {
    var policy: any RoutingPolicy
    var now = Timestamp.origin

    init(_ name: PolicyName) throws {
      let world = try SimulatedWorld(TinyWorld.scenario(), options: TinyWorld.options(name))
      policy = world.fleet[0]
    }

    /// Where a request goes; nil when it is refused.
    func route() -> PlannedAttempt? {
      var call = PolicyCall(RoutedRequest(feature: FeatureIndex(0), arrived: now, promptTokens: 100))
      guard case .attempt(let planned) = policy.route(&call, at: now) else { return nil }
      return planned
    }

    /// Reports how an attempt at an endpoint ended.
    func report(_ ending: OutcomeClass, at endpoint: Int, ttft: Int64 = 100) {
      let outcome = Outcome(
        ending, ttft: ending == .ok ? .milliseconds(ttft) : nil, latency: .milliseconds(200))
      _ = policy.handle(.outcome(AttemptID(slot: UInt32(endpoint), use: 0), outcome), at: now)
    }

    func report(_ ending: OutcomeClass, times: Int, at endpoint: Int) {
      for _ in 0..<times { report(ending, at: endpoint) }
    }

    func wait(_ length: Nanoseconds) { now += length }
  }

  /// The endpoints of the attempts of one request whose attempts all end alike.
  private func chain(_ name: PolicyName, _ ending: OutcomeClass) throws -> [Int] {
    let bench = try Bench(name)
    var call = PolicyCall(RoutedRequest(feature: FeatureIndex(0), arrived: .origin, promptTokens: 100))
    var decision = bench.policy.route(&call, at: .origin)
    var found: [Int] = []
    while case .attempt(let planned) = decision {
      found.append(planned.endpoint)
      decision = bench.policy.next(&call, after: ending, retryAfter: nil, at: .origin)
    }
    return found
  }

  @Test func `static asks the primary once`() throws {
    #expect(try chain(.static, .serverError) == [0])
  }

  @Test(arguments: [PolicyName.failover, .cooldown, .ejection, .halfOpen, .singleProbe, .latency])
  func `the others ask each candidate once`(name: PolicyName) throws {
    #expect(try chain(name, .serverError) == [0, 1])
    #expect(try chain(name, .contentFiltered) == [0])
  }

  @Test func `failover forgets`() throws {
    let bench = try Bench(.failover)
    bench.report(.serverError, times: 100, at: 0)
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `cooldown is out for five seconds after pushback`() throws {
    let bench = try Bench(.cooldown)
    bench.report(.rateLimited, at: 0)
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.milliseconds(4_999))
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.milliseconds(1))
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `cooldown needs more than half of the minute's calls, and ten of them`() throws {
    let bench = try Bench(.cooldown)
    bench.report(.serverError, times: 9, at: 0)
    #expect(bench.route()?.endpoint == 0)
    bench.report(.serverError, at: 0)
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.minutes(1))
    bench.report(.ok, times: 10, at: 0)
    bench.report(.serverError, times: 10, at: 0)
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `cooldown refuses when everything is cooled down`() throws {
    let bench = try Bench(.cooldown)
    bench.report(.auth, at: 0)
    bench.report(.auth, at: 1)
    #expect(bench.route() == nil)
  }

  @Test func `ejection grows with every ejection and ends at once`() throws {
    let bench = try Bench(.ejection)
    bench.report(.serverError, times: 5, at: 0)
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.seconds(30))
    #expect(bench.route()?.endpoint == 0)
    bench.report(.serverError, times: 5, at: 0)
    bench.wait(.seconds(59))
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.seconds(1))
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `ejection leaves half of the endpoints in`() throws {
    let bench = try Bench(.ejection)
    bench.report(.serverError, times: 5, at: 0)
    bench.report(.serverError, times: 5, at: 1)
    #expect(bench.route()?.endpoint == 1)
  }

  @Test func `half open lets ten trial calls in and then everything`() throws {
    let bench = try Bench(.halfOpen)
    bench.report(.ok, times: 50, at: 0)
    bench.report(.serverError, times: 49, at: 0)
    #expect(bench.route()?.endpoint == 0)
    bench.report(.serverError, at: 0)
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.seconds(60))
    let trials = (0..<12).compactMap { _ in bench.route() }
    #expect(trials.map(\.endpoint) == Array(repeating: 0, count: 10) + [1, 1])
    #expect(trials.prefix(10).allSatisfy { $0.reason == .probe })
    bench.report(.serverError, times: 4, at: 0)
    bench.report(.ok, times: 6, at: 0)
    #expect(bench.policy.stateName(of: 0, at: bench.now) == "closed")
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `half open opens again when half of the trial calls fail`() throws {
    let bench = try Bench(.halfOpen)
    bench.report(.serverError, times: 100, at: 0)
    bench.wait(.seconds(60))
    for _ in 0..<10 { _ = bench.route() }
    bench.report(.serverError, times: 5, at: 0)
    bench.report(.ok, times: 5, at: 0)
    #expect(bench.policy.stateName(of: 0, at: bench.now) == "open")
  }

  @Test func `single probe lets one call decide`() throws {
    let bench = try Bench(.singleProbe)
    bench.report(.serverError, times: 6, at: 0)
    #expect(bench.route()?.endpoint == 0)
    bench.report(.serverError, at: 0)
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.milliseconds(1_500))
    #expect(bench.route()?.reason == .probe)
    #expect(bench.route()?.endpoint == 1)
    bench.report(.ok, at: 0)
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `single probe waits twice as long after each failed trial`() throws {
    let bench = try Bench(.singleProbe)
    bench.report(.serverError, times: 7, at: 0)
    bench.wait(.milliseconds(1_500))
    _ = bench.route()
    bench.report(.rateLimited, at: 0)
    bench.wait(.milliseconds(1_999))
    #expect(bench.route()?.endpoint == 1)
    bench.wait(.milliseconds(1_001))
    #expect(bench.route()?.endpoint == 0)
  }

  @Test func `latency takes the fastest, and what it has not measured first`() throws {
    let bench = try Bench(.latency)
    bench.report(.ok, at: 0, ttft: 300)
    #expect(bench.route()?.endpoint == 1)
    bench.report(.ok, at: 1, ttft: 400)
    #expect(bench.route()?.endpoint == 0)
    bench.report(.ttftTimeout, at: 0)
    #expect(bench.route()?.endpoint == 1)
  }

  @Test func `every policy has a name and a line about itself`() {
    #expect(
      PolicyName.allCases.map(\.rawValue) == [
        "route-console", "static", "failover", "cooldown", "ejection", "half-open", "single-probe", "latency",
      ])
    #expect(PolicyName.allCases.allSatisfy { !$0.summary.isEmpty })
  }
}
