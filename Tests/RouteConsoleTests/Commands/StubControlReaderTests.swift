import Gateway
import RoutingEngine
import Testing

@testable import RouteConsole

/// The stand-in's control interface takes the fault objects of a scenario file.
@Suite struct StubControlReaderTests {
  private func read(_ text: String) -> StubControl { StubControlReader.read(Array(text.utf8)) }

  @Test func `reads one fault, a list, and a scenario's list`() {
    var expected = StubFault(.error(.overloaded, latency: .milliseconds(50)))
    expected.rate = 0.5
    expected.duration = .seconds(60)
    let text = #"{ kind: "error", class: "overloaded", rate: 0.5, for: "1m" }"#
    #expect(read(text) == .add([expected]))
    #expect(read("[\(text), \(text)]") == .add([expected, expected]))
    #expect(read("{ faults: [\(text)] }") == .add([expected]))
  }

  @Test func `takes start, growth, conditions and the model`() {
    var expected = StubFault(.slowTTFT(factor: 3))
    expected.delay = .seconds(5)
    expected.ramp = .seconds(2)
    expected.model = "m"
    expected.promptTokensOver = 100
    let text = """
      {"kind":"slow_ttft","factor":3,"at":"5s","over":"2s","target":"model:m",
       "when":{"prompt_tokens_over":100}}
      """
    #expect(read(text) == .add([expected]))
  }

  @Test(arguments: ["all", "provider:bedrock", "cloud:aws", "region:us-east-1", "endpoint:use1/sonnet"])
  func `whatever names a provider means the stand-in`(target: String) {
    #expect(read(#"{"kind":"blackhole","target":"\#(target)"}"#) == .add([StubFault(.blackhole)]))
  }

  @Test func `knows what is its own`() {
    var cut = StubFault(.cutStream)
    cut.afterTokens = 2
    var malformed = StubFault(.malformed)
    malformed.rate = 0.1
    #expect(
      read(#"[{"kind":"cut_stream","after_tokens":2},{"kind":"malformed","rate":0.1}]"#)
        == .add([cut, malformed]))
  }

  @Test(arguments: [
    (#"{"kind":"rate_limit","capacity":0,"retry_after":2}"#, "2" as String?),
    (
      #"{"kind":"rate_limit","capacity":0,"retry_after":"Sun, 06 Nov 1994 08:49:37 GMT"}"#,
      "Sun, 06 Nov 1994 08:49:37 GMT"
    ),
    (#"{"kind":"rate_limit","capacity":0,"retry_after":null}"#, nil),
  ])
  func `keeps the text of a retry hint`(text: String, hint: String?) {
    let expected = StubFault(.rateLimit(share: 0, retryAfter: hint, latency: .milliseconds(20)))
    #expect(read(text) == .add([expected]))
  }

  @Test func `lifts faults when told to clear`() {
    #expect(read(#"{"clear":true}"#) == .clear)
  }

  @Test(arguments: [
    ("", "control:1:1: "), (#"{"kind":"errr"}"#, #"did you mean "error"?"#),
    (#"{"kind":"traffic","factor":2}"#, "a provider cannot show the fault traffic"),
    (#"{"kind":"capacity","from":1,"to":0,"collapse":true,"for":"1m"}"#, "cannot show the fault capacity"),
    (#"{"kind":"error","rate":2}"#, #""rate" in fault 1"#),
    (#"{"kind":"error","ratte":0.5}"#, #"did you mean "rate"?"#),
    (#"{"kind":"blackhole","target":"feature:x"}"#, "knows neither features nor replicas"),
    (#"{"kind":"blackhole","target":"everything"}"#, "unknown target"),
    (#"{"kind":"blackhole","when":{"replica":1}}"#, "knows neither features nor replicas"),
    (#"{"kind":"malformed","rat":1}"#, #"did you mean "rate"?"#), ("3", "must be an object"),
  ])
  func `says what is wrong`(text: String, part: String) {
    guard case .refuse(let problems) = read(text) else {
      Issue.record("it was taken")
      return
    }
    #expect(problems.contains { $0.contains(part) }, "\(problems)")
  }
}
