import Documents
import RoutingEngine
import Testing

@testable import Gateway

/// What is read of a caller's request, and what is said of a wrong one.
@Suite struct RequestReaderTests {
  @Test func `reads every field it knows and keeps the others`() throws {
    let found = try request(
      #"""
      {"model":"recap@use1/sonnet","messages":[
        {"role":"system","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}],"name":"boss"},
        {"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}},
          {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QQ=="}},
          {"type":"input_audio","input_audio":{"data":"QQ==","format":"wav"}}]},
        {"role":"assistant","content":[{"type":"refusal","refusal":"no"}]},
        {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""},
          "extra_content":{"google":{"thought_signature":"sig"}}}]},
        {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"r"}]}],
      "tools":[{"type":"function","function":{"name":"f"}}],
      "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,
      "response_format":{"type":"json_object"},"max_tokens":5,"max_completion_tokens":6,"stop":"X",
      "temperature":0,"top_p":1,"frequency_penalty":-2,"presence_penalty":2,"seed":-1,"logit_bias":{"1":2},
      "logprobs":false,"top_logprobs":3,"n":1,"reasoning_effort":"xhigh","stream":true,"user":"u",
      "safety_identifier":"s","service_tier":"flex","metadata":{"a":"b"},"verbosity":"low","store":null}
      """#)
    #expect(found.model == "recap@use1/sonnet")
    #expect(
      found.messages == [
        .system(Instruction(text: "A\nB", name: "boss")),
        .user(
          UserMessage(parts: [
            .image(.url("https://x/y.png"), detail: nil),
            .file(InlineData(mediaType: "application/pdf", base64: "QQ=="), name: "a.pdf"),
            .audio(base64: "QQ==", format: "wav"),
          ])),
        .assistant(AssistantMessage(refusal: "no")),
        .assistant(
          AssistantMessage(toolCalls: [ToolCall(id: "c", name: "f", arguments: "", signature: "sig")])),
        .tool(ToolResult(callID: "c", text: "r")),
      ])
    #expect(found.tools == [Tool(name: "f")])
    #expect(found.toolChoice == .named("f"))
    #expect(found.allowsParallelToolCalls == false)
    #expect(found.responseFormat == .jsonObject)
    #expect(found.maxOutputTokens == 6)
    #expect(found.outputLimitKey == .maxCompletionTokens)
    #expect(found.stop == ["X"])
    #expect(found.sampling.temperature == 0 && found.sampling.topP == 1 && found.sampling.seed == -1)
    #expect(found.sampling.frequencyPenalty == -2 && found.sampling.presencePenalty == 2)
    #expect(found.sampling.logprobs == false && found.sampling.topLogprobs == 3)
    #expect(found.answerCount == 1)
    #expect(found.reasoningEffort == .xhigh)
    #expect(found.isStreaming && !found.wantsUsageInStream)
    #expect(found.user == "u" && found.safetyIdentifier == "s" && found.serviceTier == "flex")
    #expect(found.extras.map(\.key) == ["verbosity"])
  }

  @Test(arguments: [
    (#"[]"#, String?.none, "The body must be an object, is a list."),
    (#"{"messages":[]}"#, "model", "`model` is missing."),
    (#"{"model":"","messages":[]}"#, "model", "`model` must name a feature, is empty."),
    (#"{"model":"m"}"#, "messages", "`messages` is missing."),
    (#"{"model":"m","messages":[]}"#, "messages", "`messages` must not be empty."),
    (#"{"model":"m","messages":{}}"#, "messages", "`messages` must be a list, is an object."),
    (#"{"model":7,"messages":[]}"#, "model", "`model` must be a string, is a number."),
    (#"{"model":"m","messages":["hi"]}"#, "messages[0]", "`messages[0]` must be an object, is a string."),
    (#"{"model":"m","messages":[{"content":"hi"}]}"#, "messages[0].role", "`messages[0].role` is missing."),
    (
      #"{"model":"m","messages":[{"role":"bot","content":"hi"}]}"#, "messages[0].role",
      "`messages[0].role` must be \"developer\", \"system\", \"user\", \"assistant\" or \"tool\"."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text"}]}]}"#,
      "messages[0].content[1].text", "`messages[0].content[1].text` is missing."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,x"}}]}]}"#,
      "messages[0].content[0].image_url.url",
      "`messages[0].content[0].image_url.url` must read data:TYPE;base64,BYTES."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}]}"#,
      "messages[0].content[0].image_url.url",
      "`messages[0].content[0].image_url.url` must be a data: or https: URL."
    ),
    (
      #"{"model":"m","messages":[{"role":"assistant","content":null}]}"#, "messages[0].content",
      "`messages[0].content` is missing; only a message with `tool_calls` may go without."
    ),
    (
      #"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#, "messages[0].tool_call_id",
      "`messages[0].tool_call_id` is missing."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":2.5}"#, "temperature",
      "`temperature` must be from 0.0 to 2.0, is 2.5."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":0}"#, "max_tokens",
      "`max_tokens` must be from 1 to 2147483647, is 0."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"stop":["a","b","c","d","e"]}"#, "stop",
      "`stop` has 5 items, the limit is 4."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"stream":"yes"}"#, "stream",
      "`stream` must be true or false, is a string."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"stream_options":{}}"#, "stream_options",
      "`stream_options` is only allowed when `stream` is true."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"tool_choice":"required"}"#, "tool_choice",
      "`tool_choice` asks for a tool, but `tools` is empty."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a b"}}]}"#,
      "tools[0].function.name", "`tools[0].function.name` must be 1 to 64 letters, digits, `_` or `-`."
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":"x"}],"reasoning_effort":"extreme"}"#,
      "reasoning_effort",
      #"`reasoning_effort` must be one of "none", "minimal", "low", "medium", "high", "xhigh", "max"."#
    ),
  ])
  func `names the field that is wrong`(body: String, param: String?, message: String) {
    let error = refusal(body)
    #expect(error?.message == message)
    #expect(error?.param == param)
    #expect(error?.status == 400)
    #expect(error?.type == "invalid_request_error")
  }

  @Test func `says where a body is no JSON`() {
    let error = refusal("{\"model\":\n x}")
    #expect(error?.code == "invalid_json")
    #expect(error?.message.hasPrefix("The body cannot be read as JSON: line 2, column 2: ") == true)
  }

  @Test func `refuses a body that is too deep as wrong, one that is too large as too large`() {
    #expect(refusal(String(repeating: "[", count: 300))?.status == 400)
    #expect(refusal("[1,2]", limits: Document.Limits(bytes: 4))?.status == 413)
  }

  @Test func `answers for requests that were mutated`() {
    let seed: UInt64 = 77
    var random = SplitMix(state: seed)
    var read = 0
    for _ in 0..<500 {
      let body = Array(Samples.full.utf8).mutated(&random)
      do {
        let found = try RequestReader.read(body)
        read += found.messages.isEmpty ? 0 : 1
      } catch {
        #expect(error.status == 400 || error.status == 413, "seed \(seed)")
      }
    }
    #expect(read > 0, "seed \(seed)")
  }

  private func refusal(_ body: String, limits: Document.Limits = Document.Limits()) -> GatewayError? {
    do {
      _ = try RequestReader.read(Array(body.utf8), limits: limits)
      return nil
    } catch {
      return error
    }
  }
}
