import Documents

/// The text that a caller has got of a stream, kept for as long as the stream may have to be rescued.
struct DeliveredText: Sendable, Hashable {
  /// Longest text that is rescued, in bytes; a prompt to go on from more would cost more than the answer.
  static let limitBytes = 256 * 1024

  /// The text.
  private(set) var text = ""
  /// Whether all that was delivered is text, so that another model can go on from it.
  private(set) var isTextOnly = true
  /// The id of the answer.
  private(set) var id: String?

  /// Takes a chunk of OpenAI's protocol.
  mutating func append(chunk data: [UInt8]) {
    guard isTextOnly, let root = JSONText.parse(data) else {
      isTextOnly = false
      return
    }
    if id == nil { id = root["id"]?.string }
    for choice in root["choices"]?.array ?? [] {
      guard (choice["index"]?.integer ?? 0) == 0, let delta = choice["delta"] ?? choice["message"] else {
        isTextOnly = false
        return
      }
      let isEmpty = { (key: String) in delta[key].map { $0.isNull || $0.array?.isEmpty == true } ?? true }
      if !isEmpty("tool_calls") || !isEmpty("function_call") || !(delta["refusal"]?.string ?? "").isEmpty {
        isTextOnly = false
        return
      }
      append(OpenAIContent(delta).text)
    }
  }

  /// Takes an event of another protocol.
  mutating func append(_ event: StreamEvent) {
    switch event {
    case .text(let text): append(text)
    case .toolCall, .toolArguments, .refusal: isTextOnly = false
    default: break
    }
  }

  private mutating func append(_ piece: String) {
    text += piece
    if text.utf8.count > DeliveredText.limitBytes { isTextOnly = false }
  }
}
