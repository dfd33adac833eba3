import Documents
import RoutingEngine

/// Reads a stream of Anthropic's Messages.
struct AnthropicStream: AnswerStream {
  private var builder = StreamBuilder()
  private var usage = AnthropicUsage()
  /// For each open block that is a tool call: its index at the provider and ours.
  private var openCalls: [(block: Int64, call: Int)] = []

  mutating func read(_ event: UpstreamEvent, into events: inout [StreamEvent]) {
    guard case .data(let data) = event, !builder.isOver else { return }
    guard let root = JSONText.parse(data), let type = root["type"]?.string ?? impliedType(root) else {
      builder.fail(.cut("an event of the stream is no JSON object with a type"), into: &events)
      return
    }
    switch type {
    case "message_start": start(root["message"] ?? root, into: &events)
    case "content_block_start": startBlock(root, into: &events)
    case "content_block_delta": readDelta(root, into: &events)
    case "content_block_stop": stopBlock(root, into: &events)
    case "message_delta": readMessageDelta(root, into: &events)
    case "message_stop": builder.end(into: &events)
    case "error":
      builder.fail(
        AnthropicErrors.failure(inBand: root) ?? .cut("the stream carries an unknown error"), into: &events)
    default: break  // `ping`, and whatever the vendor adds
    }
  }

  mutating func end(into events: inout [StreamEvent]) { builder.end(into: &events) }

  /// A front end before the model, Google's for example, writes errors without a type.
  private func impliedType(_ root: Node) -> String? {
    let body = root.array?.first ?? root
    return body["error"] != nil ? "error" : nil
  }

  private mutating func start(_ message: Node, into events: inout [StreamEvent]) {
    builder.start(id: message["id"]?.string, model: message["model"]?.string, into: &events)
    report(message["usage"], isFinal: false, into: &events)
  }

  private mutating func startBlock(_ root: Node, into events: inout [StreamEvent]) {
    guard let block = root["content_block"] else { return }
    switch block["type"]?.string {
    case "text": builder.text(block["text"]?.string ?? "", into: &events)
    case "thinking": builder.reasoning(block["thinking"]?.string ?? "", into: &events)
    case "tool_use":
      guard let index = root["index"]?.integer, let name = block["name"]?.string else { return }
      let id = block["id"]?.string ?? "call_\(builder.toolCallCount)"
      guard let call = builder.toolCall(id: id, name: name, into: &events) else { return }
      openCalls.append((index, call))
      if let input = block["input"], input.members?.isEmpty == false {
        builder.toolArguments(call, JSONText.text(of: input), into: &events)
      }
    default: break
    }
  }

  private mutating func readDelta(_ root: Node, into events: inout [StreamEvent]) {
    guard let delta = root["delta"] else { return }
    switch delta["type"]?.string {
    case "text_delta": builder.text(delta["text"]?.string ?? "", into: &events)
    case "thinking_delta": builder.reasoning(delta["thinking"]?.string ?? "", into: &events)
    case "input_json_delta":
      guard let call = call(of: root) else { return }
      builder.toolArguments(call, delta["partial_json"]?.string ?? "", into: &events)
    default: break
    }
  }

  private mutating func stopBlock(_ root: Node, into events: inout [StreamEvent]) {
    guard let call = call(of: root) else { return }
    builder.endToolCall(call, into: &events)
    openCalls.removeAll { $0.call == call }
  }

  private mutating func readMessageDelta(_ root: Node, into events: inout [StreamEvent]) {
    report(root["usage"], isFinal: root["usage"]?["output_tokens"]?.integer != nil, into: &events)
    guard let word = root["delta"]?["stop_reason"]?.string else { return }
    builder.finish(AnthropicAnswer.meaning(of: word), word: word, into: &events)
  }

  private func call(of root: Node) -> Int? {
    guard let index = root["index"]?.integer else { return nil }
    return openCalls.last { $0.block == index }?.call
  }

  /// Takes the counts of a message; those at its start say nothing of the output that is to come.
  private mutating func report(_ node: Node?, isFinal: Bool, into events: inout [StreamEvent]) {
    guard let node, node.members != nil else { return }
    usage.merge(node)
    guard usage.isKnown else { return }
    var told = usage.usage
    if !isFinal { (told.output, told.reasoning, told.isEstimate) = (0, 0, true) }
    builder.usage(told, into: &events)
  }
}
