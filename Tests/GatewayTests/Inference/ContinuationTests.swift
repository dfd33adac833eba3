import Testing

@testable import Gateway

/// How another model's words are joined to what was delivered.
@Suite struct ContinuationTests {
  /// What a caller gets of pieces; nil where they cannot go on.
  private func rest(_ way: Continuation.Way, after text: String, _ pieces: [String]) -> String? {
    var continuation = Continuation(way, after: text, id: "c")
    var rest = ""
    for piece in pieces {
      guard continuation.objection(to: .text(piece)) == nil else { return nil }
      if case .text(let new) = continuation.rest(of: .text(piece)) { rest += new }
    }
    let end = StreamEvent.finished(Finish(reason: .stop, providerReason: "stop"))
    return continuation.objection(to: end) == nil ? rest : nil
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
    StreamEvent.toolCall(index: 0, id: "t", name: "f", signature: nil), .refusal("no"),
  ])
  func `anything but text is no continuation`(event: StreamEvent) {
    #expect(Continuation(.prefill, after: "one", id: "c").objection(to: event) != nil)
  }
}
