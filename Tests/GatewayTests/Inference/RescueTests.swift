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
