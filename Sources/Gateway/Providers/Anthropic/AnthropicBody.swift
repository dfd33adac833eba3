import Documents

/// Writes a request in the form of Anthropic's Messages.
struct AnthropicBody {
  /// The answer's limit where neither the caller nor the model's table says one; the protocol demands it.
  static let defaultMaxTokens = 8_192

  /// The body.
  private(set) var bytes: [UInt8] = []
  /// Fields of the request that have no counterpart, or none with the same value.
  private(set) var dropped: [String] = []

  /// Writes a request; the model is nil where it stands in the URL, the version where it is a header.
  init(
    _ request: UnifiedRequest, model: String?, version: String?, profile: ModelProfile
  ) throws(ProviderFailure) {
    try Translation.check(request)
    let conversation = try Conversation(request, takesLateInstructions: profile.takesLateInstructions)
    try Translation.check(request, conversation, profile)
    let maxTokens =
      Translation.outputLimit(request, profile) ?? profile.mostOutputTokens ?? AnthropicBody.defaultMaxTokens
    let thinking = AnthropicThinking(request, conversation, profile, maxTokens: maxTokens)
    var writer = JSONWriter()
    writer.beginObject()
    if let model { writer.field("model", model) }
    if let version { writer.field("anthropic_version", version) }
    writer.field("max_tokens", maxTokens)
    AnthropicBody.writeInstructions(conversation, request, &writer)
    try AnthropicBody.writeTurns(conversation, &writer)
    AnthropicBody.writeTools(request, &writer)
    // Blanks alone are refused.
    let stops = profile.takesStop ? request.stop.filter { !$0.allSatisfy(\.isWhitespace) } : []
    if !stops.isEmpty { writer.field("stop_sequences", stops) }
    if stops.count < request.stop.count { dropped.append("stop") }
    writeSampling(request, profile, isThinking: thinking.isEnabled, &writer)
    thinking.write(format: AnthropicBody.schema(request), to: &writer)
    if let user = request.user ?? request.safetyIdentifier {
      writer.object("metadata") { $0.field("user_id", user) }
    }
    writeServiceTier(request.serviceTier, &writer)
    if request.isStreaming { writer.field("stream", true) }
    writer.endObject()
    bytes = writer.bytes
    dropped += Translation.dropped(
      request,
      alsoUnknown: [
        ("seed", request.sampling.seed != nil), ("metadata", request.metadata != nil),
        ("frequency_penalty", request.sampling.frequencyPenalty != nil),
        ("presence_penalty", request.sampling.presencePenalty != nil),
      ])
  }

  // MARK: Conversation

  private static func writeInstructions(
    _ conversation: Conversation, _ request: UnifiedRequest, _ writer: inout JSONWriter
  ) {
    var instructions = conversation.instructions
    if request.responseFormat == .jsonObject { instructions.append(Translation.jsonInstruction) }
    if !instructions.isEmpty { writer.field("system", instructions.joined(separator: "\n\n")) }
  }

  private static func writeTurns(
    _ conversation: Conversation, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    writer.key("messages")
    writer.beginArray()
    for turn in conversation.turns {
      writer.beginObject()
      writer.field("role", role(turn.role))
      writer.key("content")
      if turn.blocks.count == 1, case .text(let text) = turn.blocks[0] {
        writer.value(text)
      } else {
        writer.beginArray()
        for block in turn.blocks { try write(block, &writer) }
        writer.endArray()
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private static func role(_ role: Conversation.Role) -> String {
    switch role {
    case .user: "user"
    case .assistant: "assistant"
    case .system: "system"
    }
  }

  private static func write(
    _ block: Conversation.Block, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    switch block {
    case .text(let text):
      writer.object {
        $0.field("type", "text")
        $0.field("text", text)
      }
    case .image(let source, let path):
      try write(image: source, path, &writer)
    case .file(let data, let name, let path):
      guard data.mediaType == "application/pdf" else {
        throw .untranslatable(path, "this provider takes PDF files, not \(data.mediaType)")
      }
      writer.object {
        $0.field("type", "document")
        $0.object("source") { AnthropicBody.inline(data, &$0) }
        if let name { $0.field("title", name) }
      }
    case .toolUse(let call, let input):
      writer.object {
        $0.field("type", "tool_use")
        $0.field("id", Translation.toolID(call.id))
        $0.field("name", call.name)
        $0.field("input", input)
      }
    case .toolResult(let id, _, let text):
      writer.object {
        $0.field("type", "tool_result")
        $0.field("tool_use_id", Translation.toolID(id))
        $0.field("content", text)
      }
    }
  }

  private static func write(
    image: ImageSource, _ path: String, _ writer: inout JSONWriter
  ) throws(ProviderFailure) {
    if case .inline(let data) = image, !imageTypes.contains(data.mediaType) {
      throw .untranslatable(path, "this provider takes JPEG, PNG, GIF and WebP images, not \(data.mediaType)")
    }
    if case .url(let url) = image, !url.hasPrefix("https://") {
      throw .untranslatable(path, "this provider fetches images over https only")
    }
    writer.object {
      $0.field("type", "image")
      $0.object("source") {
        switch image {
        case .inline(let data): inline(data, &$0)
        case .url(let url):
          $0.field("type", "url")
          $0.field("url", url)
        }
      }
    }
  }

  private static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

  private static func inline(_ data: InlineData, _ writer: inout JSONWriter) {
    writer.field("type", "base64")
    writer.field("media_type", data.mediaType)
    writer.field("data", data.base64)
  }

  // MARK: Tools and options

  private static func writeTools(_ request: UnifiedRequest, _ writer: inout JSONWriter) {
    guard !request.tools.isEmpty else { return }
    writer.array("tools") {
      for tool in request.tools {
        $0.object {
          $0.field("name", tool.name)
          if let description = tool.description { $0.field("description", description) }
          $0.field("input_schema", Translation.schema(tool.parameters))
          if tool.isStrict == true { $0.field("strict", true) }
        }
      }
    }
    let isSerial = request.allowsParallelToolCalls == false
    guard request.toolChoice != nil || isSerial else { return }
    writer.object("tool_choice") {
      switch request.toolChoice ?? .auto {
      case .auto: $0.field("type", "auto")
      case .none: $0.field("type", "none")
      case .required: $0.field("type", "any")
      case .named(let name):
        $0.field("type", "tool")
        $0.field("name", name)
      }
      if isSerial, request.toolChoice != ToolChoice.none { $0.field("disable_parallel_tool_use", true) }
    }
  }

  /// Writes temperature or top_p: newer models refuse both together, and all refuse them while they think.
  private mutating func writeSampling(
    _ request: UnifiedRequest, _ profile: ModelProfile, isThinking: Bool, _ writer: inout JSONWriter
  ) {
    let sampling = request.sampling
    let isTaken = profile.takesSampling && !isThinking
    if let temperature = sampling.temperature, isTaken {
      writer.field("temperature", min(temperature, 1))
      if temperature > 1 { dropped.append("temperature") }
    } else if sampling.temperature != nil {
      dropped.append("temperature")
    }
    if let topP = sampling.topP, isTaken, sampling.temperature == nil {
      writer.field("top_p", topP)
    } else if sampling.topP != nil {
      dropped.append("top_p")
    }
  }

  private mutating func writeServiceTier(_ tier: String?, _ writer: inout JSONWriter) {
    switch tier {
    case nil: break
    case "default": writer.field("service_tier", "standard_only")
    case "auto", "priority": writer.field("service_tier", "auto")
    default: dropped.append("service_tier")
    }
  }

  private static func schema(_ request: UnifiedRequest) -> Node? {
    guard case .jsonSchema(let schema) = request.responseFormat else { return nil }
    return Translation.schema(schema.schema)
  }
}
