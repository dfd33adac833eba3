import Documents
import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct ScenarioReaderTests {
  private func read(_ text: String) -> (ScenarioFile?, String) {
    let problems = Problems(file: "s")
    return (ScenarioReader.read(Array(text.utf8), problems: problems), problems.description)
  }

  /// A scenario in the default world, with more members.
  private func standard(_ members: String) -> (ScenarioFile?, String) {
    read("{ name: \"s\", duration: \"30m\", world: \"default\", \(members) }")
  }

  private func fault(_ text: String) throws -> Fault {
    let (file, problems) = standard("faults: [ \(text) ]")
    #expect(problems.isEmpty)
    return try #require(file?.scenario.faults.first)
  }

  @Test func `the example of a world is read whole`() throws {
    let (file, problems) = read(
      """
      { name: "w", duration: "5m", world: {
        replicas: 4, digests: false,
        providers: { bedrock: { cloud: "aws" } },
        endpoints: [
          { id: "use1/sonnet", provider: "bedrock", region: "us-east-1", model: "sonnet",
            capacity: { kind: "on-demand", requests_per_second: 80, in_flight: 600 },
            ttft: { p50: "450ms", sigma: 0.5, per_prompt_token: "0.1ms" },
            tpot: { p50: "18ms", sigma: 0.2 },
            error_rate: 0.002, price: { input: 3.0, cached_input: 0.3, output: 15.0 } } ],
        features: [
          { id: "recap", requests_per_second: 40, prompt_tokens: { p50: 1800, sigma: 0.6 },
            output_tokens: { p50: 220, sigma: 0.5 }, primary: "use1/sonnet", priority: 1,
            objectives: { ttft_p90_ms: 1500, error_rate: 0.01 },
            quality: { floor: 0.8, scores: { "use1/sonnet": { mean: 0.91, n: 400 } } } } ] } }
      """)
    #expect(problems.isEmpty)
    let world = try #require(file).scenario.world
    #expect(world.replicas == 4)
    #expect(!world.sendsDigests)
    #expect(world.endpoints[0].ttft.perPromptToken == .microseconds(100))
    #expect(world.endpoints[0].price.cachedInput == 300_000)
    #expect(world.features[0].objectives.ttftP90 == .milliseconds(1_500))
    #expect(world.features[0].scores[0].score == QualityScore(mean: 0.91, samples: 400))
  }

  @Test(arguments: FaultKind.names)
  func `every kind of fault can be read`(name: String) throws {
    let parameters = [
      "slow_ttft": "factor: 2", "slow_tpot": "factor: 2", "latency": "add: \"2s\"",
      "rate_limit": "capacity: 0.4, retry_after: \"20\"", "capacity": "from: 0.1, to: 1, collapse: true",
      "flap": "up: \"20s\", down: \"20s\"", "clock_step": "by: \"-30s\"", "traffic": "factor: 2",
      "prompt_shift": "prompt_tokens: { p50: 16000 }", "price": "factor: 10", "quality": "delta: -0.08",
    ]
    let more = parameters[name].map { ", " + $0 } ?? ""
    let read = try fault("{ at: \"1m\", for: \"2m\", target: \"all\", kind: \"\(name)\"\(more) }")
    #expect(read.kind.name == name)
  }

  @Test func `a fault has its defaults`() throws {
    let read = try fault("{ at: \"1m\", target: \"all\", kind: \"error\" }")
    #expect(read.kind == .error(class: .serverError, rate: 1, latency: .milliseconds(50)))
    #expect(read.duration == nil)
  }

  @Test func `a fault may strike only some requests`() throws {
    let read = try fault(
      "{ at: \"1m\", target: \"all\", kind: \"blackhole\", over: \"10s\", for: \"1m\", "
        + "when: { prompt_tokens_over: 32000, feature: \"recap\", replica: 1 } }")
    #expect(read.condition.promptTokensOver == 32_000)
    #expect(read.condition.feature == "recap")
    #expect(read.condition.replica == 1)
    #expect(read.ramp == .seconds(10))
  }

  @Test(arguments: [
    (
      "{ at: \"1m\", do: \"drain\", scope: \"region:us-east-1\", reason: \"x\", lease: \"5m\" }",
      Order.drain(.region("us-east-1"))
    ),
    ("{ at: \"1m\", do: \"undrain\", scope: \"use1/sonnet\" }", .undrain(.endpoint("use1/sonnet"))),
    (
      "{ at: \"1m\", do: \"flip\", feature: \"code\", now: true }", .flip(feature: "code", to: nil, now: true)
    ),
    (
      "{ at: \"1m\", do: \"breaker\", endpoint: \"use1/sonnet\", to: \"pin\" }",
      .breaker(endpoint: "use1/sonnet", .pin)
    ),
    (
      "{ at: \"1m\", do: \"share\", feature: \"code\", endpoint: \"use1/haiku\", percent: 5 }",
      .share(feature: "code", endpoint: "use1/haiku", percent: 5)
    ),
  ])
  func `an operator's act is read`(text: String, order: Order) throws {
    let (file, problems) = standard("operator: [ \(text) ]")
    #expect(problems.isEmpty)
    #expect(file?.scenario.acts.first?.act.order == order)
  }

  @Test func `an expectation is read with its window`() throws {
    let (file, problems) = standard(
      "expect: [ { metric: \"share\", target: \"provider:azure\", window: [\"5m\", \"15m\"], max: 0.4 } ]")
    #expect(problems.isEmpty)
    let read = try #require(file?.scenario.expectations.first)
    #expect(read.window == Window(start: .minutes(5), end: .minutes(15)))
    #expect(read.max == 0.4)
    #expect(read.min == nil)
  }

  @Test(arguments: [
    ("expect: [ { metric: \"requests\" } ]", "has no bound"),
    ("expect: [ { metric: \"requests\", min: 2, max: 1 } ]", "\"min\" is more than \"max\""),
    ("expect: [ { metric: \"detection_second\", max: 1 } ]", "did you mean \"detection_seconds\"?"),
    ("expect: [ { metric: \"detection_seconds\", max: 1 } ]", "needs a \"target\""),
    (
      "expect: [ { metric: \"share\", target: \"all\", max: 1, window: [\"5m\", \"2m\"] } ]",
      "the earlier one first"
    ),
    ("expect: [ { metric: \"state\", target: \"all\", at: \"5m\", is: \"shut\" } ]", "cannot be \"shut\""),
    ("expect: [ { metric: \"event_count\", kind: \"opend\", max: 1 } ]", "did you mean \"opened\"?"),
    ("operator: [ { at: \"1m\", do: \"drain\", scope: \"region:us-east\" } ]", "did you mean \"us-east-1\"?"),
    ("operator: [ { at: \"1m\", do: \"drian\" } ]", "did you mean \"drain\"?"),
    (
      "faults: [ { at: \"1m\", target: \"replica:4\", kind: \"blackhole\" } ]",
      "names replica 4, the world has 4"
    ),
    (
      "faults: [ { at: \"1m\", target: \"provider:azure\", kind: \"traffic\", factor: 2 } ]",
      "strikes a feature or all"
    ),
    ("faults: [ { at: \"1m\", target: \"all\", kind: \"error\", class: \"ok\" } ]", "cannot be \"ok\""),
    ("faults: [ { at: \"1m\", target: \"all\", kind: \"error\", rate: 0 } ]", "must be more than 0"),
    ("faults: [ { at: \"1m\", target: \"all\", kind: \"capacity\", from: 0, to: 1 } ]", "needs \"for\""),
    ("faults: [ { at: \"1m\", target: \"all\", kind: \"blackhole\", rate: 1 } ]", "unknown key \"rate\""),
    ("traffic: { rate: 2 }", "there is none"),
    ("traffic: { shape: \"stedy\" }", "did you mean \"steady\"?"),
    ("warmup: \"30m\"", "as long as the run"),
    ("seed: -1", "must be 0 or more"),
    ("speed: 1e9", "\"speed\""),
  ])
  func `a mistake is reported`(members: String, message: String) {
    let (file, problems) = standard(members)
    #expect(file == nil)
    #expect(problems.contains(message), "it said: \(problems)")
  }

  @Test(arguments: ["My Scenario_1", "gray 5 %", "störung"])
  func `a scenario may have any name`(name: String) {
    let (file, problems) = read("{ name: \"\(name)\", duration: \"2m\", world: \"default\" }")
    #expect(problems.isEmpty)
    #expect(file?.scenario.name == name)
  }

  @Test func `a fault cannot aim at a provider that has no endpoint`() {
    let (file, problems) = read(
      """
      { name: "x", duration: "2m", world: { providers: { p: { cloud: "c" }, q: { cloud: "d" } },
        endpoints: [ { id: "a", provider: "p", region: "r", model: "m" } ],
        features: [ { id: "f", requests_per_second: 5, primary: "a" } ] },
        faults: [ { at: "40s", for: "20s", target: "cloud:d", kind: "blackhole" } ] }
      """)
    #expect(file == nil)
    #expect(problems.contains("names the cloud \"d\", which has no endpoint"))
  }

  @Test func `an unknown world is reported alone`() {
    let (_, problems) = read("{ name: \"s\", duration: \"1m\", world: \"defualt\", faults: [] }")
    #expect(problems.split(separator: "\n").count == 1)
    #expect(problems.contains("did you mean \"default\"?"))
  }

  @Test func `numbers of the engine can be set`() throws {
    let (file, problems) = standard("breaker: { open_min_ms: 1000 }, selection: { guard_rail: 1.2 }")
    #expect(problems.isEmpty)
    let scenario = try #require(file).scenario
    #expect(scenario.breaker.openMin == .seconds(1))
    #expect(scenario.selection.guardRail == 1.2)
  }

  @Test(arguments: [
    ("breaker", BreakerConfiguration.fields.map(\.key)),
    ("selection", SelectionConfiguration.fields.map(\.key)),
    ("retry", RetryConfiguration.fields.map(\.key)),
  ])
  func `every number of the engine has a key of its own`(section: String, keys: [String]) {
    #expect(Set(keys).count == keys.count)
    let members = Mirror(reflecting: BreakerConfiguration()).children.count
    if section == "breaker" { #expect(keys.count == members - 1, "stages is the only one read otherwise") }
  }

  @Test func `a trace ends the run when it is the shorter`() throws {
    let (file, _) = standard("traffic: { trace: \"t.csv\", rate: 2, feature: \"code\", only: true }")
    var read = try #require(file)
    #expect(read.tracePath == "t.csv")
    read.attach([
      TracePoint(offset: .zero, promptTokens: 1, outputTokens: 1),
      TracePoint(offset: .minutes(10), promptTokens: 1, outputTokens: 1),
    ])
    #expect(read.scenario.duration == .minutes(5) + Nanoseconds(1))
    #expect(read.scenario.traffic.trace?.feature == "code")
    #expect(read.tracePath == nil)
  }
}
