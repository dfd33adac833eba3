import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Requests that some endpoints of a feature can serve and others cannot, whose protocol has nothing like them.
@Suite struct UnsuitedEndpointTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#

  private static func body(_ fields: String) -> String {
    #"{"model":"chat","messages":[{"role":"user","content":"hi"}],\#(fields)}"#
  }

  /// A whole answer of Anthropic's protocol.
  private static let answer =
    #"{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"ok"}],"#
    + #""stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#

  private static let custom = #""tools":[{"type":"custom","custom":{"name":"sql"}}]"#
  private static let own: [(fields: String, param: String)] = [
    (#""n":2"#, "n"), (#""logprobs":true"#, "logprobs"),
    (#""functions":[{"name":"f"}]"#, "functions"), (#""modalities":["text","audio"]"#, "modalities"),
    (#""web_search_options":{}"#, "web_search_options"), (custom, "tools"),
  ]

  /// A gateway over OpenAI's protocol and Anthropic's, in either order.
  private static func bench(anthropicFirst: Bool = false) throws -> GatewayBench {
    try GatewayBench { setup in
      setup.providers[anthropicFirst ? 0 : 1].kind = "anthropic"
      setup.endpoints[anthropicFirst ? 0 : 1].model = "claude-haiku-4-5"
    }
  }

  private static func code(_ caller: Caller) -> String? {
    JSONText.parse(Array(caller.body.utf8))?["error"]?["code"]?.string
  }

  @Test(arguments: own)
  func `an outage of the one that can serve is told as an outage`(fields: String, param: String) throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.whole(503, "{}")]
    let caller = bench.answer(bench.ask(Self.body(fields)))
    #expect(caller.status == 503, "\(caller.body)")
    #expect(Self.code(caller) == "overloaded")
    #expect(caller.field("x-should-retry") == "true")
    #expect(caller.field("x-route-attempts") == "1", "the other is not asked in vain")
    #expect(bench.outcomes(at: 1).isEmpty)
  }

  @Test(arguments: own)
  func `while the one that can serve is held the caller may try again`(fields: String, param: String) throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.whole(401, "{}")]
    bench.handler.upstreams[1].replies = [.whole(200, Self.answer)]
    for _ in 0..<3 { bench.answer(bench.ask(Self.plain)) }
    let caller = bench.answer(bench.ask(Self.body(fields)))
    #expect(caller.status == 503, "\(caller.body)")
    #expect(caller.field("x-should-retry") == "true")
    #expect(caller.body.contains("1 without a credential that is accepted"), "\(caller.body)")
  }

  @Test(arguments: own)
  func `what no endpoint of the feature could serve is the caller's`(fields: String, param: String) throws {
    var bench = try GatewayBench(upstreams: 1) { setup in
      setup.providers[0].kind = "anthropic"
      setup.endpoints[0].model = "claude-haiku-4-5"
    }
    let caller = bench.answer(bench.ask(Self.body(fields)))
    #expect(caller.status == 400, "\(caller.body)")
    #expect(caller.field("x-should-retry") == "false")
    #expect(JSONText.parse(Array(caller.body.utf8))?["error"]?["param"]?.string == param)
  }

  @Test(
    arguments: own.map(\.fields) + [
      #""messages":[{"role":"user","content":"\(String(repeating: "long ", count: 500))"}]"#
    ])
  func `what no endpoint of the feature could serve is not the feature's failure`(fields: String) throws {
    var bench = try GatewayBench(upstreams: 1) { setup in
      setup.providers[0].kind = "anthropic"
      setup.endpoints[0].model = "claude-haiku-4-5"
      setup.engine.endpoints[0].contextTokens = 500
    }
    bench.handler.upstreams[0].replies = [.whole(200, Self.answer)]
    #expect(bench.answer(bench.ask(Self.plain)).status == 200)
    #expect(bench.answer(bench.ask(Self.body(fields))).status == 400)
    let feature = bench.handler.server.engine.snapshot(at: bench.loop.timestamp).features[0]
    #expect(feature.errorRate == 0)
  }

  @Test func `a beginning that nobody can go on from is one request and no failure`() throws {
    var bench = try GatewayBench(upstreams: 1) { $0.engine.endpoints[0].capabilities.remove(.prefill) }
    bench.handler.upstreams[0].replies = [.whole(200, .answer("well"))]
    let caller = bench.answer(
      bench.ask(
        #"{"model":"chat","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"I"}]}"#))
    #expect(caller.status == 200)
    let feature = bench.handler.server.engine.snapshot(at: bench.loop.timestamp).features[0]
    #expect(feature.errorRate == 0)
  }

  @Test(arguments: own)
  func `a backup that can serve is asked at once`(fields: String, param: String) throws {
    var bench = try Self.bench(anthropicFirst: true)
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    let caller = bench.answer(bench.ask(Self.body(fields)))
    #expect(caller.status == 200, "\(caller.body)")
    #expect(caller.field("x-route-endpoint") == "b")
    #expect(caller.field("x-route-attempts") == "1")
  }

  private static let strange = [
    #"{"model":"chat","messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"v"}}]}]}"#,
    #"{"model":"chat","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://a/b.png"}}]}]}"#,
    #"{"model":"chat","reasoning_effort":"immense","messages":[{"role":"user","content":"hi"}]}"#,
  ]

  @Test(arguments: strange)
  func `what shows only when it is written is asked of the next`(body: String) throws {
    var bench = try Self.bench(anthropicFirst: true)
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    let caller = bench.answer(bench.ask(body))
    #expect(caller.status == 200, "\(caller.body)")
    #expect(caller.field("x-route-endpoint") == "b")
  }

  @Test(arguments: strange)
  func `what shows only when it is written leaves an outage an outage`(body: String) throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.whole(503, "{}")]
    let caller = bench.answer(bench.ask(body))
    #expect(caller.status == 503, "\(caller.body)")
    #expect(Self.code(caller) == "overloaded")
    #expect(caller.body.contains("in 1 attempt;"), "\(caller.body)")
  }

  @Test(arguments: strange)
  func `what shows only when it is written is not final while another is held`(body: String) throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.whole(401, "{}")]
    bench.handler.upstreams[1].replies = [.whole(200, Self.answer)]
    for _ in 0..<3 { bench.answer(bench.ask(Self.plain)) }
    let caller = bench.answer(bench.ask(body))
    #expect(caller.status == 503, "\(caller.body)")
    #expect(caller.field("x-should-retry") == "true")
  }

  @Test func `pushback of the one that can serve stays pushback`() throws {
    var bench = try Self.bench()
    bench.handler.upstreams[0].replies = [.whole(429, "{}", retryAfter: "7")]
    let caller = bench.answer(bench.ask(Self.strange[1]))
    #expect(caller.status == 429, "\(caller.body)")
  }
}
