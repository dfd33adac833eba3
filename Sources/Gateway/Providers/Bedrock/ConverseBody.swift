import Documents

/// Writes a request in the form of Bedrock's Converse.
struct ConverseBody {
  /// The body.
  private(set) var bytes: [UInt8] = []
  /// Fields of the request that have no counterpart.
  private(set) var dropped: [String] = []

  /// Writes a request; a model of Anthropic, which its id tells, takes more than Converse has words for.
  init(_ request: UnifiedRequest, model: String, profile: ModelProfile) throws(ProviderFailure) {
    try Translation.check(request)
    let conversation = try Conversation(request, takesLateInstructions: false)
    try Translation.check(request, conversation, profile)
    let limit = Translation.outputLimit(request, profile)
    let isClaude = model.contains("anthropic.") || model.contains("claude")
    let thinking = AnthropicThinking(
      request, conversation, isClaude ? profile : ModelProfile.thoughtless,
      maxTokens: limit ?? profile.mostOutputTokens ?? AnthropicBody.defaultMaxTokens)
    var writer = JSONWriter()
    writer.beginObject()
    ConverseBody.writeInstructions(conversation, request, &writer)
    writer.key("messages")
    writer.beginArray()
    for turn in conversation.turns { try ConverseBlocks.write(turn, &writer) }
    writer.endArray()
    writeInference(request, profile, limit: limit, isThinking: thinking.isEnabled, &writer)
    ConverseBody.writeTools(request, conversation, &writer)
    ConverseBody.writeOutput(request, thinking, &writer)
    writeServiceTier(request.serviceTier, &writer)
    writer.endObject()
    bytes = writer.bytes
    dropped += Translation.dropped(
      request,
      alsoUnknown: [
        ("seed", request.sampling.seed != nil), ("metadata", request.metadata != nil),
        ("frequency_penalty", request.sampling.frequencyPenalty != nil),
        ("presence_penalty", request.sampling.presencePenalty != nil),
        ("user", request.user != nil), ("safety_identifier", request.safetyIdentifier != nil),
        ("parallel_tool_calls", request.allowsParallelToolCalls == false),
        ("reasoning_effort", request.reasoningEffort != nil && !isClaude),
      ])
  }

  private static func writeInstructions(
    _ conversation: Conversation, _ request: UnifiedRequest, _ writer: inout JSONWriter
  ) {
    var instructions = conversation.instructions
    if request.responseFormat == .jsonObject { instructions.append(Translation.jsonInstruction) }
    guard !instructions.isEmpty else { return }
    writer.array("system") {
      for text in instructions { $0.object { $0.field("text", text) } }
    }
  }

  private mutating func writeInference(
    _ request: UnifiedRequest, _ profile: ModelProfile, limit: Int?, isThinking: Bool,
    _ writer: inout JSONWriter
  ) {
    let takesSampling = profile.takesSampling && !isThinking
    let temperature = takesSampling ? request.sampling.temperature.map { min($0, 1) } : nil
    // Newer models refuse both ways of sampling together.
    let topP = takesSampling && temperature == nil ? request.sampling.topP : nil
    if temperature != request.sampling.temperature { dropped.append("temperature") }
    if topP == nil, request.sampling.topP != nil { dropped.append("top_p") }
    let stops = request.stop.filter { !$0.isEmpty }
    if stops.count < request.stop.count { dropped.append("stop") }
    guard limit != nil || temperature != nil || topP != nil || !stops.isEmpty else { return }
    writer.object("inferenceConfig") {
      if let limit { $0.field("maxTokens", limit) }
      if let temperature { $0.field("temperature", temperature) }
      if let topP { $0.field("topP", topP) }
      if !stops.isEmpty { $0.field("stopSequences", stops) }
    }
  }

  /// Writes the tools; a conversation with calls in it must have them, even where none may be called.
  private static func writeTools(
    _ request: UnifiedRequest, _ conversation: Conversation, _ writer: inout JSONWriter
  ) {
    let isForbidden = request.toolChoice == ToolChoice.none
    guard conversation.usesTools || (!request.tools.isEmpty && !isForbidden) else { return }
    let tools = request.tools.isEmpty ? toolsOfHistory(conversation) : request.tools
    writer.object("toolConfig") {
      $0.array("tools") {
        for tool in tools { ConverseBody.write(tool, &$0) }
      }
      switch request.toolChoice {
      case nil, ToolChoice.none?: break
      case .auto: $0.object("toolChoice") { $0.object("auto") { _ in } }
      case .required: $0.object("toolChoice") { $0.object("any") { _ in } }
      case .named(let name): $0.object("toolChoice") { $0.object("tool") { $0.field("name", name) } }
      }
    }
  }

  private static func toolsOfHistory(_ conversation: Conversation) -> [Tool] {
    var tools: [Tool] = []
    for turn in conversation.turns {
      for block in turn.blocks {
        guard case .toolUse(let call, _) = block, !tools.contains(where: { $0.name == call.name }) else {
          continue
        }
        tools.append(Tool(name: call.name))
      }
    }
    return tools
  }

  private static func write(_ tool: Tool, _ writer: inout JSONWriter) {
    writer.object {
      $0.object("toolSpec") {
        $0.field("name", tool.name)
        if let description = tool.description, !description.isEmpty { $0.field("description", description) }
        $0.object("inputSchema") { $0.field("json", Translation.schema(tool.parameters)) }
        if tool.isStrict == true { $0.field("strict", true) }
      }
    }
  }

  private static func writeOutput(
    _ request: UnifiedRequest, _ thinking: AnthropicThinking, _ writer: inout JSONWriter
  ) {
    var effort: String?
    if case .effort(let word) = thinking.setting { effort = word }
    var schema: JSONSchema?
    if case .jsonSchema(let wanted) = request.responseFormat { schema = wanted }
    if effort != nil || schema != nil {
      writer.object("outputConfig") {
        if let schema { ConverseBody.write(schema, &$0) }
        if let effort { $0.field("effort", effort) }
      }
    }
    guard thinking.writesThinking else { return }
    writer.object("additionalModelRequestFields") { thinking.writeThinking(to: &$0) }
  }

  /// Writes a schema, which Converse wants as the text of JSON.
  private static func write(_ schema: JSONSchema, _ writer: inout JSONWriter) {
    writer.object("textFormat") {
      $0.field("type", "json_schema")
      $0.object("structure") {
        $0.object("jsonSchema") {
          $0.field("schema", JSONText.text(of: Translation.schema(schema.schema)))
          $0.field("name", schema.name)
          if let description = schema.description { $0.field("description", description) }
        }
      }
    }
  }

  private mutating func writeServiceTier(_ tier: String?, _ writer: inout JSONWriter) {
    guard let tier, tier != "auto" else { return }
    guard ["priority", "default", "flex"].contains(tier) else {
      dropped.append("service_tier")
      return
    }
    writer.object("serviceTier") { $0.field("type", tier) }
  }
}

extension ModelProfile {
  /// A model that is not told how to think.
  fileprivate static var thoughtless: ModelProfile {
    var profile = ModelProfile()
    profile.thinking = .none
    return profile
  }
}
