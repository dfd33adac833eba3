import RoutingEngine
import Testing

@testable import Gateway

/// How another model's words are joined to what was delivered.
@Suite struct ContinuationTests {
  /// What a caller gets of pieces; nil where they cannot go on.
  private func rest(_ way: Continuation.Way, after text: String, _ pieces: [String]) -> String? {
    var continuation = Continuation(way, after: RescuedAnswer(text: text, id: "c", usage: TokenUsage()))
    var rest = ""
    let end = StreamEvent.finished(Finish(reason: .stop, providerReason: "stop"))
    for event in pieces.map({ StreamEvent.text($0) }) + [end] {
      guard continuation.objection(to: event) == nil else { return nil }
      for case .text(let new) in continuation.rest(of: event) { rest += new }
    }
    return rest
  }

  @Test(
    arguments: [
      ("one two", ["one two three"], " three"), ("one two", ["o", "ne t", "wo", " three"], " three"),
      ("one two", ["one two"], ""), ("naïve 🇫🇷", ["nai\u{308}ve"], nil), ("a🇫🇷", ["a🇫", "🇷b"], "b"),
      ("one two", ["one tow"], nil), ("one two", ["one"], nil), ("one two", [" one two three"], nil),
    ] as [(String, [String], String?)])
  func `an answer given again is skipped as far as it is the same`(
    text: String, pieces: [String], expected: String?
  ) {
    #expect(rest(.replay, after: text, pieces) == expected)
  }

  @Test(arguments: [
    ("one two", [" three"], " three"), ("one ", [" two"], "two"), ("one ", ["two"], "two"),
    ("one\n\n", ["\n", "\ntwo"], "two"), ("one\n\n", ["\ntwo"], "two"), ("one", [""], ""),
  ])
  func `a model that goes on may say the blanks again that it was not shown`(
    text: String, pieces: [String], expected: String
  ) {
    #expect(rest(.prefill, after: text, pieces) == expected)
  }

  @Test(arguments: [
    ("one two", ["one two three"], " three"), ("one two", ["o", "ne t", "wo", " three"], " three"),
    ("one two", ["one two"], ""), ("one two ", ["one two", " ", "three"], "three"),
    ("one two ", ["one two three"], "three"), ("a🇫🇷", ["a🇫", "🇷b"], "b"),
    ("one two", ["one", " three"], "one three"), ("one two", ["one"], "one"), ("one two", ["o", "n"], "on"),
    ("one two", ["three"], "three"), ("one two", [" one two"], " one two"),
    ("one two", ["one two", "one two"], "one two"), ("\n one\n", ["\n", "two"], "two"),
  ])
  func `a model that was to go on and says all again is skipped so far`(
    text: String, pieces: [String], expected: String
  ) {
    #expect(rest(.prefill, after: text, pieces) == expected)
  }

  @Test func `what is held back comes before the end`() {
    var continuation = Continuation(
      .prefill, after: RescuedAnswer(text: "one two", id: "c", usage: TokenUsage()))
    let end = StreamEvent.finished(Finish(reason: .stop, providerReason: "stop"))
    #expect(continuation.rest(of: .text("one")) == [])
    #expect(continuation.rest(of: end) == [.text("one"), end])
  }

  @Test(arguments: [(Continuation.Way.prefill, UInt32(12)), (.replay, 5)])
  func `one that goes on adds its tokens to those before, one that answers again has them all`(
    way: Continuation.Way, output: UInt32
  ) {
    let before = RescuedAnswer(text: "one", id: "c", usage: TokenUsage(output: 7, isEstimate: true))
    let told = Continuation(way, after: before).told(TokenUsage(input: 9, output: 5))
    #expect(told.output == output)
    #expect(told.input == 9)
    #expect(told.isEstimate == (way == .prefill))
  }

  @Test(arguments: [
    StreamEvent.toolCall(index: 0, id: "t", name: "f", signature: nil), .refusal("no"),
  ])
  func `anything but text is no continuation`(event: StreamEvent) {
    let answer = RescuedAnswer(text: "one", id: "c", usage: TokenUsage())
    #expect(Continuation(.prefill, after: answer).objection(to: event) != nil)
  }
}
