import Documents

/// Writes a request in the form of Gemini's `generateContent`.
struct GeminiBody {
  /// The body.
  private(set) var bytes: [UInt8] = []
  /// Fields of the request that have no counterpart.
  private(set) var dropped: [String] = []

  /// Writes a request.
  init(_ request: UnifiedRequest, profile: ModelProfile) throws(ProviderFailure) {
    try Translation.check(request)
    let conversation = try Conversation(request, takesLateInstructions: false)
    try Translation.check(request, conversation, profile)
    var writer = JSONWriter()
    writer.beginObject()
    if !conversation.instructions.isEmpty {
      writer.object("systemInstruction") {
        $0.array("parts") {
          for text in conversation.instructions { $0.object { $0.field("text", text) } }
        }
      }
    }
    writer.key("contents")
    writer.beginArray()
    for turn in conversation.turns { try GeminiParts.write(turn, profile, &writer) }
    writer.endArray()
    GeminiBody.writeTools(request, &writer)
    writeGeneration(request, profile, &writer)
    writer.endObject()
    bytes = writer.bytes
    dropped += Translation.dropped(
      request,
      alsoUnknown: [
        ("user", request.user != nil), ("safety_identifier", request.safetyIdentifier != nil),
        ("metadata", request.metadata != nil),
        ("parallel_tool_calls", request.allowsParallelToolCalls == false),
      ])
  }

  private static func writeTools(_ request: UnifiedRequest, _ writer: inout JSONWriter) {
    guard !request.tools.isEmpty else { return }
    writer.array("tools") {
      $0.object {
        $0.array("functionDeclarations") {
          for tool in request.tools {
            $0.object {
              $0.field("name", tool.name)
              if let description = tool.description { $0.field("description", description) }
              if let schema = tool.parameters { $0.field("parametersJsonSchema", Translation.schema(schema)) }
            }
          }
        }
      }
    }
    let isStrict = request.tools.contains { $0.isStrict == true }
    guard request.toolChoice != nil || isStrict else { return }
    writer.object("toolConfig") {
      $0.object("functionCallingConfig") {
        switch request.toolChoice ?? .auto {
        case .auto: $0.field("mode", isStrict ? "VALIDATED" : "AUTO")
        case .none: $0.field("mode", "NONE")
        case .required: $0.field("mode", "ANY")
        case .named(let name):
          $0.field("mode", "ANY")
          $0.field("allowedFunctionNames", [name])
        }
      }
    }
  }

  private mutating func writeGeneration(
    _ request: UnifiedRequest, _ profile: ModelProfile, _ writer: inout JSONWriter
  ) {
    writer.key("generationConfig")
    writer.beginObject()
    if let limit = Translation.outputLimit(request, profile) { writer.field("maxOutputTokens", limit) }
    if !request.stop.isEmpty { writer.field("stopSequences", request.stop) }
    writeSampling(request.sampling, profile, &writer)
    switch request.responseFormat {
    case .jsonObject: writer.field("responseMimeType", "application/json")
    case .jsonSchema(let schema):
      writer.field("responseMimeType", "application/json")
      writer.field("responseJsonSchema", Translation.schema(schema.schema))
    case .text, nil: break
    }
    if let effort = request.reasoningEffort { GeminiBody.writeThinking(effort, profile, &writer) }
    writer.endObject()
  }

  private mutating func writeSampling(
    _ sampling: Sampling, _ profile: ModelProfile, _ writer: inout JSONWriter
  ) {
    guard profile.takesSampling else {
      if sampling.temperature != nil { dropped.append("temperature") }
      if sampling.topP != nil { dropped.append("top_p") }
      if sampling.presencePenalty != nil { dropped.append("presence_penalty") }
      if sampling.frequencyPenalty != nil { dropped.append("frequency_penalty") }
      if let seed = sampling.seed { GeminiBody.write(seed: seed, &writer) }
      return
    }
    if let temperature = sampling.temperature { writer.field("temperature", temperature) }
    if let topP = sampling.topP { writer.field("topP", topP) }
    if let seed = sampling.seed { GeminiBody.write(seed: seed, &writer) }
    if let penalty = sampling.presencePenalty { writer.field("presencePenalty", penalty) }
    if let penalty = sampling.frequencyPenalty { writer.field("frequencyPenalty", penalty) }
  }

  /// Writes a seed, which is 32 bits wide here.
  private static func write(seed: Int64, _ writer: inout JSONWriter) {
    writer.field("seed", Int64(Int32(truncatingIfNeeded: seed)))
  }

  private static func writeThinking(
    _ effort: ReasoningEffort, _ profile: ModelProfile, _ writer: inout JSONWriter
  ) {
    switch profile.thinking {
    case .none: break
    case .effort, .always:
      writer.object("thinkingConfig") {
        $0.field("thinkingLevel", level(effort))
        $0.field("includeThoughts", effort.asksForThought)
      }
    case .budget:
      writer.object("thinkingConfig") {
        $0.field("thinkingBudget", budgetTokens(effort))
        $0.field("includeThoughts", effort.asksForThought)
      }
    }
  }

  private static func level(_ effort: ReasoningEffort) -> String {
    switch effort {
    case .none, .minimal: "MINIMAL"
    case .low: "LOW"
    case .medium: "MEDIUM"
    case .high, .xhigh, .max: "HIGH"
    }
  }

  private static func budgetTokens(_ effort: ReasoningEffort) -> Int {
    switch effort {
    case .none: 0
    case .minimal: 512
    case .low: 1_024
    case .medium: 8_192
    case .high, .xhigh, .max: 24_576
    }
  }
}
