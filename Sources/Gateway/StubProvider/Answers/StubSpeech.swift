import Documents
import RoutingEngine

/// What a stand-in says to a request: always the same to the same request, whichever protocol it speaks.
struct StubSpeech: Sendable, Hashable {
  /// The pieces of the answer, a token each.
  var events: [StreamEvent] = []
  /// Why it ends.
  var finish = FinishReason.stop

  /// What is said to a request.
  init(_ request: StubRequest, tokens: Int, number: UInt64) {
    var most = request.mostTokens ?? .max
    if let tool = request.toolToCall {
      let arguments = JSONText.text(of: SchemaSample.value(tool.schema ?? Node(.object([]))))
      events = [.toolCall(index: 0, id: "call_\(number)", name: tool.name, signature: nil)]
      events += Self.pieces(arguments).map { .toolArguments(index: 0, $0) }
      finish = .toolCalls
    } else {
      let pieces: [String]
      switch request.form {
      case .json(let schema):
        pieces = Self.pieces(JSONText.text(of: SchemaSample.value(schema ?? SchemaSample.anyObject)))
      case .text:
        // What the model has said already counts, so that a continued answer ends where a whole one does.
        pieces = Self.rest(of: Self.passage(tokens), after: request.prefill)
      }
      events = Self.cut(pieces, before: request.stops).map { .text($0) }
    }
    most = max(most, 0)
    if events.count > most {
      events.removeLast(events.count - most)
      finish = .length
    }
  }

  /// Everything it says, as one answer.
  func answer(_ envelope: AnswerEnvelope, usage: TokenUsage) -> UnifiedAnswer {
    var answer = UnifiedAnswer(
      id: envelope.id, model: envelope.model, finish: Finish(reason: finish, providerReason: ""),
      usage: usage)
    for event in events {
      switch event {
      case .text(let piece): answer.text += piece
      case .toolCall(_, let id, let name, _):
        answer.toolCalls.append(ToolCall(id: id, name: name, arguments: ""))
      case .toolArguments(_, let piece):
        answer.toolCalls[answer.toolCalls.count - 1].arguments += piece
      default: break
      }
    }
    return answer
  }

  // MARK: Words

  /// So many words, the blank in front of each but the first.
  static func passage(_ tokens: Int) -> [String] {
    (0..<tokens).map { place in
      let word = words[place % words.count]
      return place == 0 ? word : " " + word
    }
  }

  /// The tokens after what was said already; all of them after anything else.
  private static func rest(of tokens: [String], after said: String) -> [String] {
    guard !said.isEmpty else { return tokens }
    var left = Substring(said)
    var rest = tokens[...]
    while let token = rest.first {
      if left.isEmpty { return Array(rest) }
      if left.hasPrefix(token) {
        left = left.dropFirst(token.count)
        rest.removeFirst()
      } else if token.hasPrefix(left) {
        return [String(token.dropFirst(left.count))] + rest.dropFirst()
      } else {
        return tokens
      }
    }
    return left.isEmpty ? [] : tokens
  }

  /// The pieces as far as the first of the texts that end the answer.
  private static func cut(_ pieces: [String], before stops: [String]) -> [String] {
    let text = pieces.joined()
    guard let end = stops.compactMap({ text.firstRange(of: $0)?.lowerBound }).min() else { return pieces }
    var left = text[..<end]
    var kept: [String] = []
    for piece in pieces where !left.isEmpty {
      kept.append(String(left.prefix(piece.count)))
      left = left.dropFirst(piece.count)
    }
    return kept
  }

  /// A text in pieces about as long as tokens.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      pieces.append(String(rest.prefix(UnifiedRequest.bytesPerToken)))
      rest = rest.dropFirst(UnifiedRequest.bytesPerToken)
    }
    return pieces
  }

  private static let words = [
    "Every", "request", "finds", "an", "endpoint", "that", "is", "healthy", "now,", "and", "when", "one",
    "falls", "silent", "another", "takes", "over", "before", "the", "caller", "can", "notice;", "so",
    "operators", "sleep", "while", "traffic", "quietly", "moves", "between", "clouds", "tonight.", "Later",
    "each", "provider", "returns", "by", "small", "careful", "steps.",
  ]
}
