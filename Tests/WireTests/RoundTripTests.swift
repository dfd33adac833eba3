import Documents
import RoutingEngine
import Testing

@testable import Wire

@Suite struct RoundTripTests {
  private static func engine() -> RoutingEngine {
    let endpoints = [
      EndpointConfiguration(id: "a/one", provider: "p", cloud: "c", region: "r", model: "m"),
      EndpointConfiguration(id: "b/two", provider: "q", cloud: "d", region: "s", model: "m"),
    ]
    let feature = FeatureConfiguration(
      id: "chat", candidates: [Candidate(endpoint: EndpointIndex(0)), Candidate(endpoint: EndpointIndex(1))])
    return RoutingEngine(
      configuration: EngineConfiguration(endpoints: endpoints, features: [feature]), at: .origin)
  }

  static func busyEngine() -> RoutingEngine {
    var engine = engine()
    for second in 1...30 {
      let now = Timestamp(nanoseconds: Int64(second) * 1_000_000_000)
      var request = RoutedRequest(feature: FeatureIndex(0), arrived: now, promptTokens: 100)
      guard case .attempt(let attempt) = engine.route(&request, at: now) else { continue }
      let end = now + .milliseconds(400)
      _ = engine.handle(.firstToken(attempt.id), at: end)
      let usage = TokenUsage(input: 100, output: 20)
      _ = engine.handle(
        .outcome(
          attempt.id, Outcome(.ok, ttft: .milliseconds(400), latency: .milliseconds(400), usage: usage)),
        at: end)
      _ = engine.handle(.tick, at: end)
    }
    let act = Act(.drain(.endpoint("b/two")), actor: "mira", reason: "a \"test\"\u{1B}[0m")
    _ = engine.handle(.act(act), at: Timestamp(nanoseconds: 31_000_000_000))
    return engine
  }

  private static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_317_161_120))

  private static func snapshot() -> SystemSnapshot {
    let engine = busyEngine()
    let maker = SnapshotMaker(
      configuration: engine.configuration, mode: "serve", environment: "prod", engine: "r-0")
    return maker.snapshot(
      of: RoutingEngine.fleetSnapshot([engine], at: [Timestamp(nanoseconds: 31_000_000_000)]), clock: clock,
      uptime: .seconds(31))
  }

  @Test func `a snapshot reads back as it was written`() throws {
    let snapshot = Self.snapshot()
    #expect(snapshot.endpoints[0].ttft?.count == 30)
    #expect(snapshot.endpoints[1].override?.actor == "mira")
    #expect(try SystemSnapshot.read(snapshot.json()) == snapshot)
  }

  @Test func `a key nobody knows is ignored`() throws {
    let text = String(decoding: Self.snapshot().json(), as: UTF8.self)
    let more = text.replacing("\"mode\":", with: "\"novelty\":{\"a\":[1]},\"mode\":")
    #expect(try SystemSnapshot.read(Array(more.utf8)) == Self.snapshot())
  }

  @Test func `a schema that is newer is refused`() {
    let text = String(decoding: Self.snapshot().json(), as: UTF8.self)
    let newer = text.replacing("\"schema_version\":1", with: "\"schema_version\":2")
    #expect(throws: WireError.wrongShape("SystemSnapshot")) { try SystemSnapshot.read(Array(newer.utf8)) }
  }

  @Test(arguments: [
    Order.drain(.provider("bedrock")), .undrain(.endpoint("a/one")),
    .flip(feature: "chat", to: "b/two", now: true), .flip(feature: "chat", to: nil, now: false),
    .drain(.endpoints(["a/one", "b,two", "c\\"])), .breaker(.endpoints(["a/one", "b/two"]), .open),
    .breaker(endpoint: "a/one", .pin), .share(feature: "chat", endpoint: "b/two", percent: 12.5),
  ])
  func `an act reads back as it was written`(order: Order) throws {
    let request = ActRequest(order, reason: "INC-4412", lease: .minutes(5), force: true, typed: "strand 2")
    #expect(try ActRequest.read(request.json()) == request)
  }

  @Test(arguments: [
    (#"{"kind":"drian","scope":"a"}"#, "kind"), (#"{"kind":"drain"}"#, "scope"),
    (#"{"kind":"breaker","endpoint":"a","to":"shut"}"#, "open, close, auto or pin"),
    (#"{"kind":"share","feature":"f","endpoint":"a","percent":101}"#, "percent"),
    (#"{"kind":"drain","scope":"a","lease_s":0}"#, "lease_s"), (#"[]"#, "object"),
  ])
  func `a wrong act says what is wrong`(text: String, word: String) throws {
    let node = try Document.parse(text, dialect: .json)
    let problem = #expect(throws: ActProblem.self) { try ActRequest(reading: node) }
    #expect(problem?.description.contains(word) == true)
  }

  @Test func `a preview reads back as it was written`() throws {
    let engine = Self.busyEngine()
    let request = ActRequest(.drain(.endpoint("a/one")), reason: "r")
    let judged = engine.judge(
      Act(request.order, actor: "mira", reason: "r"), at: Timestamp(nanoseconds: 31_000_000_000))
    let preview = try #require(judged.preview.map { ActPreview($0, of: request, in: engine.configuration) })
    #expect(!preview.isAllowed)
    #expect(preview.typedToken == "strand 1")
    #expect(try ActPreview.read(preview.json()) == preview)
  }
}
