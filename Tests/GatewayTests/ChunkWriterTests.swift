import Documents
import RoutingEngine
import Testing

@testable import Gateway

/// What callers get of an answer.
@Suite struct ChunkWriterTests {
  private let envelope = AnswerEnvelope(id: "chatcmpl-1", model: "m", created: 7)
  private let head =
    #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"m","choices":["#

  @Test func `streams role, text, finish reason, usage and the mark of the end`() {
    let events: [StreamEvent] = [
      .started(id: "x", model: "y"), .text("a\"b"), .usage(TokenUsage(input: 3, cachedInput: 1, output: 2)),
      .finished(Finish(reason: .stop, providerReason: "end_turn")), .completed, .text("late"),
    ]
    #expect(
      written(events, includesUsage: true) == [
        head
          + #"{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        head + #"{"index":0,"delta":{"content":"a\"b"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        head + #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}"#,
        head
          + #"],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6,"prompt_tokens_details":{"cached_tokens":1,"cache_write_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}}"#,
        "data: [DONE]",
      ])
  }

  @Test func `streams tool calls piece by piece`() {
    let events: [StreamEvent] = [
      .toolCall(index: 0, id: "c", name: "f", signature: "s"), .toolArguments(index: 0, "{}"),
    ]
    #expect(
      written(events, includesUsage: false) == [
        head
          + #"{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}"#,
        head
          + #"{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""},"extra_content":{"google":{"thought_signature":"s"}}}]},"logprobs":null,"finish_reason":null}]}"#,
        head
          + #"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}]}"#,
      ])
  }

  @Test func `marks an estimate of the usage`() {
    let lines = written([.text("a"), .completed], includesUsage: true)
    #expect(lines.dropLast().last?.hasSuffix(#""estimated":true}}"#) == true)
  }

  @Test func `ends a broken stream with an error and without the mark of the end`() {
    let failure = ProviderFailure(.overloaded, status: 200, code: "overloaded_error", message: "Overloaded")
    #expect(
      written([.text("a"), .failed(failure), .completed], includesUsage: true).last
        == #"data: {"error":{"message":"Overloaded","type":"service_unavailable_error","param":null,"code":"overloaded","provider":{"name":"claude","status":200,"code":"overloaded_error"}}}"#
    )
  }

  @Test func `writes a whole answer`() throws {
    let answer = UnifiedAnswer(
      text: "hi", reasoning: "hm", finish: Finish(reason: .length, providerReason: "max_tokens"))
    let body = AnswerWriter.body(
      answer, envelope, estimate: TokenUsage(input: 1, output: 2, isEstimate: true))
    #expect(
      try compact(body)
        == #"{"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null,"reasoning_content":"hm"},"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"completion_tokens_details":{"reasoning_tokens":0},"estimated":true}}"#
    )
  }

  @Test(arguments: ProviderFixture.all)
  func `gives a reader of its own protocol the same events`(fixture: ProviderFixture) {
    for stream in fixture.streams where stream.sufficient != nil {
      let lines = written(stream.expected, includesUsage: true)
      let again = read(OpenAIAdapter(), lines.map { UpstreamEvent.data(String($0.dropFirst(6))) })
      #expect(again.filter(\.isContent) == stream.expected.filter(\.isContent), "\(stream.title)")
      #expect(again.last == .completed, "\(stream.title)")
    }
  }

  private func written(_ events: [StreamEvent], includesUsage: Bool) -> [String] {
    var writer = ChunkWriter(envelope, includesUsage: includesUsage, provider: "claude")
    var bytes: [UInt8] = []
    for event in events {
      writer.append(event, to: &bytes, estimate: TokenUsage(input: 1, output: 1, isEstimate: true))
    }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasSuffix("\n\n"))
    return text.split(separator: "\n\n").map(String.init)
  }
}
