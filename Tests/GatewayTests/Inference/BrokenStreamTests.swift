import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Failures after the first token: the answer ends with a typed error, or another model goes on with it.
@Suite struct `After the first token` {
  private static let stream =
    #"{"model":"chat","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}"#

  private static func code(_ event: String?) -> String? {
    JSONText.parse(Array((event ?? "").utf8))?["error"]?["code"]?.string
  }

  @Test(arguments: [
    (ScriptedUpstream.Ending.cut, [String](), "cut"), (.end, [], "cut"), (.end, [String.done], "cut"),
    (.end, ["data: {oops\n\n"], "cut"),
    (.end, ["data: {\"error\":{\"code\":\"server_error\"}}\n\n"], "server_error"),
  ])
  func `a break ends the stream with a typed error`(
    ending: ScriptedUpstream.Ending, tail: [String], code: String
  ) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .chunk(" two")] + tail, ending)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(caller.content == "one two")
    #expect(Self.code(caller.events.last) == code)
    #expect(!caller.body.contains("[DONE]"))
    #expect(bench.handler.upstreams[1].bodies.isEmpty, "nobody is asked for what was delivered already")
    #expect(bench.ledger.rows[0].entry.estimated == 1)
    #expect(bench.ledger.rows[0].entry.nanoUSD > 0, "what was produced is priced")
  }

  private static let inBand: [(String, OutcomeClass)] = [
    (
      #"{"error":{"message":"filtered","code":"content_filter","type":"invalid_request_error"}}"#,
      .contentFiltered
    ),
    (
      #"{"error":{"message":"x","code":"context_length_exceeded","type":"invalid_request_error"}}"#,
      .contextLength
    ),
    (
      #"{"error":{"message":"maximum context length is 10 tokens","type":"BadRequestError","code":400}}"#,
      .contextLength
    ),
    (#"{"error":{"message":"bad","type":"invalid_request_error"}}"#, .invalidRequest),
    (
      #"{"object":"error","message":"bad","type":"BadRequestError","param":null,"code":400}"#, .invalidRequest
    ),
    (#"{"error":{"message":"full","type":"server_error","code":"overloaded"}}"#, .overloaded),
    (#"{"error":{"message":"full","code":503}}"#, .overloaded),
    (#"{"error":{"message":"slower","code":429}}"#, .rateLimited),
    (#"{"error":{"message":"no money","code":"insufficient_quota"}}"#, .quotaExhausted),
    (#"{"error":{"message":"who?","type":"authentication_error"}}"#, .auth),
    (#"{"error":{"message":"oh","type":"server_error"}}"#, .serverError),
  ]

  @Test(arguments: inBand)
  func `an error event keeps its class in the middle of an answer`(error: String, outcome: OutcomeClass)
    throws
  {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), "data: \(error)\n\n"], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(Self.code(caller.events.last) == outcome.name)
    #expect(!caller.body.contains("[DONE]"))
    #expect(bench.outcomes(at: 0) == [outcome])
  }

  @Test(arguments: inBand, [FeatureConfiguration.Rescue.replay, .prefill])
  func `an error event that is the caller's is not rescued, all others are`(
    error: (String, OutcomeClass), way: FeatureConfiguration.Rescue
  ) throws {
    var bench = try GatewayBench {
      $0.engine.features[0].rescue = [way]
      $0.engine.features[0].failsOverOnContentFilter = true
    }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), "data: \(error.0)\n\n"], .end)]
    bench.handler.upstreams[1].replies = [.streamed(way == .replay ? "one two" : " two")]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(bench.handler.upstreams[1].bodies.isEmpty == error.1.isAnswer)
    #expect(caller.content == (error.1.isAnswer ? "one" : "one two"))
    #expect((caller.events.last == "[DONE]") == !error.1.isAnswer)
  }

  @Test func `errors that are the caller's open no breaker`() throws {
    var bench = try GatewayBench()
    let error = "data: {\"error\":{\"code\":\"content_filter\"}}\n\n"
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), error], .end)]
    for _ in 0..<25 {
      let caller = bench.ask(Self.stream)
      bench.answer(caller)
      bench.wait(.milliseconds(100))
    }
    #expect(bench.outcomes(at: 0) == Array(repeating: .contentFiltered, count: 25))
    #expect(bench.handler.server.engine.snapshot(at: Timestamp.origin).endpoints[0].state == .closed)
  }

  @Test func `a server error may be rescued by the same endpoint where the feature tries that first`() throws
  {
    var bench = try GatewayBench {
      $0.engine.features[0].rescue = [.replay]
      $0.engine.features[0].retry = .sameThenElsewhere
    }
    let error = "data: {\"error\":{\"type\":\"server_error\"}}\n\n"
    bench.handler.upstreams[0].replies = [
      .pieces([.role, .chunk("one"), error], .end), .streamed("one two"),
    ]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(caller.events.last == "[DONE]")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `silence ends the stream at the limit between tokens`() throws {
    var bench = try GatewayBench { $0.interToken = .seconds(3) }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    bench.wait(.milliseconds(2_500))
    bench.write(.chunk(" two"), at: 0)
    bench.events(3, caller)
    bench.wait(.milliseconds(2_500))
    caller.receive()
    #expect(!caller.isAnswered)
    bench.wait(.milliseconds(600))
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(Self.code(caller.events.last) == "stalled")
    #expect(bench.handler.upstreams[0].aborted == 1)
  }

  @Test func `a stream that is still running at the deadline is ended and its endpoint not blamed`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    let caller = bench.ask(Self.stream, fields: ["x-route-deadline-ms: 4000"])
    bench.events(2, caller)
    for _ in 0..<3 {
      bench.wait(.milliseconds(1_300))
      bench.write(.chunk(" more"), at: 0)
    }
    bench.wait(.milliseconds(200))
    bench.answer(caller)
    #expect(Self.code(caller.events.last) == "deadline_exceeded")
    #expect(bench.handler.server.engine.snapshot(at: Timestamp.origin).endpoints[0].state == .closed)
  }

  @Test func `a stream that delivers outlives the deadline of its feature`() throws {
    var bench = try GatewayBench { $0.engine.features[0].objectives.deadline = .seconds(4) }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    // Past the minute after which the engine takes a silent call for lost.
    for step in 0..<20 {
      bench.wait(.seconds(7))
      bench.write(.chunk(" \(step)"), at: 0)
    }
    #expect(bench.handler.server.engine.snapshot(at: Timestamp.origin).endpoints[0].inFlight == 1)
    bench.write(.finish + .usage + .done, ends: true, at: 0)
    bench.answer(caller)
    #expect(caller.events.last == "[DONE]")
    #expect(caller.content.hasSuffix(" 18 19"))
    #expect(bench.ledger.rows[0].entry.nanoUSD > 0, "the engine still knows the call")
  }

  @Test func `a stream that delivers for an hour is ended`() throws {
    var bench = try GatewayBench { $0.interToken = .minutes(10) }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    for _ in 0..<9 {
      bench.wait(.seconds(400))
      bench.write(.chunk(" more"), at: 0)
    }
    bench.wait(.seconds(1))
    bench.answer(caller)
    #expect(Self.code(caller.events.last) == "deadline_exceeded")
    #expect(caller.content.hasSuffix("more"))
  }

  @Test func `a missing mark of the end is supplied`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .finish, .usage], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.events.last == "[DONE]")
    #expect(caller.events.count { $0.contains("\"usage\":{") } == 1)
  }

  @Test(arguments: [[String](), [String.usage]])
  func `a break after the end of the answer is no break of the answer`(tail: [String]) throws {
    var bench = try GatewayBench { $0.engine.features[0].rescue = [.replay] }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .finish] + tail, .cut)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(caller.events.last == "[DONE]")
    #expect(!caller.body.contains("error"))
    #expect(caller.events.count { $0.contains("\"usage\":{") } == 1)
    #expect(bench.outcomes(at: 0) == [.ok])
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `usage that the provider owes is an estimate that says so`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .finish, .done], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    let usage = JSONText.parse(Array(caller.events.dropLast().last?.utf8 ?? "".utf8))?["usage"]
    #expect(usage?["estimated"]?.bool == true)
    #expect((usage?["completion_tokens"]?.integer ?? 0) > 0)
    #expect(caller.events.last == "[DONE]")
  }

  @Test func `each event goes on as it comes`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role], .silence)]
    let caller = bench.ask(Self.stream)
    bench.requests(1, at: 0)
    bench.settle()
    caller.receive()
    #expect(caller.text.isEmpty, "the answer is held until there is content")
    for (count, word) in ["a", "b", "c"].enumerated() {
      bench.write(.chunk(word), at: 0)
      let isThere = bench.events(count + 2, caller)
      #expect(isThere)
    }
    bench.write(.finish + .usage + .done, ends: true, at: 0)
    bench.answer(caller)
    #expect(caller.content == "abc")
  }

  @Test func `a caller who goes away stops the provider and pays for what it did`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one two three four")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    caller.hangUp()
    let isStopped = bench.turn { $0.upstreams[0].aborted == 1 }
    #expect(isStopped)
    let entry = bench.ledger.rows[0].entry
    #expect(entry.attempts == 1 && entry.succeeded == 0 && entry.estimated == 1)
    #expect(entry.output > 0 && entry.nanoUSD > 0)
    #expect(bench.handler.server.liveRequests == 0)
    #expect(bench.handler.server.engine.snapshot(at: Timestamp.origin).endpoints[0].inFlight == 0)
  }
}
