import RoutingEngine

/// Puts the events of one streamed answer in order, whatever the provider sends.
///
/// Each provider's state machine calls it with what it reads; it keeps the promises of `StreamEvent`: a
/// beginning before content, tool calls counted without gaps and with whole arguments, one ending, nothing
/// after it. It also judges the end: a stream without a finish reason is cut, one without content is empty.
struct StreamBuilder: Sendable {
  /// Most tool calls of one answer.
  static let mostToolCalls = 512

  private var hasStarted = false
  private var hasText = false
  private var hasRefusal = false
  private var finish: FinishMeaning?
  private var finishWord = ""
  private var isFinishGiven = false
  /// For each tool call whether any of its arguments came.
  private var toolCalls: [Bool] = []
  /// Whether the last event was given.
  private(set) var isOver = false

  /// Tool calls begun so far.
  var toolCallCount: Int { toolCalls.count }

  /// Whether a finish reason came.
  var hasFinished: Bool { finish != nil }

  /// Whether there is anything to deliver.
  var hasContent: Bool { hasText || hasRefusal || !toolCalls.isEmpty }

  mutating func start(id: String?, model: String?, into events: inout [StreamEvent]) {
    guard !hasStarted, !isOver else { return }
    hasStarted = true
    events.append(.started(id: id, model: model))
  }

  mutating func text(_ text: String, into events: inout [StreamEvent]) {
    guard !text.isEmpty, !isOver else { return }
    start(id: nil, model: nil, into: &events)
    hasText = true
    events.append(.text(text))
  }

  mutating func refusal(_ text: String, into events: inout [StreamEvent]) {
    guard !text.isEmpty, !isOver else { return }
    start(id: nil, model: nil, into: &events)
    hasRefusal = true
    events.append(.refusal(text))
  }

  mutating func reasoning(_ text: String, into events: inout [StreamEvent]) {
    guard !text.isEmpty, !isOver else { return }
    start(id: nil, model: nil, into: &events)
    events.append(.reasoning(text))
  }

  /// Begins a tool call; gives its index, or nil after the stream failed for too many of them.
  mutating func toolCall(
    id: String, name: String, signature: String? = nil, into events: inout [StreamEvent]
  ) -> Int? {
    guard !isOver else { return nil }
    guard toolCalls.count < StreamBuilder.mostToolCalls else {
      fail(.malformed("the answer has more than \(StreamBuilder.mostToolCalls) tool calls"), into: &events)
      return nil
    }
    start(id: nil, model: nil, into: &events)
    let index = toolCalls.count
    toolCalls.append(false)
    events.append(.toolCall(index: index, id: id, name: name, signature: signature))
    return index
  }

  mutating func toolArguments(_ index: Int, _ piece: String, into events: inout [StreamEvent]) {
    guard toolCalls.indices.contains(index), !piece.isEmpty, !isOver else { return }
    toolCalls[index] = true
    events.append(.toolArguments(index: index, piece))
  }

  /// Ends the arguments of a tool call; one without any gets `{}`, because its caller parses them.
  mutating func endToolCall(_ index: Int, into events: inout [StreamEvent]) {
    guard toolCalls.indices.contains(index), !toolCalls[index] else { return }
    toolArguments(index, "{}", into: &events)
  }

  mutating func usage(_ usage: TokenUsage, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    events.append(.usage(usage))
  }

  /// Takes the provider's finish reason; a filter that strikes later replaces an ordinary end.
  mutating func finish(_ meaning: FinishMeaning, word: String, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    if finish != nil {
      guard meaning == .finished(.contentFilter), finish != meaning else { return }
    }
    finish = meaning
    finishWord = word
    for index in toolCalls.indices { endToolCall(index, into: &events) }
    switch EndOfAnswer.verdict(meaning, word: word, hasContent: hasContent) {
    case .deliver(let finish):
      give(finish, into: &events)
    case .fail(let failure): fail(failure, into: &events)
    case .hold: break
    }
  }

  private mutating func give(_ finish: Finish, into events: inout [StreamEvent]) {
    start(id: nil, model: nil, into: &events)
    isFinishGiven = true
    events.append(.finished(finish))
  }

  /// Takes the provider's mark of the end, or the orderly end of the transport.
  mutating func end(into events: inout [StreamEvent]) {
    guard !isOver else { return }
    guard let finish else {
      fail(.cut("the stream ended before the answer had a finish reason"), into: &events)
      return
    }
    if !isFinishGiven {
      // The reason came before any content: by now there is some, or the answer is empty.
      guard case .deliver(let late) = EndOfAnswer.verdict(finish, word: finishWord, hasContent: hasContent)
      else {
        fail(EndOfAnswer.empty(finishWord), into: &events)
        return
      }
      give(late, into: &events)
    }
    isOver = true
    events.append(.completed)
  }

  mutating func fail(_ failure: ProviderFailure, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    isOver = true
    events.append(.failed(failure))
  }
}
