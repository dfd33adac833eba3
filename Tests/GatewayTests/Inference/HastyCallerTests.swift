import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Callers who wait for less than their feature would: what that cuts is no evidence against an endpoint.
@Suite struct HastyCallerTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  /// Lets a request to endpoints that are silent so far come to its end.
  private static func ask(_ body: String, deadline: Int, _ bench: inout GatewayBench) -> Caller {
    let before = bench.handler.upstreams.map(\.bodies.count).reduce(0, +)
    let caller = bench.ask(body, fields: ["x-route-deadline-ms: \(deadline)"])
    bench.turn { $0.upstreams.map(\.bodies.count).reduce(0, +) > before }
    for _ in 0..<12 {
      bench.wait(.milliseconds(deadline / 10))
      caller.receive()
      if caller.isAnswered { break }
    }
    return bench.answer(caller)
  }

  @Test(arguments: [stream, plain])
  func `a deadline that nobody can keep opens no endpoint and is not the feature's failure`(body: String)
    throws
  {
    var bench = try GatewayBench()
    for _ in 0..<25 {
      let caller = Self.ask(body, deadline: 100, &bench)
      #expect(caller.status == 503)
      #expect(caller.body.contains(#""code":"ttft_timeout""#), "\(caller.body)")
      #expect(caller.field("x-route-attempts") == "2", "another endpoint has its part of the time")
      bench.wait(.milliseconds(100))
    }
    let snapshot = bench.handler.server.engine.snapshot(at: bench.loop.timestamp)
    #expect(snapshot.endpoints.map(\.state) == [.closed, .closed])
    #expect((bench.outcomes(at: 0) + bench.outcomes(at: 1)).allSatisfy { [.local, .cancelled].contains($0) })
    #expect(snapshot.features[0].errorRate == 0)
  }

  @Test func `a request that another endpoint answers in time hides no failure of others`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[1].replies = [.streamed("well")]
    for _ in 0..<3 { #expect(Self.ask(Self.stream, deadline: 300, &bench).status == 200) }
    bench.handler.upstreams[0].replies = [.whole(500, "{}")]
    bench.handler.upstreams[1].replies = [.whole(500, "{}")]
    #expect(bench.answer(bench.ask(Self.stream)).status == 503)
    let snapshot = bench.handler.server.engine.snapshot(at: bench.loop.timestamp)
    #expect(snapshot.features[0].errorRate == 0.25)
    #expect(bench.outcomes(at: 0) == [.serverError, .local, .local, .local])
  }

  @Test func `an endpoint that had all the time its feature gives is to blame`() throws {
    var bench = try GatewayBench { $0.engine.features[0].objectives.ttftDeadline = .seconds(2) }
    let caller = Self.ask(Self.stream, deadline: 20_000, &bench)
    #expect(caller.status == 503)
    #expect(bench.outcomes(at: 0) == [.ttftTimeout])
    #expect(bench.outcomes(at: 1) == [.ttftTimeout])
  }

  @Test func `a deadline beyond the feature's own excuses nobody`() throws {
    var bench = try GatewayBench { $0.engine.features[0].objectives.deadline = .seconds(1) }
    _ = Self.ask(Self.stream, deadline: 1_000, &bench)
    #expect(bench.outcomes(at: 0) == [.ttftTimeout])
  }

  @Test func `an error that comes in time is evidence whatever the caller's haste`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.whole(500, "{}")]
    bench.handler.upstreams[1].replies = [.streamed("well")]
    #expect(Self.ask(Self.stream, deadline: 100, &bench).status == 200)
    #expect(bench.outcomes(at: 0) == [.serverError])
  }

  @Test func `a rescue that the caller's deadline cuts is no evidence either`() throws {
    var bench = try GatewayBench { $0.engine.features[0].rescue = [.replay] }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .cut)]
    let caller = bench.ask(Self.stream, fields: ["x-route-deadline-ms: 1000"])
    bench.requests(1, at: 1)
    bench.wait(.milliseconds(1_010))
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(!caller.body.contains("[DONE]"))
    #expect(bench.outcomes(at: 0) == [.cut])
    #expect(bench.outcomes(at: 1).allSatisfy { !$0.isEvidence })
    #expect(bench.outcomes(at: 1).count == 1)
  }

  // MARK: The rule

  @Test(arguments: [
    // Of a stream's 10 s: a share of what is left, or all of it where nobody else is.
    (true, 1_000, 600, 0, true), (true, 1_000, 1_000, 0, true), (true, 1_000, 450, 0, false),
    (true, 20_000, 10_000, 0, false), (true, 20_000, 4_000, 0, false), (true, 5_000, 2_000, 3_500, true),
    (true, 60_000, 10_000, 0, false), (true, 90_000, 54_000, 0, false), (true, 4_000, 2_400, 0, true),
    // A quarter of what the feature gives is enough to be judged by.
    (true, 4_200, 2_520, 0, false), (true, 12_000, 10_000, 3_000, false),
    (false, 10_000, 6_000, 0, true), (false, 10_000, 3_000, 0, false), (false, 10_000, 10_000, 0, true),
    (false, 15_000, 9_000, 0, false), (false, 30_000, 18_000, 0, false), (false, 30_000, 30_000, 0, false),
  ])
  func `time is cut where the caller's deadline bounds it`(
    isStreaming: Bool, wish: Int64, budget: Int64, wait: Int64, isCut: Bool
  ) {
    let now = Timestamp.origin + .seconds(5)
    let request = RoutedRequest(
      feature: FeatureIndex(0), arrived: now, promptTokens: 1, isStreaming: isStreaming)
    var engine = RoutingEngine(
      configuration: EngineConfiguration(
        endpoints: [EndpointConfiguration(id: "a", provider: "p", cloud: "c", region: "r", model: "m")],
        features: [FeatureConfiguration(id: "chat", candidates: [Candidate(endpoint: EndpointIndex(0))])]),
      at: now)
    var routed = request
    guard case .attempt(var attempt) = engine.route(&routed, at: now) else {
      Issue.record("Nobody is asked.")
      return
    }
    attempt.budget = .milliseconds(budget)
    attempt.deadline = now + .milliseconds(wish)
    #expect(
      CallersDeadline.cutsShort(
        attempt, of: routed, wish: .milliseconds(wish), after: .milliseconds(wait), engine.configuration,
        at: now) == isCut)
  }
}
