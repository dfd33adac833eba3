import Testing
import Transport

@testable import Gateway

/// Requests whose body has not come: who may not ask is told at once, and a gateway that ends waits for none of them.
@Suite struct HalfReceivedTests {
  private static let head =
    "POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\nauthorization: Bearer wrong\r\ncontent-length: 5000000\r\n\r\n"

  @Test func `a caller without a token is told before its body, and let go`() throws {
    let tokens = try TokenTable(Array("red token-of-red\n".utf8), shownAs: "tokens")
    var bench = try GatewayBench { $0.callers = tokens }
    let caller = Caller(port: bench.port)
    caller.send(Self.head + "{")
    bench.answer(caller)
    #expect(caller.status == 401)
    #expect(caller.field("connection") == "close")
    #expect(bench.handler.server.liveRequests == 0)
    bench.wait(.seconds(3))
    #expect(bench.loop.connectionCount == 0, "it is not kept for as long as it goes on sending")
  }

  @Test func `a gateway that ends turns half a request away`() throws {
    var bench = try GatewayBench()
    let caller = Caller(port: bench.port)
    caller.send(Self.head + "{")
    bench.settle()
    bench.handler.server.beginShutdown(grace: .seconds(60), on: &bench.loop)
    bench.answer(caller)
    #expect(caller.status == 503)
    #expect(caller.body.contains("shutting down"))
    bench.wait(.seconds(3))
    bench.wait(.milliseconds(300))
    let isDone = bench.handler.server.isDone
    #expect(isDone)
  }

  @Test func `a gateway that ends drops what is not even a head, and goes on with what it has`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    let streaming = bench.ask(#"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#)
    bench.events(2, streaming)
    let caller = Caller(port: bench.port)
    caller.send("POST")
    bench.settle()
    bench.handler.server.beginShutdown(grace: .seconds(60), on: &bench.loop)
    bench.settle()
    caller.receive()
    #expect(caller.isClosed, "what is not even a head is dropped")
    #expect(bench.handler.server.liveRequests == 1)
  }
}
