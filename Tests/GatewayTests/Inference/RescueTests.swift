import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Streams that break and go on elsewhere, where the feature allows it.
@Suite struct `A rescued stream` {
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"count"}]}"#

  private func bench(_ ways: [FeatureConfiguration.Rescue], prefills: Bool = true) throws -> GatewayBench {
    try GatewayBench { setup in
      setup.engine.features[0].rescue = ways
      if !prefills { setup.engine.endpoints[1].capabilities.remove(.prefill) }
    }
  }

  @Test func `goes on from what was delivered`() throws {
    var bench = try bench([.prefill])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one "), .chunk("two ")], .cut)]
    bench.handler.upstreams[1].replies = [.pieces([.role, .chunk(" three"), .finish, .done], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two three")
    #expect(caller.events.last == "[DONE]")
    #expect(caller.events.count { $0.contains("\"role\"") } == 1)
    #expect(bench.handler.upstreams[1].bodies.first?.contains(#""content":"one two""#) == true)
    #expect(bench.ledger.rows.map(\.entry.attempts) == [1, 1])
  }

  @Test func `goes on within what is left of the limit and tells the tokens of both`() throws {
    var bench = try bench([.prefill])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one two three ")], .cut)]
    bench.handler.upstreams[1].replies = [.streamed("four")]
    let caller = bench.ask(
      #"{"model":"chat","stream":true,"max_tokens":10,"stream_options":{"include_usage":true},"#
        + #""messages":[{"role":"user","content":"count"}]}"#)
    bench.answer(caller)
    #expect(caller.content == "one two three four")
    // Fourteen bytes are about four tokens.
    #expect(bench.handler.upstreams[1].bodies.first?.contains(#""max_tokens":6"#) == true)
    let usage = JSONText.parse(Array(caller.events.dropLast().last?.utf8 ?? "".utf8))?["usage"]
    #expect(usage?["completion_tokens"]?.integer == 6)
    #expect(usage?["estimated"]?.bool == true)
    #expect(bench.ledger.rows.map(\.entry.output) == [4, 2])
  }

  @Test(arguments: [true, false])
  func `ends for its length where nothing is left of the limit`(wantsUsage: Bool) throws {
    var bench = try bench([.prefill])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one two three")], .cut)]
    let caller = bench.ask(
      #"{"model":"chat","stream":true,"max_completion_tokens":3,"stream_options":{"include_usage":\#(wantsUsage)},"#
        + #""messages":[{"role":"user","content":"count"}]}"#)
    bench.answer(caller)
    #expect(caller.content == "one two three")
    #expect(caller.events.count { $0.contains(#""finish_reason":"length""#) } == 1)
    #expect(caller.events.count { $0.contains(#""completion_tokens":4"#) } == (wantsUsage ? 1 : 0))
    #expect(caller.events.last == "[DONE]")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
    #expect(bench.outcomes(at: 0) == [.cut])
  }

  @Test func `keeps the whole limit where it is answered again`() throws {
    var bench = try bench([.replay])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one ")], .cut)]
    bench.handler.upstreams[1].replies = [.streamed("one two")]
    let caller = bench.ask(
      #"{"model":"chat","stream":true,"max_tokens":10,"messages":[{"role":"user","content":"count"}]}"#)
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(bench.handler.upstreams[1].bodies.first?.contains(#""max_tokens":10"#) == true)
  }

  @Test func `does not say twice what a model that was to go on says again`() throws {
    var bench = try bench([.prefill])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one "), .chunk("two")], .cut)]
    bench.handler.upstreams[1].replies = [
      .pieces([.role, .chunk("one"), .chunk(" two three"), .finish, .done], .end)
    ]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two three")
    #expect(caller.events.last == "[DONE]")
  }

  @Test func `is begun anew where thought alone was delivered`() throws {
    var bench = try bench([.prefill])
    let thought =
      "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
    bench.handler.upstreams[0].replies = [.pieces([.role, thought], .cut)]
    bench.handler.upstreams[1].replies = [.streamed("one")]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one")
    #expect(bench.handler.upstreams[1].bodies.first?.contains("assistant") == false)
  }

  @Test func `is answered again and skips what was delivered`() throws {
    var bench = try bench([.replay])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one "), .chunk("two ")], .cut)]
    bench.handler.upstreams[1].replies = [
      .pieces([.role, .chunk("one t"), .chunk("wo three"), .finish, .done], .end)
    ]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two three")
    #expect(caller.events.last == "[DONE]")
  }

  @Test func `ends with the first break where the other says something else`() throws {
    var bench = try bench([.replay])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one two ")], .cut)]
    bench.handler.upstreams[1].replies = [.pieces([.role, .chunk("one, two, three"), .finish, .done], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two ")
    #expect(caller.events.last?.contains("\"code\":\"cut\"") == true)
    #expect(!caller.body.contains("[DONE]"))
  }

  @Test func `falls back on an answer again where nobody can go on`() throws {
    var bench = try bench([.prefill, .replay], prefills: false)
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one ")], .cut)]
    bench.handler.upstreams[1].replies = [.pieces([.role, .chunk("one two"), .finish, .done], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(bench.handler.upstreams[1].bodies.first?.contains("one ") == false)
  }

  @Test func `is not tried after a tool call`() throws {
    var bench = try bench([.prefill, .replay])
    let call =
      "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\","
      + "\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}\n\n"
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one "), call], .cut)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.events.last?.contains("\"code\":\"cut\"") == true)
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }

  @Test func `is rescued from a stall too`() throws {
    var bench = try bench([.replay])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one ")], .silence)]
    bench.handler.upstreams[1].replies = [.streamed("one two")]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    bench.wait(.milliseconds(10_100))
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(caller.events.last == "[DONE]")
  }

  @Test func `is broken off where the feature does not say so`() throws {
    var bench = try bench([])
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one ")], .cut)]
    bench.handler.upstreams[1].replies = [.streamed("one two")]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one ")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
  }
}
