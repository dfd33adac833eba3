import RoutingEngine
import Testing

@testable import Gateway

/// What a provider's protocol or model cannot say, and how near it comes.
@Suite struct TranslationTests {
  @Test(arguments: [
    ("anthropic", "claude-sonnet-4-6", #""n":2"#, "n"),
    ("anthropic", "claude-sonnet-4-6", #""logprobs":true"#, "logprobs"),
    ("anthropic", "claude-sonnet-4-6", #""functions":[{"name":"f"}]"#, "functions"),
    ("aws-bedrock", "amazon.nova-pro-v1:0", #""modalities":["text","audio"]"#, "modalities"),
    (
      "anthropic", "claude-opus-5-5",
      #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required""#, "tool_choice"
    ),
    (
      "anthropic", "claude-3-haiku",
      #""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}}"#, "response_format"
    ),
  ])
  func `is refused where the meaning would be lost`(kind: String, model: String, field: String, name: String)
    throws
  {
    let body = #"{"model":"m","messages":[{"role":"user","content":"a"}],\#(field)}"#
    #expect(try refusal(kind, model, body)?.message.hasPrefix("\(name): ") == true)
  }

  @Test(arguments: [
    ("aws-bedrock", "amazon.nova-pro-v1:0", "https://x/y.png", "messages[0].content[0]"),
    ("aws-bedrock", "amazon.nova-pro-v1:0", "data:image/tiff;base64,AA==", "messages[0].content[0]"),
    ("anthropic", "claude-sonnet-4-6", "http://x/y.png", "messages[0].content[0]"),
    ("gcp-vertex", "gemini-3.5-flash", "https://x/y", "messages[0].content[0]"),
  ])
  func `is refused for images the provider cannot have`(
    kind: String, model: String, url: String, path: String
  )
    throws
  {
    let body =
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"\#(url)"}}]}]}"#
    let failure = try refusal(kind, model, body)
    #expect(failure?.message.hasPrefix(path) == true)
    #expect(failure?.status == 0 && failure?.circumstance == .notForThisEndpoint)
  }

  @Test(arguments: [("anthropic", "claude-sonnet-4-6"), ("gcp-vertex", "gemini-3.5-flash")])
  func `is refused for an answer's beginning the model does not go on with`(kind: String, model: String)
    throws
  {
    let body = #"{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#
    #expect(try refusal(kind, model, body)?.message.hasPrefix("messages: ") == true)
  }

  @Test(arguments: [
    ("anthropic", "claude-haiku-4-5", #""stop":["\n"]"#, ["stop"]),
    ("anthropic", "claude-haiku-4-5", #""stop":["\n","END"]"#, ["stop"]),
    ("anthropic", "claude-haiku-4-5", #""stop":["END"],"temperature":1"#, []),
    ("anthropic", "claude-haiku-4-5", #""temperature":1.7"#, ["temperature"]),
    ("aws-bedrock", "amazon.nova-pro-v1:0", #""temperature":1.7"#, ["temperature"]),
    ("aws-bedrock", "amazon.nova-pro-v1:0", #""stop":["","END"]"#, ["stop"]),
  ])
  func `tells what it leaves out or changes`(kind: String, model: String, field: String, dropped: [String])
    throws
  {
    let body = #"{"model":"m","messages":[{"role":"user","content":"a"}],\#(field)}"#
    let adapter = try #require(ProviderTable.adapter(kind: kind, model: model))
    let sent = try adapter.request(request(body), for: ProviderEndpoint(model: model))
    #expect(sent.droppedFields == dropped)
  }

  @Test func `gives the beginning of an answer without blanks at its end`() throws {
    let sent = try body(
      "anthropic", "claude-haiku-4-5",
      #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b \n"}]}"#
    )
    #expect(
      sent
        == #"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#
    )
  }

  @Test func `puts results first and late instructions into the user's turn`() throws {
    let sent = try body(
      "anthropic", "claude-haiku-4-5",
      #"""
      {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},
      {"role":"assistant","tool_calls":[{"id":"x:1","type":"function","function":{"name":"f","arguments":""}},
        {"id":"y","type":"function","function":{"name":"g","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"x:1","content":"1"},{"role":"system","content":"late"},
      {"role":"tool","tool_call_id":"y","content":"2"},{"role":"user","content":"go"}]}
      """#)
    #expect(
      sent.hasSuffix(
        #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"x_1","content":"1"},{"type":"tool_result","tool_use_id":"y","content":"2"},{"type":"text","text":"late"},{"type":"text","text":"go"}]}]}"#
      ))
  }

  @Test func `keeps late instructions apart where the model takes them`() throws {
    let sent = try body(
      "anthropic", "claude-sonnet-5-5",
      #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"system","content":"late"},{"role":"user","content":"b"}]}"#
    )
    #expect(
      sent.hasSuffix(
        #""messages":[{"role":"user","content":"a"},{"role":"system","content":"late"},{"role":"user","content":"b"}]}"#
      ))
  }

  @Test func `keeps the tools of a Converse history though none may be called`() throws {
    let sent = try body(
      "aws-bedrock", "amazon.nova-pro-v1:0",
      #"""
      {"model":"m","messages":[{"role":"user","content":"a"},
      {"role":"assistant","tool_calls":[{"id":"y","type":"function","function":{"name":"g","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"y","content":""}]}
      """#)
    #expect(sent.contains(#""toolConfig":{"tools":[{"toolSpec":{"name":"g""#))
    #expect(sent.contains(#"{"text":"(no output)"}"#))
  }

  @Test func `does not ask an older Claude to think in a loop of tools`() throws {
    let sent = try body(
      "anthropic", "claude-haiku-4-5",
      #"""
      {"model":"m","max_tokens":9000,"reasoning_effort":"high","messages":[{"role":"user","content":"a"},
      {"role":"assistant","tool_calls":[{"id":"y","type":"function","function":{"name":"g","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"y","content":"1"}]}
      """#)
    #expect(!sent.contains("thinking"))
  }

  @Test func `cuts the limit of the answer to the model's`() throws {
    let sent = try body(
      "anthropic", "claude-haiku-4-5",
      #"{"model":"m","max_tokens":999999,"messages":[{"role":"user","content":"a"}]}"#)
    #expect(sent.contains(#""max_tokens":64000"#))
  }

  @Test func `takes instructions alone for the user's wish`() throws {
    let sent = try body(
      "aws-bedrock", "amazon.nova-pro-v1:0", #"{"model":"m","messages":[{"role":"system","content":"a"}]}"#)
    #expect(sent == #"{"messages":[{"role":"user","content":[{"text":"a"}]}]}"#)
  }

  @Test(arguments: [
    ("anthropic", "claude-sonnet-4-6", "none", #""thinking":{"type":"disabled"}"#),
    (
      "anthropic", "claude-sonnet-4-6", "xhigh",
      #""thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}"#
    ),
    ("anthropic", "claude-sonnet-5-5", "minimal", #""output_config":{"effort":"low"}"#),
    ("anthropic", "claude-haiku-4-5", "high", #""thinking":{"type":"enabled","budget_tokens":16384}"#),
    ("gcp-vertex", "gemini-2.5-flash", "none", #""thinkingBudget":0,"includeThoughts":false"#),
    ("gcp-vertex", "gemini-3.5-flash", "max", #""thinkingLevel":"HIGH","includeThoughts":true"#),
    ("aws-bedrock", "us.anthropic.claude-opus-5-5", "medium", #""outputConfig":{"effort":"medium"}"#),
  ])
  func `says how much to think in the model's own way`(
    kind: String, model: String, effort: String, part: String
  )
    throws
  {
    let sent = try body(
      kind, model,
      #"{"model":"m","messages":[{"role":"user","content":"a"}],"reasoning_effort":"\#(effort)"}"#)
    #expect(sent.contains(part), "\(sent)")
  }

  @Test func `sends back the proof of a thought`() throws {
    let sent = try body(
      "gcp-vertex", "gemini-3.5-flash",
      #"""
      {"model":"m","messages":[{"role":"user","content":"a"},
      {"role":"assistant","tool_calls":[{"id":"y","type":"function","function":{"name":"g","arguments":"{}"},
        "extra_content":{"google":{"thought_signature":"c2ln"}}}]},
      {"role":"tool","tool_call_id":"y","content":"1"}]}
      """#)
    #expect(sent.contains(#""thoughtSignature":"c2ln""#))
  }

  private func refusal(_ kind: String, _ model: String, _ body: String) throws -> ProviderFailure? {
    let adapter = try #require(ProviderTable.adapter(kind: kind, model: model))
    do {
      _ = try adapter.request(request(body), for: ProviderEndpoint(model: model))
      return nil
    } catch let failure as ProviderFailure {
      return failure
    }
  }

  private func body(_ kind: String, _ model: String, _ body: String) throws -> String {
    let adapter = try #require(ProviderTable.adapter(kind: kind, model: model))
    let sent = try adapter.request(request(body), for: ProviderEndpoint(model: model))
    return String(decoding: sent.body, as: UTF8.self)
  }
}
