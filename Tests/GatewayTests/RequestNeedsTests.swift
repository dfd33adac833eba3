import RoutingEngine
import Testing

@testable import Gateway

/// What a request asks of an endpoint, found by reading it and by scanning it.
@Suite struct RequestNeedsTests {
  static let cases: [(String, Capabilities)] = [
    (#""messages":[{"role":"user","content":"hi"}]"#, []),
    (#""messages":[{"role":"user","content":"hi"}],"temperature":0.3"#, []),
    (
      #""messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f"}}]"#,
      .tools
    ),
    (#""messages":[{"role":"user","content":"hi"}],"tools":[]"#, []),
    (
      #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}]"#,
      .images
    ),
    (
      #""messages":[{"role":"user","content":"the key \"image_url\":1"}]"#, []
    ),
    (
      #""messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]"#, .prefill
    ),
    (
      #""messages":[{"role":"assistant","content":"b"},{"role":"user","content":"a"}]"#, []
    ),
    (
      #""messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}]"#,
      .tools
    ),
    (
      #""messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}}"#,
      .jsonSchema
    ),
    (#""messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_object"}"#, []),
    (#""messages":[{"role":"user","content":"a"}],"reasoning_effort":"low""#, .reasoning),
    (#""messages":[{"role":"user","content":"a"}],"reasoning_effort":"none""#, []),
    (#""messages":[{"role":"user","content":"a"}],"reasoning_effort":null"#, []),
    (#""messages":[{"role":"user","content":"a"}],"n":2"#, .severalAnswers),
    (#""messages":[{"role":"user","content":"a"}],"n":1,"logprobs":false"#, []),
    (#""messages":[{"role":"user","content":"a"}],"logprobs":true"#, .logprobs),
    (#""messages":[{"role":"user","content":"a"}],"functions":[{"name":"f"}]"#, .ownFields),
    (#""messages":[{"role":"user","content":"a"}],"functions":null,"modalities":[ "text" ]"#, []),
    (#""messages":[{"role":"user","content":"a"}],"modalities":["text","audio"]"#, .ownFields),
    (#""messages":[{"role":"user","content":"a"}],"audio":{"voice":"v"},"verbosity":"low""#, .ownFields),
  ]

  private static let tools: [(String, Capabilities)] = [
    (#""tools":[{"type":"custom","custom":{"name":"sql"}}]"#, [.tools, .otherTools]),
    (#""tools":[{"type":"function","function":{"name":"f","type":"x"}}],"tool_choice":"auto""#, .tools),
    (#""tool_choice":{"type":"custom","custom":{"name":"sql"}}"#, .otherTools),
    (#""tool_choice":{"type":"function","function":{"name":"f"}}"#, []),
  ]

  @Test(arguments: tools)
  func `of tools that are no functions are found by scanning`(fields: String, needs: Capabilities) throws {
    let body = #"{"model":"m","messages":[{"role":"user","content":"a"}],\#(fields)}"#
    #expect(try #require(RequestScan(Array(body.utf8))).needs == needs)
  }

  @Test(arguments: cases)
  func `are found by reading`(fields: String, needs: Capabilities) throws {
    #expect(try request("{\"model\":\"m\",\(fields)}").needs == needs)
  }

  @Test(arguments: cases)
  func `are found by scanning`(fields: String, needs: Capabilities) throws {
    let scan = try #require(RequestScan(Array("{\"model\":\"m\",\(fields)}".utf8)))
    #expect(scan.needs == needs)
  }

  @Test func `count a prompt by its bytes, and images by the piece`() throws {
    let text = String(repeating: "abcd", count: 100)
    #expect(
      try request(#"{"model":"m","messages":[{"role":"user","content":"\#(text)"}]}"#).promptTokenEstimate
        == 104)
    let image = String(repeating: "A", count: 40_000)
    let body =
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(image)"}}]}]}"#
    #expect(try request(body).promptTokenEstimate == 1_004)
    let scan = try #require(RequestScan(Array(body.utf8)))
    #expect((1_000..<1_050).contains(scan.promptTokenEstimate))
  }
}
