import Documents
import RoutingEngine

/// Reads a stream of `chat.completion.chunk` objects; of several choices the first.
///
/// Each chunk stands alone; what must be remembered is which tool call an index of theirs is.
struct OpenAIStream: AnswerStream {
  private let rules: [ErrorRule]
  private var builder = StreamBuilder()
  /// For each of our tool calls the index the provider gave it.
  private var providerIndices: [Int64] = []

  /// A reader that judges errors inside the stream by a table.
  init(rules: [ErrorRule]) {
    self.rules = rules
  }

  mutating func read(_ event: UpstreamEvent, into events: inout [StreamEvent]) {
    guard case .data(let data) = event, !builder.isOver else { return }
    if data.starts(with: "[DONE]".utf8) {
      builder.end(into: &events)
      return
    }
    guard let root = JSONText.parse(data), root.members != nil else {
      builder.fail(.cut("an event of the stream is no JSON object"), into: &events)
      return
    }
    if let failure = OpenAIErrors.failure(inBand: root, rules: rules) {
      builder.fail(failure, into: &events)
      return
    }
    chunk(root, into: &events)
  }

  mutating func end(into events: inout [StreamEvent]) { builder.end(into: &events) }

  private mutating func chunk(_ root: Node, into events: inout [StreamEvent]) {
    let choice = root["choices"]?.array?.first { ($0["index"]?.integer ?? 0) == 0 }
    if let choice {
      builder.start(id: root["id"]?.string, model: root["model"]?.string, into: &events)
      if let delta = choice["delta"] ?? choice["message"] { read(delta: delta, into: &events) }
      if let word = choice["finish_reason"]?.string {
        builder.finish(OpenAIAnswer.meaning(of: word), word: word, into: &events)
      }
    }
    if let usage = root["usage"].flatMap({ TokenUsage(openAI: $0) }) { builder.usage(usage, into: &events) }
  }

  private mutating func read(delta: Node, into events: inout [StreamEvent]) {
    let content = OpenAIContent(delta)
    builder.reasoning(content.reasoning, into: &events)
    builder.text(content.text, into: &events)
    builder.refusal(delta["refusal"]?.string ?? "", into: &events)
    for call in delta["tool_calls"]?.array ?? [] { read(toolCall: call, into: &events) }
    if let function = delta["function_call"], function.members != nil {
      read(function: function, id: nil, index: 0, signature: nil, into: &events)
    }
  }

  private mutating func read(toolCall call: Node, into events: inout [StreamEvent]) {
    let id = call["id"]?.string
    // A server that leaves out the index means a new call with each id, and the last one without.
    let next = (providerIndices.last ?? -1) + (id != nil || providerIndices.isEmpty ? 1 : 0)
    let index = (call["index"]?.integer).map { $0.clamped } ?? next
    let signature = call["extra_content"]?["google"]?["thought_signature"]?.string
    read(
      function: call["function"] ?? Node(.object([])), id: id, index: index, signature: signature,
      into: &events)
  }

  private mutating func read(
    function: Node, id: String?, index: Int64, signature: String?, into events: inout [StreamEvent]
  ) {
    let name = function["name"]?.string
    var ours = providerIndices.lastIndex(of: index)
    if ours == nil {
      guard let name else {
        builder.fail(.cut("a piece of a tool call came before its name"), into: &events)
        return
      }
      ours = builder.toolCall(
        id: id ?? "call_\(providerIndices.count)", name: name, signature: signature, into: &events)
      providerIndices.append(index)
    }
    guard let ours, let arguments = OpenAIContent.arguments(function["arguments"]) else { return }
    builder.toolArguments(ours, arguments, into: &events)
  }
}
