import RoutingEngine

/// What a request asks of the endpoint that serves it.
extension UnifiedRequest {
  /// Tokens an image is counted as before the provider says; a full-size tile of the common models.
  static let tokensPerImage = 1_000

  /// Tokens a message costs beside its text.
  static let tokensPerMessage = 4

  /// UTF-8 bytes a token stands for when no provider counted.
  static let bytesPerToken = 4

  /// What the endpoint must be able to do so that the answer keeps its meaning.
  ///
  /// Sampling parameters are not among them: a provider without them is asked without them.
  var needs: Capabilities {
    var needs: Capabilities = []
    if !tools.isEmpty { needs.insert(.tools) }
    if case .jsonSchema = responseFormat { needs.insert(.jsonSchema) }
    if reasoningEffort?.asksForThought == true { needs.insert(.reasoning) }
    if case .assistant = messages.last { needs.insert(.prefill) }
    if let answerCount, answerCount > 1 { needs.insert(.severalAnswers) }
    if sampling.logprobs == true { needs.insert(.logprobs) }
    if firstMeaningfulExtra != nil { needs.insert(.ownFields) }
    for message in messages {
      switch message {
      case .user(let user) where user.parts.contains(where: \.isImage): needs.insert(.images)
      case .assistant(let assistant) where !assistant.toolCalls.isEmpty: needs.insert(.tools)
      case .tool: needs.insert(.tools)
      default: break
      }
    }
    return needs
  }

  /// Tokens of the prompt, estimated before any provider counted them.
  var promptTokenEstimate: Int {
    var bytes = 0
    var tokens = 0
    for message in messages {
      tokens += UnifiedRequest.tokensPerMessage
      switch message {
      case .system(let instruction): bytes += instruction.text.utf8.count
      case .user(let user):
        for part in user.parts {
          switch part {
          case .text(let text): bytes += text.utf8.count
          case .image, .file, .audio: tokens += UnifiedRequest.tokensPerImage
          }
        }
      case .assistant(let assistant):
        bytes += assistant.text?.utf8.count ?? 0
        for call in assistant.toolCalls { bytes += call.name.utf8.count + call.arguments.utf8.count }
      case .tool(let result): bytes += result.text.utf8.count
      }
    }
    for tool in tools {
      bytes += tool.name.utf8.count + (tool.description?.utf8.count ?? 0)
      if let parameters = tool.parameters { bytes += JSONText.bytes(of: parameters).count }
    }
    return tokens + (bytes + UnifiedRequest.bytesPerToken - 1) / UnifiedRequest.bytesPerToken
  }
}

extension ContentPart {
  /// Whether the model must be able to see.
  var isImage: Bool { if case .image = self { true } else { false } }
}
