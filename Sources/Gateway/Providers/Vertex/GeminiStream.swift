import Documents
import RoutingEngine

/// Reads a stream of Gemini's `streamGenerateContent?alt=sse`.
///
/// It has no mark of its end: the transport's orderly end after a finish reason is it.
struct GeminiStream: AnswerStream {
  private var builder = StreamBuilder()
  private var responseID: String?

  mutating func read(_ event: UpstreamEvent, into events: inout [StreamEvent]) {
    guard case .data(let data) = event, !builder.isOver else { return }
    guard let root = JSONText.parse(data), root.members != nil || root.array != nil else {
      builder.fail(.cut("an event of the stream is no JSON object"), into: &events)
      return
    }
    if let failure = GoogleErrors.failure(inAnswer: root) {
      builder.fail(failure, into: &events)
      return
    }
    responseID = responseID ?? root["responseId"]?.string
    builder.start(id: responseID, model: root["modelVersion"]?.string, into: &events)
    let candidate = root["candidates"]?.array?.first
    for part in candidate.map(GeminiAnswer.parts) ?? [] { take(part, into: &events) }
    let word = candidate.flatMap(GeminiAnswer.finishReason)
    if var usage = root["usageMetadata"].flatMap({ TokenUsage(gemini: $0) }) {
      // The first pieces may count the prompt alone.
      if usage.output == 0, word == nil, !builder.hasFinished { usage.isEstimate = true }
      builder.usage(usage, into: &events)
    }
    guard let word else { return }
    let meaning = GeminiAnswer.meaning(of: word, callsTools: builder.toolCallCount > 0)
    builder.finish(meaning, word: word, into: &events)
  }

  mutating func end(into events: inout [StreamEvent]) { builder.end(into: &events) }

  private mutating func take(_ part: GeminiAnswer.Part, into events: inout [StreamEvent]) {
    switch part {
    case .text(let text): builder.text(text, into: &events)
    case .thought(let text): builder.reasoning(text, into: &events)
    case .call(let id, let name, let arguments, let signature):
      let id = id ?? GeminiAnswer.callID(responseID, builder.toolCallCount)
      guard let call = builder.toolCall(id: id, name: name, signature: signature, into: &events) else {
        return
      }
      builder.toolArguments(call, arguments, into: &events)
    }
  }
}
