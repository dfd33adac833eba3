import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// What is booked, and told, of streams of Anthropic's that do not come to their end.
@Suite struct UnfinishedUsageTests {
  private static let stream =
    #"{"model":"chat","stream":true,"max_tokens":50,"stream_options":{"include_usage":true},"#
    + #""messages":[{"role":"user","content":"count"}]}"#

  private static let start =
    #"data: {"type":"message_start","message":{"id":"m","model":"claude","usage":{"input_tokens":12,"#
    + #""cache_read_input_tokens":3,"output_tokens":1}}}"# + "\n\n"

  private static func delta(_ text: String) -> String {
    #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(text)"}}"#
      + "\n\n"
  }

  private static let finish =
    #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}"# + "\n\n"
  private static let stop = #"data: {"type":"message_stop"}"# + "\n\n"
  private static let error =
    #"data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"# + "\n\n"

  private static func bench(_ change: (inout GatewaySetup) -> Void = { _ in }) throws -> GatewayBench {
    try GatewayBench { setup in
      for index in setup.providers.indices { setup.providers[index].kind = "anthropic" }
      change(&setup)
    }
  }

  @Test func `a break after the stop reason is the end of a whole answer`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.pieces([Self.start, Self.delta("one"), Self.finish], .cut)]
    let caller = bench.answer(bench.ask(Self.stream))
    #expect(caller.content == "one")
    #expect(caller.events.last == "[DONE]")
    #expect(bench.outcomes(at: 0) == [.ok])
  }

  /// Fourteen bytes are about four tokens.
  private static func expectEstimate(_ bench: borrowing GatewayBench) {
    let entry = bench.ledger.rows[0].entry
    #expect(entry.input == 12)
    #expect(entry.cachedInput == 3)
    #expect(entry.output == 4)
    #expect(entry.estimated == 1)
  }

  @Test(arguments: [
    ([String](), ScriptedUpstream.Ending.cut), ([], .end), (["data: {oops\n\n"], .end), ([error], .end),
  ])
  func `the output of a broken stream is an estimate, its input the provider's`(
    tail: [String], ending: ScriptedUpstream.Ending
  ) throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [
      .pieces([Self.start, Self.delta("one two three ")] + tail, ending)
    ]
    bench.answer(bench.ask(Self.stream))
    Self.expectEstimate(bench)
  }

  @Test func `the output of a stream whose caller has gone is an estimate`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [
      .pieces([Self.start, Self.delta("one two three ")], .silence)
    ]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    caller.hangUp()
    bench.turn { !$0.server.engine.ledger.rows.allSatisfy { $0.entry.attempts == 0 } }
    Self.expectEstimate(bench)
  }

  @Test func `a stream that breaks before its first content has made nothing`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.pieces([Self.start, Self.error], .end)]
    bench.handler.upstreams[1].replies = [
      .pieces([Self.start, Self.delta("one"), Self.finish, Self.stop], .end)
    ]
    bench.answer(bench.ask(Self.stream))
    #expect(bench.ledger.rows.map(\.entry.output) == [0, 5])
    #expect(bench.ledger.rows.map(\.entry.estimated) == [1, 0])
  }

  @Test func `a rescue tells the estimate of the first and the count of the second`() throws {
    var bench = try Self.bench { setup in
      setup.engine.features[0].rescue = [.prefill]
      setup.providers[1].kind = "openai-compatible"
    }
    bench.handler.upstreams[0].replies = [.pieces([Self.start, Self.delta("one two three ")], .cut)]
    bench.handler.upstreams[1].replies = [
      .pieces([.role, .chunk("four"), .finish, .usage, .done], .end)
    ]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.content == "one two three four")
    Self.expectEstimate(bench)
    #expect(bench.ledger.rows[1].entry.output == 2)
    #expect(bench.handler.upstreams[1].bodies.first?.contains(#""max_tokens":46"#) == true)
    let usage = JSONText.parse(Array(caller.events.dropLast().last?.utf8 ?? "".utf8))?["usage"]
    #expect(usage?["completion_tokens"]?.integer == 6)
    #expect(usage?["estimated"]?.bool == true)
  }

  @Test func `a whole stream is told and booked as the provider counts it`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [
      .pieces([Self.start, Self.delta("one two three "), Self.finish, Self.stop], .end)
    ]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    let usage = JSONText.parse(Array(caller.events.dropLast().last?.utf8 ?? "".utf8))?["usage"]
    #expect(usage?["completion_tokens"]?.integer == 5)
    #expect(usage?["prompt_tokens"]?.integer == 15)
    #expect(usage?["estimated"] == nil)
    #expect(bench.ledger.rows[0].entry.output == 5)
    #expect(bench.ledger.rows[0].entry.estimated == 0)
  }

  @Test func `a whole stream without a count at its end is estimated`() throws {
    var bench = try Self.bench()
    let finish = #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}"# + "\n\n"
    bench.handler.upstreams[0].replies = [
      .pieces([Self.start, Self.delta("one two three "), finish, Self.stop], .end)
    ]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    let usage = JSONText.parse(Array(caller.events.dropLast().last?.utf8 ?? "".utf8))?["usage"]
    #expect(usage?["completion_tokens"]?.integer == 4)
    #expect(usage?["estimated"]?.bool == true)
    Self.expectEstimate(bench)
  }
}
