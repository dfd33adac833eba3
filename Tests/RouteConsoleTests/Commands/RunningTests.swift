import Documents
@testable import RoutingEngine
import Testing
@testable import TrafficSimulator

@testable import RouteConsole

@Suite struct RunningTests {
  /// A world of one endpoint that fails for a while, and an expectation that is met or not.
  private static func scenario(most: Int) -> [UInt8] {
    Array(
      """
      { name: "small", title: "A small world", duration: "60s", speed: 10,
        world: { providers: { p: { cloud: "c" } },
          endpoints: [
            { id: "a/m", provider: "p", model: "m", capacity: { requests_per_second: 50 } },
            { id: "b/m", provider: "p", model: "m", capacity: { requests_per_second: 50 } } ],
          features: [ { id: "f", requests_per_second: 5, primary: "a/m", backups: ["b/m"] } ] },
        expect: [ { metric: "requests", max: \(most) } ] }
      """.utf8)
  }

  private func shell(most: Int = 100_000) -> MemoryShell {
    let shell = MemoryShell()
    shell.files["s.json5"] = Self.scenario(most: most)
    return shell
  }

  @Test func `simulate reports what happened`() {
    let shell = shell()
    #expect(shell.run("simulate", "--scenario", "s.json5") == .done)
    #expect(
      shell.output.hasPrefix("small: A small world\nseed 1, policy route-console, 1 replica, 2 endpoints"))
    #expect(shell.output.contains("  pass  requests"))
    #expect(shell.output.contains("1 of 1 expectation met."))
  }

  @Test func `an expectation that is not met ends with status 1 and is shown`() {
    let shell = shell(most: 1)
    #expect(shell.run("simulate", "--scenario", "s.json5") == .failed)
    #expect(shell.output.contains("  FAIL  requests"))
    #expect(shell.output.contains("at most 1"))
  }

  @Test func `the JSON of a result is one document with the agreed keys`() throws {
    let shell = shell()
    #expect(
      shell.run("simulate", "--scenario", "s.json5", "--seed", "5", "--replicas", "2", "--json") == .done)
    let keys = try Document.parse(shell.output, dialect: .json).members?.map(\.key)
    #expect(
      keys == [
        "scenario", "seed", "policy", "binary_version", "requests", "succeeded", "failed", "partial",
        "cancelled", "still_in_flight", "user_visible_error_seconds", "slo_violation_seconds", "ttft_ms",
        "latency_ms", "detection", "false_trips", "false_suspects", "attempts_per_request", "probes",
        "recovery", "flaps_per_hour", "share_churn", "session_moves", "quality_mean", "cost_usd",
        "cost_usd_wasted", "regret_percent", "preview_error_points", "events", "events_dropped",
        "expectations", "trace_hash", "simulated_seconds", "wall_seconds", "time_compression",
      ])
  }

  @Test func `options of the command line reach the run`() throws {
    let shell = shell()
    _ = shell.run("simulate", "--scenario", "s.json5", "--seed", "5", "--policy", "static", "--json")
    let result = try Document.parse(shell.output, dialect: .json)
    #expect(result["seed"]?.integer == 5)
    #expect(result["policy"]?.string == "static")
  }

  @Test func `a trace takes the place of a feature's traffic`() throws {
    let shell = shell()
    shell.files["t.csv"] = Array(
      """
      TIMESTAMP,ContextTokens,GeneratedTokens
      2023-11-16 18:17:03.9799600,100,10
      2023-11-16 18:17:04.9799600,100,10
      2023-11-16 18:17:13.9799600,100,10
      """.utf8)
    _ = shell.run("simulate", "--scenario", "s.json5", "--trace", "t.csv", "--json")
    let result = try Document.parse(shell.output, dialect: .json)
    #expect(result["requests"]?.integer == 3)
  }

  @Test func `the demo writes a line a second on the wall clock and ends`() {
    let shell = shell()
    #expect(shell.run("demo", "--scenario", "s.json5", "--speed", "10") == .done)
    #expect(shell.time == Timestamp(nanoseconds: 6_000_000_000))
    let lines = shell.output.split(separator: "\n").filter { !$0.contains("    - ") }
    #expect(lines.first == "DEMO at 10×: small, A small world; simulated traffic")
    #expect(
      lines.dropFirst().map { $0.prefix(8) } == [
        "00:00:10", "00:00:20", "00:00:30", "00:00:40", "00:00:50", "00:01:00",
      ])
  }

  @Test func `the demo at full speed waits for nothing`() {
    let shell = shell()
    #expect(shell.run("demo", "--scenario", "s.json5", "--speed", "max") == .done)
    #expect(shell.waits == 0)
    #expect(shell.output.contains("00:01:00"))
  }

  @Test func `the same event at several replicas is told once`() {
    var event = SimulatedEvent(replica: 0, at: .seconds(3), event: RunningTests.opened)
    var events = [event]
    event.replica = 1
    events.append(event)
    let lines = DemoEvents(events, configuration: Self.configuration)
      .lines(EventWriter(world: .default), replicas: 4)
    #expect(lines == ["00:00:03    - use1/sonnet opened  [2 of 4 replicas]"])
  }

  @Test func `a failed probe of what is dark is no news`() {
    var event = SimulatedEvent(replica: 0, at: .seconds(3), event: RunningTests.opened)
    event.event.trigger = .probe
    #expect(
      DemoEvents([event], configuration: Self.configuration)
        .lines(EventWriter(world: .default), replicas: 1).isEmpty)
  }

  private static let configuration = EngineConfiguration(endpoints: [], features: [])

  private static let opened = Event(
    id: 1, at: .origin, kind: .opened, endpoint: EndpointIndex(0), detail: EventDetail(), generation: 1,
    revision: 1)
}
