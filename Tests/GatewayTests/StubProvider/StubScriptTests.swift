import RoutingEngine
import Testing

@testable import Gateway

/// What goes out, and when.
@Suite struct StubScriptTests {
  /// A script played to its end: when each step was due, and the body.
  private struct Course {
    var times: [Int64] = []
    var body = ""
    var status = 0
    var announced: Int?
    var hasEnd = false
    var isCut = false
  }

  private func course(
    _ ending: StubFate.Ending, wire: StubProtocol = .openAI, tokens: Int = 4, isStreaming: Bool = true
  ) -> Course {
    var request = StubRequest()
    request.turns = [.init(role: "user", text: "hi")]
    var fate = StubFate(ttft: .milliseconds(40), pace: .milliseconds(10))
    fate.ending = ending
    var script = StubScript(
      StubSpeech(request, tokens: tokens, number: 1), fate, wire: wire,
      envelope: AnswerEnvelope(id: "i", model: "m", created: 5), usage: TokenUsage(input: 3),
      isStreaming: isStreaming, includesUsage: true)
    var course = Course()
    while let timed = script.next() {
      course.times.append(timed.at.count / 1_000_000)
      switch timed.step {
      case .open(let status, _, _, let length): (course.status, course.announced) = (status, length)
      case .bytes(let bytes): course.body += String(decoding: bytes, as: UTF8.self)
      case .end: course.hasEnd = true
      case .disconnect: course.isCut = true
      }
    }
    return course
  }

  @Test func `a stream opens early and paces its tokens`() {
    let whole = course(.whole)
    // Open and role, four tokens, finish reason, usage with the marker, end.
    #expect(whole.times == [20, 20, 40, 50, 60, 70, 70, 70, 70])
    #expect(whole.body.hasSuffix("data: [DONE]\n\n"))
    #expect(whole.hasEnd)
  }

  @Test func `a whole answer comes when its last token would have`() {
    let whole = course(.whole, isStreaming: false)
    #expect(whole.times == [70, 70, 70])
    #expect(whole.announced == whole.body.utf8.count)
  }

  @Test(arguments: StubProtocol.allCases)
  func `a cut stream ends half way without a marker`(wire: StubProtocol) {
    let cut = course(.broken(.cut, after: nil), wire: wire)
    #expect(cut.body.contains("request"))
    #expect(!cut.body.contains("finds"))
    #expect(cut.hasEnd)
    for marker in ["[DONE]", "message_stop", "messageStop", "finishReason\":\"STOP"] {
      #expect(!cut.body.contains(marker))
    }
  }

  @Test func `a stalled stream never ends`() {
    let stalled = course(.broken(.stall, after: 3))
    #expect(stalled.body.contains("finds") && !stalled.body.contains(" an"))
    #expect(!stalled.hasEnd)
  }

  @Test func `an error inside a stream comes in place of the rest`() {
    let broken = course(.broken(.error(.serverError), after: 2))
    #expect(broken.body.contains("request") && !broken.body.contains("finds"))
    #expect(broken.body.contains(#"data: {"error":{"#))
    #expect(broken.hasEnd)
  }

  @Test func `a malformed event comes in place of a token`() {
    let broken = course(.broken(.malformed, after: 1))
    let data = broken.body.split(separator: "\n").filter { $0.hasPrefix("data: {") }
    #expect(data.count { JSONText.parse(Array($0.dropFirst(6).utf8)) == nil } == 1)
    #expect(!broken.body.contains("request") && broken.body.contains("finds"))
  }

  @Test func `a cut whole answer is shorter than it announces`() throws {
    let cut = course(.broken(.cut, after: nil), isStreaming: false)
    #expect(cut.body.utf8.count < (try #require(cut.announced)))
  }

  @Test func `a refusal has its status, and a disconnect nothing`() {
    let refused = course(.refusal(StubError(.overloaded)), wire: .anthropic)
    #expect(refused.status == 529)
    #expect(refused.body.contains("overloaded_error"))
    let gone = course(.disconnect)
    #expect(gone.isCut && gone.status == 0)
    #expect(course(.silence).times.isEmpty)
  }

  @Test(arguments: StubProtocol.allCases)
  func `an empty success ends well without content`(wire: StubProtocol) {
    let empty = course(.empty, wire: wire, isStreaming: false)
    #expect(empty.status == 200)
    #expect(!empty.body.contains("Every"))
  }

  @Test func `only some providers filter under HTTP 200`() {
    let statuses = StubProtocol.allCases.map { course(.filtered, wire: $0).status }
    #expect(statuses == [400, 400, 200, 200, 400])
  }
}
