import Documents
import RoutingEngine

/// Reads a stream of Bedrock's ConverseStream.
struct ConverseStream: AnswerStream {
  private var builder = StreamBuilder()
  /// For each open block that is a tool call: its index at the provider and ours.
  private var openCalls: [(block: Int64, call: Int)] = []

  mutating func read(_ event: UpstreamEvent, into events: inout [StreamEvent]) {
    guard case .message(let kind, let type, let payload) = event, !builder.isOver else { return }
    guard kind == .event else {
      builder.fail(BedrockErrors.failure(inBand: kind, type: type, payload: payload), into: &events)
      return
    }
    guard let root = JSONText.parse(payload), root.members != nil else {
      builder.fail(.cut("a message of the stream is no JSON object"), into: &events)
      return
    }
    switch type {
    case "messageStart": builder.start(id: nil, model: nil, into: &events)
    case "contentBlockStart": startBlock(root, into: &events)
    case "contentBlockDelta": readDelta(root, into: &events)
    case "contentBlockStop": stopBlock(root, into: &events)
    case "messageStop":
      guard let word = root["stopReason"]?.string else { return }
      builder.finish(ConverseAnswer.meaning(of: word), word: word, into: &events)
    case "metadata":
      if let usage = root["usage"].flatMap({ TokenUsage(converse: $0) }) {
        builder.usage(usage, into: &events)
      }
      if builder.hasFinished { builder.end(into: &events) }
    default: break
    }
  }

  mutating func end(into events: inout [StreamEvent]) { builder.end(into: &events) }

  private mutating func startBlock(_ root: Node, into events: inout [StreamEvent]) {
    guard let use = root["start"]?["toolUse"], let name = use["name"]?.string,
      let index = root["contentBlockIndex"]?.integer
    else { return }
    let id = use["toolUseId"]?.string ?? "call_\(builder.toolCallCount)"
    guard let call = builder.toolCall(id: id, name: name, into: &events) else { return }
    openCalls.append((index, call))
  }

  private mutating func readDelta(_ root: Node, into events: inout [StreamEvent]) {
    guard let delta = root["delta"] else { return }
    builder.text(delta["text"]?.string ?? "", into: &events)
    builder.reasoning(delta["reasoningContent"]?["text"]?.string ?? "", into: &events)
    if let piece = delta["toolUse"]?["input"]?.string, let call = call(of: root) {
      builder.toolArguments(call, piece, into: &events)
    }
  }

  private mutating func stopBlock(_ root: Node, into events: inout [StreamEvent]) {
    guard let call = call(of: root) else { return }
    builder.endToolCall(call, into: &events)
    openCalls.removeAll { $0.call == call }
  }

  private func call(of root: Node) -> Int? {
    guard let index = root["contentBlockIndex"]?.integer else { return nil }
    return openCalls.last { $0.block == index }?.call
  }
}
