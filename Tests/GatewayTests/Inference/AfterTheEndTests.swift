import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// What comes after all of an answer and its finish reason: it is no part of the answer and breaks nothing.
@Suite struct `After the finish reason` {
  private static let stream =
    #"{"model":"chat","stream":true,"stream_options":{"include_usage":true},"#
    + #""messages":[{"role":"user","content":"count"}]}"#
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"count"}]}"#

  private static let error = "data: {\"error\":{\"message\":\"late\",\"type\":\"server_error\"}}\n\n"
  private static let filtered = "data: {\"error\":{\"message\":\"late\",\"code\":\"content_filter\"}}\n\n"
  private static let malformed = "data: {\"choices\":[{\n\n"

  private static func usage(of caller: Caller) -> Node? {
    JSONText.parse(Array(caller.events.dropLast().last?.utf8 ?? "".utf8))?["usage"]
  }

  private static func expectWhole(_ caller: Caller, _ bench: borrowing GatewayBench, text: String) {
    #expect(caller.content == text)
    #expect(caller.events.last == "[DONE]")
    #expect(caller.events.count { $0.contains(#""finish_reason":"stop""#) } == 1)
    #expect(caller.events.count { $0.contains("\"usage\":{") } == 1)
    #expect(!caller.body.contains("error"), "\(caller.body)")
  }

  @Test(
    arguments: [
      [error], [malformed], [malformed, .done], [filtered], [.usage, error], [.usage, malformed],
    ],
    [[FeatureConfiguration.Rescue](), [.prefill], [.replay]])
  func `an error is not told, rescued or booked`(
    tail: [String], rescue: [FeatureConfiguration.Rescue]
  ) throws {
    var bench = try GatewayBench { $0.engine.features[0].rescue = rescue }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one two three"), .finish] + tail, .end)]
    bench.handler.upstreams[1].replies = [.streamed(" AND MORE")]
    let caller = bench.answer(bench.ask(Self.stream))
    Self.expectWhole(caller, bench, text: "one two three")
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
    #expect(bench.outcomes(at: 0) == [.ok])
    let isKnown = tail[0] == .usage
    #expect(Self.usage(of: caller)?["completion_tokens"]?.integer == (isKnown ? 2 : 4))
    #expect(Self.usage(of: caller)?["estimated"]?.bool == (isKnown ? nil : true))
  }

  @Test(arguments: [error, malformed])
  func `an error of the one that goes on is not rescued either`(tail: String) throws {
    var bench = try GatewayBench(upstreams: 3) { $0.engine.features[0].rescue = [.prefill, .replay] }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one ")], .cut)]
    bench.handler.upstreams[1].replies = [.pieces([.role, .chunk("two"), .finish, tail], .end)]
    bench.handler.upstreams[2].replies = [.streamed(" AND MORE")]
    let caller = bench.answer(bench.ask(Self.stream))
    Self.expectWhole(caller, bench, text: "one two")
    #expect(bench.handler.upstreams[2].bodies.isEmpty)
    #expect(bench.outcomes(at: 1) == [.ok])
  }

  @Test func `an error before the last of several answers has ended breaks them`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .finish, Self.error], .end)]
    let caller = bench.answer(
      bench.ask(#"{"model":"chat","stream":true,"n":2,"messages":[{"role":"user","content":"hi"}]}"#))
    #expect(!caller.body.contains("[DONE]"))
    #expect(bench.outcomes(at: 0) == [.serverError])
  }

  @Test func `the end of the gateway breaks nothing`() throws {
    var bench = try GatewayBench { $0.engine.features[0].rescue = [.replay] }
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one"), .finish], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(3, caller)
    bench.handler.server.beginShutdown(grace: .seconds(1), on: &bench.loop)
    bench.wait(.milliseconds(1_100))
    bench.answer(caller)
    Self.expectWhole(caller, bench, text: "one")
    #expect(bench.outcomes(at: 0) == [.ok])
  }

  @Test func `a whole answer is whole however its connection ends`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.answer("one")], .cut)]
    let caller = bench.answer(bench.ask(Self.plain))
    #expect(caller.status == 200)
    #expect(caller.body == .answer("one"))
    #expect(bench.handler.upstreams[1].bodies.isEmpty)
    #expect(bench.outcomes(at: 0) == [.ok])
  }

  @Test func `half an answer is none`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([String(String.answer("one").dropLast())], .cut)]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    let caller = bench.answer(bench.ask(Self.plain))
    #expect(caller.body == .answer("well"))
    #expect(bench.outcomes(at: 0) == [.cut])
  }

  // MARK: Every protocol

  /// What a provider may send of an answer, and then instead of its end.
  private static func tails(_ fixture: ProviderFixture) -> [UpstreamEvent] {
    switch fixture.streams.first?.events.first {
    case .message:
      return [
        .exception("internalServerException", #"{"message":"late"}"#),
        .event("metadata", #"{"usage":"#),
      ]
    case .data, nil:
      return [
        .data(#"{"type":"error","error":{"type":"overloaded_error","message":"late"}}"#),
        .data(#"{"error":{"code":500,"message":"late","status":"INTERNAL"}}"#), .data(#"{"oops"#),
      ]
    }
  }

  /// The bytes of an event on its way.
  private static func bytes(_ event: UpstreamEvent) -> [UInt8] {
    switch event {
    case .data(let data): return Array("data: ".utf8) + data + Array("\n\n".utf8)
    case .message(let kind, let type, let payload):
      let name = kind == .event ? ":event-type" : ":exception-type"
      return EventStreamMessage(
        headers: [
          EventStreamMessage.Header(name: ":message-type", value: .string(kind.rawValue)),
          EventStreamMessage.Header(name: name, value: .string(type)),
        ], payload: payload
      ).encoded()
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `an error is nothing in any protocol`(fixture: ProviderFixture) throws {
    var isTried = false
    for stream in fixture.streams {
      guard let sufficient = stream.sufficient, stream.expected.contains(where: \.isContent) else { continue }
      for tail in Self.tails(fixture) {
        let (last, text) = try Self.read(fixture, stream.events.prefix(sufficient) + [tail])
        isTried = true
        #expect(last == .complete, "\(stream.title), \(tail)")
        #expect(text.hasSuffix("data: [DONE]\n\n"), "\(stream.title), \(tail)")
        #expect(!text.contains("\"error\""), "\(stream.title), \(tail)")
      }
    }
    #expect(isTried)
  }

  private static func read(
    _ fixture: ProviderFixture, _ events: some Sequence<UpstreamEvent>
  ) throws -> (AttemptReader.Step, String) {
    let target = EndpointTarget(
      id: "a", provider: ProviderSetup(name: "p", kind: fixture.kind), adapter: fixture.adapter,
      endpoint: fixture.endpoint, capabilities: .all, credential: nil)
    let wish = AttemptReader.Wish(
      isStreaming: true, wantsUsage: true, promptTokens: 1, requestID: RequestID(run: "r", number: 1),
      model: "m", provider: "p", created: 1)
    var reader = AttemptReader(target, scan: nil, wish: wish)
    let isMessages = if case .message = fixture.streams.first?.events.first { true } else { false }
    let type = isMessages ? "application/vnd.amazon.eventstream" : "text/event-stream"
    reader.began(ResponseHead(status: 200, fields: [HeaderField("content-type", type)]))
    var out: [UInt8] = []
    var step = AttemptReader.Step.more
    for event in events where step == .more { step = reader.read(bytes(event).span, into: &out) }
    return (step, String(decoding: out, as: UTF8.self))
  }
}
