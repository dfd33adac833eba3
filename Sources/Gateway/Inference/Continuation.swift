import RoutingEngine

/// What a caller has got of an answer whose attempts broke.
struct RescuedAnswer: Sendable, Hashable {
  /// The text.
  var text: String
  /// The id of the answer.
  var id: String
  /// What the text took; of the counts the output alone.
  var usage: TokenUsage
}

/// How the answer of another model goes on with what a caller has got already.
///
/// The other model either goes on from the text, or says it all again and is listened to as long as it says the
/// same. Nothing that was delivered is delivered twice, and nothing is left out. A model that was asked to go on and
/// begins with all that was delivered says it again; where it begins with less of it, that is how it goes on.
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
  /// What a model was given to go on from.
  private let given: Substring
  /// What it would still have to say of that to have said all of it again; what it has said of it is held back.
  private var again: Substring
  /// What the caller is told in addition was used: what was delivered is a part of one answer.
  private let before: TokenUsage

  /// A continuation of an answer.
  ///
  /// A model that goes on is given the text without the blanks at its end, which the providers refuse; it may say
  /// them again.
  init(_ way: Way, after answer: RescuedAnswer) {
    id = answer.id
    self.way = way
    given = Continuation.trimmed(answer.text)
    known = way == .replay ? answer.text[...] : answer.text[given.endIndex...]
    again = way == .prefill ? given : ""
    before = way == .prefill ? answer.usage : TokenUsage()
  }

  /// What the caller is told was used, of the usage of the model that goes on.
  func told(_ usage: TokenUsage) -> TokenUsage {
    var told = usage
    told.output = UInt32(clamping: UInt64(usage.output) + UInt64(before.output))
    told.isEstimate = usage.isEstimate || before.isEstimate
    return told
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

  /// What is new for the caller in an event that is no objection.
  mutating func rest(of event: StreamEvent) -> [StreamEvent] {
    switch event {
    case .reasoning: return []
    case .text(let text):
      guard let said = unheld(text), let new = news(in: said) else { return [] }
      return [.text(new)]
    case .finished:
      guard let held = held(upTo: again.startIndex), let new = news(in: held) else { return [event] }
      return [.text(new), event]
    default: return [event]
    }
  }

  /// A piece of text with what was held back of the ones before; nil while it is held back itself, as it may turn out
  /// to be said again.
  private mutating func unheld(_ text: String) -> String? {
    guard !again.isEmpty else { return text }
    let (rest, left) = Continuation.skip(again, in: text)
    if left.isEmpty {
      again = ""
      return rest.isEmpty ? nil : String(rest)
    }
    guard !rest.isEmpty else {
      again = left
      return nil
    }
    return (held(upTo: left.startIndex) ?? "") + rest
  }

  /// What the model has said of what it was given, which is not all of it; nil for nothing.
  ///
  /// It is listened to no more.
  private mutating func held(upTo end: String.Index) -> String? {
    guard !again.isEmpty else { return nil }
    again = ""
    return end > given.startIndex ? String(given[..<end]) : nil
  }

  /// A text without what the caller has got already; nil where nothing is left.
  private mutating func news(in text: String) -> String? {
    guard !known.isEmpty else { return text }
    let (rest, left) = Continuation.skip(known, in: text)
    // Blanks that a model which goes on does not repeat were delivered, and are owed no more.
    known = way == .prefill && !rest.isEmpty ? "" : left
    return rest.isEmpty ? nil : String(rest)
  }

  /// What is left of a text, and of what was expected, where they are no longer the same.
  private static func skip(_ expected: Substring, in text: String) -> (rest: Substring, left: Substring) {
    var rest = text.unicodeScalars[...]
    var left = expected.unicodeScalars[...]
    while let next = rest.first, let wanted = left.first, next == wanted {
      rest.removeFirst()
      left.removeFirst()
    }
    return (Substring(rest), Substring(left))
  }
}
