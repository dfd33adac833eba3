import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// A caller who takes its time: the provider is made to wait, and is not blamed for that.
@Suite struct SlowCallerTests {
  private static let stream =
    #"{"model":"chat","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}"#
  private static let usage =
    "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1001,\"total_tokens\":1008}}\n\n"

  @Test func `what a provider waits for its caller is no slowness of the provider`() throws {
    var bench = try GatewayBench(upstreams: 1)
    // More than two systems keep for a caller who does not read.
    let long = [String](repeating: .chunk(String(repeating: "x", count: 64 << 10)), count: 192)
    let pieces: [String] = [.role, .chunk("Once")] + long + [.finish, Self.usage, .done]
    bench.handler.upstreams[0].replies = [.pieces(pieces, .end)]
    let caller = Caller(port: bench.port, holding: 4_096)
    caller.send(GatewayBench.text(Self.stream))
    bench.requests(1, at: 0)
    for _ in 0..<50 { bench.settle() }
    #expect(bench.handler.server.liveRequests == 1, "the caller has taken nothing yet")
    for _ in 0..<4 { bench.wait(.seconds(5)) }
    bench.turn { _ in
      caller.receive()
      return caller.text.hasSuffix("0\r\n\r\n")
    }
    #expect(caller.text.hasSuffix("data: [DONE]\n\n\r\n0\r\n\r\n"), "\(caller.text.suffix(300))")
    let endpoint = bench.handler.server.engine.snapshot(at: bench.loop.timestamp).endpoints[0]
    let pace = try #require(endpoint.tpot)
    #expect(pace.p50 < .milliseconds(1), "20 s of waiting over 1000 tokens")
  }
}
