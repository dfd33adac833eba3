import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Streams whose provider says nothing that matters, before and after the answer is complete.
@Suite struct `A provider that falls silent` {
  private static let stream =
    #"{"model":"chat","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}"#

  private static func code(_ event: String?) -> String? {
    JSONText.parse(Array((event ?? "").utf8))?["error"]?["code"]?.string
  }

  @Test(arguments: [": ping\n\n", .chunk(""), .role, "data: {\"choices\":[]}\n\n"])
  func `is found out though it keeps the connection busy`(noise: String) throws {
    var bench = try GatewayBench { $0.interToken = .seconds(3) }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("a"), .chunk("b"), .chunk("c")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(4, caller)
    for _ in 0..<2 {
      bench.wait(.milliseconds(1_400))
      bench.write(noise, at: 0)
    }
    caller.receive()
    #expect(!caller.isAnswered, "2.8 s are within the limit")
    bench.wait(.milliseconds(300))
    bench.answer(caller)
    #expect(caller.content == "abc")
    #expect(Self.code(caller.events.last) == "stalled")
    #expect(!caller.body.contains("[DONE]"))
    #expect(bench.handler.upstreams[0].aborted == 1)
  }

  @Test(arguments: [
    #""content":"x""#, #""reasoning_content":"x""#, #""refusal":"x""#,
    #""tool_calls":[{"index":0,"function":{"arguments":"x"}}]"#,
  ])
  func `is not silent while it sends any kind of content`(delta: String) throws {
    var bench = try GatewayBench { $0.interToken = .seconds(3) }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("a")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    for _ in 0..<4 {
      bench.wait(.milliseconds(2_500))
      bench.write("data: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{\(delta)}}]}\n\n", at: 0)
    }
    caller.receive()
    #expect(!caller.isAnswered)
    #expect(caller.events.count == 6)
  }

  @Test func `is found out where its protocol is translated`() throws {
    var bench = try GatewayBench {
      $0.interToken = .seconds(3)
      $0.providers[0].kind = "anthropic"
    }
    bench.handler.upstreams[0].replies = [.pieces(Self.claude, .silence)]
    let caller = bench.ask(Self.stream)
    let isThere = bench.events(2, caller)
    #expect(isThere)
    for _ in 0..<2 {
      bench.wait(.milliseconds(1_600))
      bench.write("event: ping\ndata: {\"type\":\"ping\"}\n\n", at: 0)
    }
    bench.answer(caller)
    #expect(Self.code(caller.events.last) == "stalled")
  }

  private static let claude = [
    #"{"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":3,"output_tokens":1}}}"#,
    #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
    #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}"#,
  ].map { "data: \($0)\n\n" }

  @Test(arguments: [[String.finish], [.finish, .usage]])
  func `after the finish reason has given a whole answer`(tail: [String]) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")] + tail, .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2 + tail.count, caller)
    bench.wait(.milliseconds(1_900))
    caller.receive()
    #expect(!caller.isAnswered, "the usage may still come")
    bench.wait(.milliseconds(200))
    bench.answer(caller)
    #expect(caller.events.last == "[DONE]")
    #expect(caller.events.count { $0.contains("\"usage\":{") } == 1)
    #expect(bench.ledger.rows[0].entry.succeeded == 1)
    #expect(bench.handler.upstreams[0].aborted == 1, "the connection to the provider is given up")
  }

  @Test func `after the finish reason of a translated stream has given a whole answer`() throws {
    var bench = try GatewayBench { $0.providers[0].kind = "anthropic" }
    let tail = [
      #"{"type":"content_block_stop","index":0}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#,
    ].map { "data: \($0)\n\n" }
    bench.handler.upstreams[0].replies = [.pieces(Self.claude + tail, .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    bench.wait(.milliseconds(2_100))
    bench.answer(caller)
    #expect(caller.events.last == "[DONE]")
    #expect(bench.ledger.rows[0].entry.succeeded == 1)
  }

  @Test(
    arguments: [
      (503, nil, "b", 200, .overloaded), (429, "20", "b", 200, .rateLimited),
      (400, nil, "a", 400, .invalidRequest),
    ] as [(Int, String?, String, Int, OutcomeClass)], [true, false])
  func `after the head of an error has said enough`(
    error: (status: Int, hint: String?, endpoint: String, answer: Int, outcome: OutcomeClass),
    isStreaming: Bool
  ) throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.stuck(error.status, retryAfter: error.hint)]
    bench.handler.upstreams[1].replies = [isStreaming ? .streamed("well") : .whole(200, .answer("well"))]
    let caller = bench.ask(
      isStreaming ? Self.stream : #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#)
    bench.requests(1, at: 0)
    bench.settle()
    bench.wait(.milliseconds(990))
    caller.receive()
    #expect(!caller.isAnswered, "the rest of the error may still come")
    bench.wait(.milliseconds(20))
    bench.answer(caller)
    #expect(caller.status == error.answer)
    #expect(caller.field("x-route-endpoint") == error.endpoint)
    #expect(bench.outcomes(at: 0) == [error.outcome])
    let isGivenUp = bench.turn { $0.upstreams[0].aborted == 1 }
    #expect(isGivenUp, "the connection to the provider is given up")
  }

  @Test func `after the head of an error is not waited for beyond the budget`() throws {
    var bench = try GatewayBench { $0.engine.features[0].objectives.ttftDeadline = .milliseconds(600) }
    bench.handler.upstreams[0].replies = [.stuck(503)]
    bench.handler.upstreams[1].replies = [.streamed("well")]
    let caller = bench.ask(Self.stream)
    bench.requests(1, at: 0)
    bench.settle()
    bench.wait(.milliseconds(610))
    bench.answer(caller)
    #expect(caller.content == "well")
    #expect(bench.outcomes(at: 0) == [.overloaded])
  }

  @Test func `with fewer answers than were asked for ends well where those it sent are whole`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .finish, .done], .end)]
    let caller = bench.ask(
      #"{"model":"chat","stream":true,"n":2,"messages":[{"role":"user","content":"hi"}]}"#)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(caller.events.last == "[DONE]")
  }
}
