import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Answers that go on to the caller as they are.
@Suite struct PassthroughTests {
  private func watch(answers: Int = 1, wantsUsage: Bool = true) -> PassthroughStream {
    PassthroughStream(rules: OpenAICompatibleErrors.rules, answerCount: answers, wantsUsage: wantsUsage)
  }

  @Test(arguments: ProviderFixture.all)
  func `are judged like streams that are read`(fixture: ProviderFixture) {
    guard let adapter = fixture.adapter as? any SplicingAdapter else { return }
    for stream in fixture.streams {
      for count in 0...stream.events.count {
        let part = stream.events.prefix(count)
        var watch = PassthroughStream(rules: adapter.errorRules, answerCount: 1, wantsUsage: true)
        var verdicts = part.map { watch.read($0.payload) }
        verdicts.append(watch.end())
        let events = read(adapter, part)
        switch events.last {
        case .completed: #expect(verdicts.contains(.complete), "\(stream.title), \(count)")
        case .failed(let failure): #expect(verdicts.contains(.fail(failure)), "\(stream.title), \(count)")
        default: Issue.record("\(stream.title), \(count): no end")
        }
        let hasContent = verdicts.contains(.forward(isContent: true))
        let isBroken = verdicts.contains { if case .fail = $0 { true } else { false } }
        #expect(events.contains(where: \.isContent) || !hasContent, "\(stream.title), \(count)")
        #expect(!events.contains(where: \.isContent) || hasContent || isBroken, "\(stream.title), \(count)")
        let usages = events.compactMap { if case .usage(let usage) = $0 { usage } else { nil } }
        #expect(watch.usage == usages.last, "\(stream.title), \(count)")
      }
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `judge whole answers like readers do`(fixture: ProviderFixture) {
    guard let adapter = fixture.adapter as? any SplicingAdapter else { return }
    for answer in fixture.answers {
      let body = Array(answer.body.utf8)
      do {
        let found = try PassthroughAnswer(body, rules: adapter.errorRules)
        let expected = try answer.expected.get()
        #expect(found.finish == expected.finish, "\(answer.body)")
        #expect(found.usage == expected.usage, "\(answer.body)")
      } catch {
        #expect(answer.expected == .failure(error), "\(answer.body)")
      }
    }
  }

  @Test func `tell content from the rest`() {
    var watch = watch()
    let chunks: [(String, PassthroughStream.Verdict)] = [
      (#"{"choices":[],"prompt_filter_results":[]}"#, .withhold),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
        .forward(isContent: false)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":null,"tool_calls":[]}}]}"#,
        .forward(isContent: false)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0}]}}]}"#,
        .forward(isContent: false)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":"#
          + #"[{"index":0,"id":"c1","type":"function","function":{"name":"","arguments":""}}]}}]}"#,
        .forward(isContent: false)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"function_call":{"name":null,"arguments":""}}}]}"#,
        .forward(isContent: false)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":"#
          + #"[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]}}]}"#,
        .forward(isContent: true)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":"#
          + #"[{"index":0,"function":{"arguments":"{"}}]}}]}"#,
        .forward(isContent: true)
      ),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"reasoning_content":"x"}}]}"#,
        .forward(isContent: true)
      ),
      (#"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"x"}}]}"#, .forward(isContent: true)),
      (
        #"{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        .forward(isContent: false)
      ),
      (
        #"{"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#,
        .forward(isContent: false)
      ),
      ("[DONE]", .complete), ("[DONE]", .withhold),
    ]
    for (chunk, verdict) in chunks { #expect(watch.read(Array(chunk.utf8)) == verdict, "\(chunk)") }
    #expect(watch.usage == TokenUsage(input: 1, output: 2))
    #expect(watch.finish == Finish(reason: .stop, providerReason: "stop"))
    #expect(watch.envelope == AnswerEnvelope(id: "c", model: "m", created: 0))
    #expect(watch.hasForwardedUsage)
  }

  @Test func `keep the usage from a caller who did not ask for it`() {
    var watch = watch(wantsUsage: false)
    #expect(
      watch.read(Array(#"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#.utf8))
        == .withhold)
    #expect(watch.usage == TokenUsage(input: 1, output: 2))
    #expect(!watch.hasForwardedUsage)
  }

  @Test func `are whole when all answers are`() {
    var watch = watch(answers: 2)
    let first = #"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}"#
    let second = #"{"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":"length"}]}"#
    let beginning = #"{"choices":[{"index":1,"delta":{"content":"b"}}]}"#
    _ = watch.read(Array(first.utf8))
    #expect(watch.mayEnd && !watch.isWhole, "a server may send fewer answers than it was asked for")
    _ = watch.read(Array(beginning.utf8))
    var early = watch
    #expect(early.end() == .fail(.cut("the stream ended before the answer had a finish reason")))
    _ = watch.read(Array(second.utf8))
    #expect(watch.isWhole)
    #expect(watch.end() == .complete)
  }

  @Test func `fail at bytes that are not UTF-8`() {
    var watch = watch()
    let chunk = Array(#"{"choices":[{"index":0,"delta":{"content":"a"#.utf8) + [0xFF] + Array(#""}}]}"#.utf8)
    #expect(watch.read(chunk) == .fail(.cut("an event of the stream is no JSON object")))
    #expect(throws: ProviderFailure.self) {
      try PassthroughAnswer(chunk, rules: OpenAICompatibleErrors.rules)
    }
  }

  @Test func `survive bytes that were mutated`() {
    let seed: UInt64 = 13
    var random = SplitMix(state: seed)
    var completed = 0
    for _ in 0..<500 {
      var watch = watch()
      for event in ProviderFixture.openAI.streams[0].events {
        let bytes = Bool.random(using: &random) ? event.payload.mutated(&random) : event.payload
        if watch.read(bytes) == .complete { completed += 1 }
      }
      #expect(watch.end() != .forward(isContent: true), "seed \(seed)")
    }
    #expect(completed > 0, "seed \(seed)")
  }
}
