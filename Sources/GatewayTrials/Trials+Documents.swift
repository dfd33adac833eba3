#if DEBUG
  import Documents
  @testable import Gateway

  extension Trials {
    /// The readers of JSON.
    static var documents: [Trial] {
      [
        Trial("json", corpus: requestTexts + json, words: jsonWords, verdict: document),
        Trial("request-scan", corpus: requestTexts, words: jsonWords + requestWords, verdict: requestScan),
      ]
    }

    static let jsonWords = [
      "{", "}", "[", "]", "\"", ":", ",", "null", "true", "false", "{}", "[]", "\"\"", "0", "-1", "1.5e3",
      "\\u00e9",
      "\\", "/*", "//", "'", "NaN", "Infinity", "+1", "0x1F", ",]", ",}",
    ]

    private static let json = [
      #"{"a":[1,-2.5e3,"\u00e9\n",null,true],"b":{}}"#, #"{a:'b',/* c */d:+0x1F,e:[1,],}"#, #""text""#,
      "[[[]]]",
    ].map { Array($0.utf8) }

    static let requestWords = [
      "\"model\":", "\"messages\":", "\"stream\":true", "\"stream_options\":{\"include_usage\":true}",
      "\"n\":2",
      "\"role\":\"user\"", "\"content\":", "\"tools\":[", "\"tool_choice\":\"auto\"", "\"response_format\":",
      "\"m\\u006fdel\":\"x\"", "\"model\":\"y\",",
    ]

    static let requestTexts = [
      #"{"model":"recap","messages":[{"role":"user","content":"hi"}]}"#,
      #"""
      {"model":"recap@use1/x","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[
      {"type":"text","text":"Weather?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw=="}}]},
      {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f",
      "arguments":"{\"city\":\"Paris\"}"}}]},{"role":"tool","tool_call_id":"call_1","content":"18C"}],
      "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":true}}],
      "tool_choice":"auto","max_tokens":64,"temperature":0.5,"stop":["END"],"seed":7,"user":"u1",
      "stream":true,"stream_options":{"include_usage":true},"x_new":{"a":[1]}}
      """#,
      #"""
      {"model":"recap","messages":[{"role":"system","content":"Extract."},{"role":"user","content":"Ada, 36"}],
      "response_format":{"type":"json_schema","json_schema":{"name":"p","strict":true,"schema":{"type":"object"}}},
      "reasoning_effort":"low","max_completion_tokens":4096,"n":1}
      """#,
    ].map { Array($0.utf8) }

    private static func parse(_ input: [UInt8], _ dialect: Dialect) -> Node? {
      do { return try Document.parse(input, dialect: dialect) } catch { return nil }
    }

    /// Two values without their places.
    private static func text(_ node: Node) -> String { JSONText.text(of: node) }

    private static func document(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let relaxed = parse(input, .json5)
      guard let strict = parse(input, .json) else { return nil }
      let written = text(strict)
      guard let again = parse(Array(written.utf8), .json) else {
        return "what was written cannot be read: \(written)"
      }
      if text(again) != written { return "\(written) reads as \(text(again))" }
      // JSON5 is tighter about control characters and separators in strings only.
      if let relaxed, text(relaxed) != written { return "JSON5 reads \(text(relaxed)), JSON \(written)" }
      return nil
    }

    /// What the scan finds is what the reader reads, and a splice changes the model and nothing else.
    private static func requestScan(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      guard let scan = RequestScan(input) else { return nil }
      let request: UnifiedRequest
      do { request = try RequestReader.read(input) } catch { return nil }
      if scan.model != request.model { return "model \(scan.model), read \(request.model)" }
      if scan.isStreaming != request.isStreaming { return "stream \(scan.isStreaming)" }
      if scan.wantsUsageInStream != request.wantsUsageInStream { return "usage \(scan.wantsUsageInStream)" }
      if scan.answerCount != request.answerCount ?? 1 { return "n \(scan.answerCount)" }
      if !scan.needs.isSuperset(of: request.needs) { return "needs \(scan.needs), read \(request.needs)" }
      let dialect = OpenAIDialect(model: "other", profile: .known("gpt-4o"))
      var spliced: UnifiedRequest
      do { spliced = try RequestReader.read(dialect.splice(input, scan).body) } catch {
        return "the splice cannot be read: \(error.message)"
      }
      guard spliced.model == "other" else { return "the splice asks for \(spliced.model)" }
      if scan.isStreaming, !spliced.wantsUsageInStream { return "the splice does not ask for the usage" }
      spliced.model = request.model
      spliced.wantsUsageInStream = request.wantsUsageInStream
      return "\(spliced.messages)" == "\(request.messages)"
        && spliced.maxOutputTokens == request.maxOutputTokens
        ? nil : "the splice changes the request"
    }
  }
#endif
