/// How the answer of another model goes on with what a caller has got already.
///
/// The other model either goes on from the text, or says it all again and is listened to as long as it says the
/// same. Nothing that was delivered is delivered twice, and nothing is left out.
struct Continuation: Sendable, Hashable {
  /// What was asked of the other model.
  enum Way: Sendable, Hashable {
    /// To go on from the text.
    case prefill
    /// To answer afresh.
    case replay
  }

  /// The id of the answer that goes on.
  let id: String
  private let way: Way
  /// What it may still say that the caller has got already.
  private var known: Substring

  /// A continuation of a text.
  ///
  /// A model that goes on is given the text without the blanks at its end, which the providers refuse; it may say
  /// them again.
  init(_ way: Way, after text: String, id: String) {
    self.id = id
    self.way = way
    known = way == .replay ? text[...] : text[Continuation.trimmed(text).endIndex...]
  }

  /// A text without the blanks at its end.
  static func trimmed(_ text: String) -> Substring {
    var end = text[...]
    while let last = end.unicodeScalars.last, last.properties.isWhitespace { end.unicodeScalars.removeLast() }
    return end
  }

  /// Why an event cannot go on with what was delivered; nil where it can.
  func objection(to event: StreamEvent) -> ProviderFailure? {
    switch event {
    case .text(let text):
      guard way == .replay, !known.isEmpty else { return nil }
      let isSame = zip(text.unicodeScalars, known.unicodeScalars).allSatisfy { $0 == $1 }
      return isSame ? nil : .cut("another model was asked to answer again and says something else")
    case .toolCall, .toolArguments, .refusal:
      return .cut("another model was asked to go on and does something else than write text")
    case .finished where way == .replay && !known.isEmpty:
      return .cut("another model was asked to answer again and says less")
    default: return nil
    }
  }

  /// What is new for the caller in an event that is no objection; nil where nothing is.
  mutating func rest(of event: StreamEvent) -> StreamEvent? {
    switch event {
    case .reasoning: return nil
    case .text(let text):
      guard !known.isEmpty else { return event }
      var rest = text.unicodeScalars[...]
      var left = known.unicodeScalars[...]
      while let next = rest.first, let expected = left.first, next == expected {
        rest.removeFirst()
        left.removeFirst()
      }
      // Blanks that a model which goes on does not repeat were delivered, and are owed no more.
      known = way == .prefill && !rest.isEmpty ? "" : Substring(left)
      return rest.isEmpty ? nil : .text(String(Substring(rest)))
    default: return event
    }
  }
}
