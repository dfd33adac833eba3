import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// A stand-in provider over real sockets.
@Suite struct StubDriverTests {
  private static let chat = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  @Test func `streams an answer`() throws {
    var bench = try StubBench(.openAI)
    let answer = try bench.ask("POST", "/v1/chat/completions", Self.chat)
    #expect(answer.status == 200)
    #expect(answer.contentType == "text/event-stream")
    #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
    #expect(bench.both.driver.inFlight == 0)
  }

  @Test(arguments: [
    (StubProtocol.openAI, "/v1/models/gpt-4o-mini", "owned_by"), (.anthropic, "/v1/models", "has_more"),
    (.azure, "/openai/v1/models", "owned_by"), (.bedrock, "/foundation-models", "modelSummaries"),
    (.vertex, "/v1beta1/publishers/google/models", "publisherModels"),
  ])
  func `lists its models`(wire: StubProtocol, path: String, word: String) throws {
    var bench = try StubBench(wire)
    let answer = try bench.ask("GET", path)
    #expect(answer.status == 200)
    #expect(answer.text.contains(word))
  }

  @Test(arguments: [
    (StubProtocol.anthropic, "/v1/messages/count_tokens", #""input_tokens":"#),
    (.bedrock, "/model/m/count-tokens", #""inputTokens":"#),
    (.vertex, "/v1/publishers/google/models/m:countTokens", #""totalTokens":"#),
  ])
  func `counts tokens`(wire: StubProtocol, path: String, word: String) throws {
    var bench = try StubBench(wire)
    let body = """
      {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}],
       "input":{"converse":{"messages":[{"role":"user","content":[{"text":"hi"}]}]}},
       "contents":[{"role":"user","parts":[{"text":"hi"}]}]}
      """
    let answer = try bench.ask("POST", path, body)
    #expect(answer.status == 200)
    #expect(answer.text.contains(word))
  }

  @Test(arguments: StubProtocol.allCases)
  func `refuses what no provider of its protocol has`(wire: StubProtocol) throws {
    var bench = try StubBench(wire)
    #expect(try bench.ask("GET", "/favicon.ico").status == 404)
    #expect(try bench.ask("POST", "/v2/nothing", "{}").status == 404)
    let other = wire == .bedrock ? "/v1/messages" : "/model/m/converse"
    #expect(try bench.ask("POST", other, "{}").status == 404)
  }

  @Test func `refuses a body that is no JSON`() throws {
    var bench = try StubBench(.openAI)
    let answer = try bench.ask("POST", "/v1/chat/completions", "{")
    #expect(answer.status == 400)
    #expect(answer.text.contains("invalid_request_error"))
  }

  @Test func `faults begin and are lifted while it runs`() throws {
    var bench = try StubBench(.openAI) { body in
      body.isEmpty ? .clear : .add([StubFault(.error(.overloaded, latency: .zero))])
    }
    #expect(try bench.ask("POST", "/control", "fault").text.contains(#""kind":"error""#))
    #expect(try bench.ask("POST", "/v1/chat/completions", Self.chat).status == 503)
    #expect(try bench.ask("GET", "/control").text.contains(#""struck":1"#))
    #expect(try bench.ask("DELETE", "/control").text.contains(#""faults":[]"#))
    #expect(try bench.ask("POST", "/v1/chat/completions", Self.chat).status == 200)
  }

  @Test func `a control body that is wrong or too long changes nothing`() throws {
    var bench = try StubBench(.openAI) { _ in .refuse(["control:1:1: wrong"]) }
    let wrong = try bench.ask("POST", "/control", "x")
    #expect(wrong.status == 400)
    #expect(wrong.text == #"{"problems":["control:1:1: wrong"]}"#)
    let long = try bench.ask("POST", "/control", String(repeating: "x", count: 100_000))
    #expect(long.status == 413)
    #expect(try bench.ask("PATCH", "/control", "x").status == 405)
  }

  @Test func `a disconnect sends no byte`() throws {
    var bench = try StubBench(.openAI) { _ in .add([StubFault(.connect)]) }
    _ = try bench.ask("POST", "/control", "x")
    let answer = try bench.ask("POST", "/v1/chat/completions", Self.chat)
    #expect(answer.status == 0)
    #expect(answer.failure == .cutBeforeResponse)
  }

  @Test func `a cut whole answer is shorter than announced`() throws {
    var bench = try StubBench(.openAI) { _ in .add([StubFault(.cutStream)]) }
    _ = try bench.ask("POST", "/control", "x")
    let body = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#
    #expect(try bench.ask("POST", "/v1/chat/completions", body).failure == .cutInBody)
  }

  @Test func `a caller who goes away is forgotten`() throws {
    var bench = try StubBench(.openAI) { _ in .add([StubFault(.blackhole)]) }
    _ = try bench.ask("POST", "/control", "x")
    let id = try bench.start("POST", "/v1/chat/completions", Self.chat)
    let isWaiting = bench.turn { $0.driver.inFlight == 1 }
    #expect(isWaiting)
    bench.loop.cancel(id)
    let isForgotten = bench.turn { $0.driver.inFlight == 0 }
    #expect(isForgotten)
    #expect(try bench.ask("GET", "/control").text.contains(#""cancelled":1"#))
  }

  @Test(arguments: [true, false])
  func `a caller who leaves an answer that has stalled is forgotten`(isStreaming: Bool) throws {
    var bench = try StubBench(.openAI) { _ in .add([StubFault(.stallStream)]) }
    _ = try bench.ask("POST", "/control", "x")
    let body = #"{"model":"m","stream":\#(isStreaming),"messages":[{"role":"user","content":"hi"}]}"#
    let id = try bench.start("POST", "/v1/chat/completions", body)
    let hasBegun = bench.turn { $0.answers[id]?.text.isEmpty == false }
    #expect(hasBegun)
    bench.loop.cancel(id)
    let isForgotten = bench.turn { $0.driver.inFlight == 0 }
    #expect(isForgotten)
  }

  @Test func `an answer larger than any buffer arrives whole`() throws {
    var bench = try StubBench(.anthropic, tokens: 20_000)
    bench.both.driver = StubDriver(
      {
        var options = StubOptions(.anthropic)
        options.ttft = .zero
        options.pace = .zero
        options.tokens = 20_000
        return options
      }(), control: { _ in .clear })
    let body = #"{"model":"m","max_tokens":50000,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#
    let answer = try bench.ask("POST", "/v1/messages", body)
    #expect(answer.failure == nil)
    #expect(answer.text.hasSuffix("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"))
    #expect(answer.text.split(separator: "\n").count { $0.contains("text_delta") } == 20_000)
  }
}
