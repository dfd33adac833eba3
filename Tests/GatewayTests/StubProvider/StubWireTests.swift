import Documents
import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// A stand-in provider is understood by the adapter of its protocol.
@Suite struct StubWireTests {
  private static let usage = TokenUsage(input: 7, cachedInput: 3, output: 9)
  private static let envelope = AnswerEnvelope(id: "id-1", model: "m", created: 5)

  static let adapters: [(StubProtocol, any ProviderAdapter)] = [
    (.openAI, OpenAIAdapter()), (.azure, AzureAdapter()), (.anthropic, AnthropicAdapter(host: .anthropic)),
    (.bedrock, BedrockAdapter()), (.vertex, GeminiAdapter()),
  ]

  @Test(arguments: StubProtocol.allCases)
  func `answers whole`(wire: StubProtocol) throws {
    let adapter = try #require(StubWireTests.adapters.first { $0.0 == wire }?.1)
    let sent = UnifiedAnswer(
      id: "id-1", model: "m", text: "Hi \"there\"", reasoning: "hm",
      toolCalls: [ToolCall(id: "c1", name: "f", arguments: #"{"x":1}"#)],
      finish: Finish(reason: .toolCalls, providerReason: ""), usage: StubWireTests.usage)
    var got = try adapter.answer(
      wire.encoder(StubWireTests.envelope, usage: StubWireTests.usage).answer(sent))
    got.finish.providerReason = ""
    var expected = sent
    if wire == .bedrock { (expected.id, expected.model) = (nil, nil) }
    #expect(got == expected)
  }

  @Test(arguments: StubProtocol.allCases)
  func `answers in pieces`(wire: StubProtocol) throws {
    let adapter = try #require(StubWireTests.adapters.first { $0.0 == wire }?.1)
    let sent: [StreamEvent] = [
      .started(id: "id-1", model: "m"), .reasoning("hm"), .text("Hel"), .text("lo"),
      .toolCall(index: 0, id: "c1", name: "f", signature: nil), .toolArguments(index: 0, #"{"x":1}"#),
      .toolCall(index: 1, id: "c2", name: "g", signature: nil), .toolArguments(index: 1, "{}"),
      .finished(Finish(reason: .toolCalls, providerReason: "")), .completed,
    ]
    let got = read(adapter, events(wire, sent))
    #expect(got.filter(\.isContent) == sent.filter(\.isContent))
    #expect(got.last == .completed)
    #expect(got.contains(.usage(StubWireTests.usage)))
    let reasons = got.compactMap { if case .finished(let finish) = $0 { finish.reason } else { nil } }
    #expect(reasons == [.toolCalls])
  }

  @Test func `gives several answers whole, each under its index`() throws {
    let answer = UnifiedAnswer(text: "Hi", finish: Finish(reason: .stop, providerReason: ""))
    let body = StubProtocol.openAI.encoder(StubWireTests.envelope, usage: StubWireTests.usage, answers: 2)
      .answer(answer)
    let choices = try #require(JSONText.parse(body)?["choices"]?.array)
    #expect(choices.map { $0["index"]?.integer } == [0, 1])
    #expect(choices.map { $0["message"]?["content"]?.string } == ["Hi", "Hi"])
  }

  @Test func `gives several answers in pieces, with one end`() throws {
    var encoder = StubProtocol.openAI.encoder(
      StubWireTests.envelope, usage: StubWireTests.usage, answers: 2)
    var bytes: [UInt8] = []
    let end = Finish(reason: .stop, providerReason: "")
    for event in [StreamEvent.started(id: "i", model: "m"), .text("Hi"), .finished(end), .completed] {
      encoder.append(event, to: &bytes)
    }
    let events = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n\n").map {
      $0.dropFirst(6)
    }
    #expect(events.count { $0 == "[DONE]" } == 1 && events.last == "[DONE]")
    var watch = PassthroughStream(rules: OpenAIErrors.rules, answerCount: 2, wantsUsage: true)
    let verdicts = events.map { watch.read(Array($0.utf8)) }
    #expect(verdicts.count { $0 == .forward(isContent: true) } == 2)
    #expect(verdicts.last == .complete && watch.usage == StubWireTests.usage)
  }

  @Test(arguments: StubProtocol.allCases, [OutcomeClass.serverError, .overloaded, .rateLimited])
  func `breaks inside an answer`(wire: StubProtocol, outcome: OutcomeClass) throws {
    let adapter = try #require(StubWireTests.adapters.first { $0.0 == wire }?.1)
    let failure = ProviderFailure(outcome, status: 200, message: "sorry")
    let got = read(adapter, events(wire, [.started(id: "i", model: "m"), .text("a"), .failed(failure)]))
    guard case .failed(let found) = got.last else {
      Issue.record("ended with \(String(describing: got.last))")
      return
    }
    #expect(found.outcome == outcome)
    #expect(found.message == "sorry")
  }

  @Test(
    arguments: StubProtocol.allCases,
    [
      OutcomeClass.serverError, .overloaded, .rateLimited, .quotaExhausted, .auth, .permission, .modelGone,
      .invalidRequest, .contextLength,
    ])
  func `refuses in the provider's way`(wire: StubProtocol, outcome: OutcomeClass) throws {
    let adapter = try #require(StubWireTests.adapters.first { $0.0 == wire }?.1)
    let response = StubError(outcome, message: "sorry", retryAfter: "4").response(as: wire)
    let found = adapter.failure(
      FailedResponse(
        status: response.status, headers: response.headers, body: response.body,
        receivedAt: WallTime(seconds: 0)))
    #expect(found.outcome == outcome)
    if outcome == .rateLimited { #expect(found.retryAfter == .seconds(4)) }
  }

  @Test(arguments: ProviderFixture.all)
  func `is found where adapters send requests`(fixture: ProviderFixture) throws {
    for (sample, isStreaming) in [(Samples.plain, false), (Samples.full, true)] {
      let sent = try fixture.adapter.request(request(sample), for: fixture.endpoint)
      let route = StubRoute(path: sent.url.path, body: sent.body)
      #expect(route?.isStreaming == isStreaming)
      #expect(route?.model.isEmpty == false)
      #expect(route.map { wire in StubWireTests.adapters.contains { $0.0 == wire.wire } } == true)
    }
    #expect(StubRoute(path: "/favicon.ico", body: []) == nil)
  }

  private func events(_ wire: StubProtocol, _ sent: [StreamEvent]) -> [UpstreamEvent] {
    var encoder = wire.encoder(StubWireTests.envelope, usage: StubWireTests.usage)
    var bytes: [UInt8] = []
    for event in sent { encoder.append(event, to: &bytes) }
    var offset = 0
    var events: [UpstreamEvent] = []
    if wire == .bedrock {
      var decoder = EventStreamDecoder()
      while offset < bytes.count {
        if case .message(let message) = decoder.next(bytes.span, from: &offset) {
          events.append(UpstreamEvent(message))
        }
      }
    } else {
      var parser = SSEParser()
      while offset < bytes.count {
        if case .event = parser.next(bytes.span, from: &offset) { events.append(.data(parser.data)) }
      }
    }
    return events
  }
}
