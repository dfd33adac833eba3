import Documents
import RoutingEngine
import Testing

@testable import Gateway

/// A stand-in understands what it is asked, in every protocol.
@Suite struct StubRequestTests {
  private func read(_ fixture: ProviderFixture, _ body: String) throws -> StubRequest {
    let sent = try fixture.adapter.request(request(body), for: fixture.endpoint)
    let root = JSONText.parse(sent.body)
    let route = try #require(StubRoute(path: sent.url.path, root: root))
    return StubRequest(root, wire: route.wire)
  }

  @Test(arguments: ProviderFixture.all)
  func `a forced tool is called`(fixture: ProviderFixture) throws {
    let found = try read(
      fixture,
      """
      {"model":"m","messages":[{"role":"user","content":"hi"}],"tool_choice":"required","max_tokens":9,
       "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object",
       "properties":{"x":{"type":"integer"}}}}}]}
      """)
    #expect(found.problem == nil)
    #expect(found.toolToCall?.name == "f")
    #expect(found.mostTokens == 9)
    let schema = try #require(found.toolToCall?.schema)
    #expect(JSONText.text(of: SchemaSample.value(schema)) == #"{"x":1}"#)
  }

  @Test(arguments: [
    (#""messages":[{"role":"wizard","content":"hi"}]"#, "Invalid value: 'wizard'."),
    (#""messages":[{"content":"hi"}]"#, "Missing required parameter: 'messages[].role'."),
    (#""messages":[{"role":"user","content":"hi"}],"temperature":5"#, "Expected a value <= 2, but got 5"),
    (#""messages":[{"role":"user","content":"hi"}],"temperature":-0.1"#, "Invalid 'temperature'"),
    (#""messages":[{"role":"user","content":"hi"}],"top_p":1.5"#, "Expected a value <= 1"),
    (#""messages":[{"role":"user","content":"hi"}],"max_tokens":-5"#, "Invalid 'max_tokens'"),
    (#""messages":[{"role":"user","content":"hi"}],"max_completion_tokens":0"#, "Expected a value >= 1"),
  ])
  func `OpenAI refuses roles and numbers that it does not know`(fields: String, problem: String) throws {
    let root = try #require(JSONText.parse(Array(#"{"model":"m",\#(fields)}"#.utf8)))
    for wire in [StubProtocol.openAI, .azure] {
      let found = StubRequest(root, wire: wire).problem
      #expect(found?.contains(problem) == true, "\(found ?? "nothing")")
    }
  }

  @Test(arguments: ProviderFixture.all)
  func `an offered tool is called when the user mentions it, and not again after its result`(
    fixture: ProviderFixture
  ) throws {
    let tools = #""tools":[{"type":"function","function":{"name":"get_weather","parameters":{}}}]"#
    let asked = #"{"role":"user","content":"What is the weather?"}"#
    #expect(
      try read(fixture, #"{"model":"m","messages":[\#(asked)],\#(tools)}"#).toolToCall?.name == "get_weather")
    #expect(
      try read(fixture, #"{"model":"m","messages":[{"role":"user","content":"hi"}],\#(tools)}"#).toolToCall
        == nil)
    let call = #"{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{}"}}"#
    let later = try read(
      fixture,
      """
      {"model":"m","messages":[\(asked),{"role":"assistant","content":null,"tool_calls":[\(call)]},
       {"role":"tool","tool_call_id":"call_1","content":"18C"}],\(tools)}
      """)
    #expect(later.toolToCall == nil)
  }

  @Test(arguments: ProviderFixture.all)
  func `an image counts and a schema is followed`(fixture: ProviderFixture) throws {
    let found = try read(
      fixture,
      """
      {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"hi"},
       {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K"}}]}],
       "response_format":{"type":"json_schema","json_schema":{"name":"out","strict":true,
       "schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],
       "additionalProperties":false}}}}
      """)
    #expect(found.turns.map(\.attachments) == [1])
    #expect(found.promptTokens > UnifiedRequest.tokensPerImage)
    let speech = StubSpeech(found, tokens: 8, number: 1)
    let text = speech.answer(AnswerEnvelope(id: "i", model: "m", created: 0), usage: .init()).text
    #expect(text == #"{"city":"text"}"#)
  }

  @Test(arguments: ProviderFixture.all)
  func `JSON without a schema is an object`(fixture: ProviderFixture) throws {
    let found = try read(
      fixture,
      """
      {"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}],
       "response_format":{"type":"json_object"}}
      """)
    let speech = StubSpeech(found, tokens: 8, number: 1)
    let text = speech.answer(AnswerEnvelope(id: "i", model: "m", created: 0), usage: .init()).text
    #expect(text == #"{"answer":"text"}"#)
  }

  @Test(arguments: [
    (StubProtocol.openAI, #"{"messages":[{"role":"user","content":"hi"}]}"#),
    (.anthropic, #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#),
    (.bedrock, #"{"messages":[]}"#), (.vertex, "[]"), (.azure, "{"),
  ])
  func `what the provider would not take is a problem`(wire: StubProtocol, body: String) {
    #expect(StubRequest(JSONText.parse(Array(body.utf8)), wire: wire).problem != nil)
  }

  @Test(arguments: ProviderFixture.all)
  func `an answer ends before a text that is to end it`(fixture: ProviderFixture) throws {
    let found = try read(
      fixture, #"{"model":"m","messages":[{"role":"user","content":"hi"}],"stop":["no such","finds an"]}"#)
    let speech = StubSpeech(found, tokens: 8, number: 1)
    let answer = speech.answer(AnswerEnvelope(id: "i", model: "m", created: 0), usage: .init())
    #expect(answer.text == "Every request ")
    #expect(answer.finish.reason == .stop)
  }

  @Test(arguments: [
    (#""n":0"#, "Invalid 'n'"), (#""n":129"#, "Invalid 'n'"), (#""logprobs":true"#, "Unsupported "),
  ])
  func `a wish that is not granted is refused`(wish: String, problem: String) {
    let body = #"{"model":"m","messages":[{"role":"user","content":"hi"}],\#(wish)}"#
    let found = StubRequest(JSONText.parse(Array(body.utf8)), wire: .openAI)
    #expect(found.problem?.hasPrefix(problem) == true)
  }

  @Test func `an answer goes on where a prefill ends`() {
    var request = StubRequest()
    request.turns = [.init(role: "user", text: "hi"), .init(role: "assistant", text: "Every request fi")]
    let rest = StubSpeech(request, tokens: 5, number: 1).events
    #expect(rest == [.text("nds"), .text(" an"), .text(" endpoint")])
    request.turns[1].text = "Something else"
    #expect(StubSpeech(request, tokens: 5, number: 1).events.count == 5)
  }

  @Test func `a limit cuts an answer short and says so`() {
    var request = StubRequest()
    request.mostTokens = 2
    let speech = StubSpeech(request, tokens: 5, number: 1)
    #expect(speech.events == [.text("Every"), .text(" request")])
    #expect(speech.finish == .length)
  }

  @Test(arguments: [
    (#"{"type":"string","enum":["a","b"]}"#, #""a""#), (#"{"const":3}"#, "3"),
    (#"{"type":"array","items":{"type":"boolean"},"minItems":2}"#, "[true,true]"),
    (#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, "null"),
    (#"{"type":"STRING","minLength":6}"#, #""text text""#),
    (
      ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"integer","minimum":7}}}"##,
      #"{"a":7}"#
    ),
    (#"{"type":"integer","maximum":-2}"#, "-2"), (#"{"type":"integer","exclusiveMinimum":4}"#, "5"),
    (#"{"type":"number","multipleOf":5}"#, "5"), (#"{"type":"number","minimum":0.5}"#, "0.5"),
    (#"{"type":"number","exclusiveMaximum":0,"multipleOf":3}"#, "-3"),
    (#"{"type":"string","format":"email"}"#, #""text@example.com""#),
    (#"{"type":"array","items":{"type":"null"},"maxItems":0}"#, "[]"),
    (#"{"type":"array","prefixItems":[{"type":"null"},{"const":2}],"items":false}"#, "[null,2]"),
    (#"{"type":"object","required":["x"]}"#, #"{"x":"text"}"#),
    (
      ##"{"allOf":[{"$ref":"#/$defs/A"},{"properties":{"b":{"const":2}}}],"$defs":{"A":{"type":"object","properties":{"a":{"const":1}}}}}"##,
      #"{"a":1,"b":2}"#
    ),
  ])
  func `a schema gets the plainest value it allows`(schema: String, value: String) throws {
    let node = try #require(JSONText.parse(Array(schema.utf8)))
    #expect(JSONText.text(of: SchemaSample.value(node)) == value)
  }

  @Test(arguments: [
    ##"{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"},"d":{"$ref":"#"}}}"##,
    ##"{"type":"array","minItems":64,"items":{"$ref":"#"}}"##,
  ])
  func `a schema that refers to itself many times gets a value of bounded size`(schema: String) throws {
    let node = try #require(JSONText.parse(Array(schema.utf8)))
    #expect(JSONText.text(of: SchemaSample.value(node)).utf8.count < 32 * SchemaSample.mostValues)
  }

  @Test(arguments: [
    ##"{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}"##,
    ##"{"type":"object","properties":{"sons":{"type":"array","items":{"$ref":"#"}}},"required":["sons"]}"##,
  ])
  func `a schema that holds itself gets a value that it allows`(schema: String) throws {
    let node = try #require(JSONText.parse(Array(schema.utf8)))
    let text = JSONText.text(of: SchemaSample.value(node))
    #expect(text.hasPrefix("{") && !text.contains("[null]"), "\(text)")
  }

  @Test func `a schema that refers to itself ends`() throws {
    let schema = ##"{"type":"object","properties":{"a":{"$ref":"#"}}}"##
    let node = try #require(JSONText.parse(Array(schema.utf8)))
    #expect(JSONText.text(of: SchemaSample.value(node)).utf8.count < 200)
  }
}
