import Documents

/// Writes a request in the form of OpenAI's chat completions.
struct OpenAIBody {
  /// The body.
  private(set) var bytes: [UInt8] = []
  /// Fields of the request that the endpoint refuses.
  private(set) var dropped: [String] = []

  private let dialect: OpenAIDialect

  /// Writes a request for an endpoint.
  init(request: UnifiedRequest, dialect: OpenAIDialect) {
    self.dialect = dialect
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", dialect.model)
    writer.field("messages", request.messages)
    options(request, &writer)
    sampling(request.sampling, &writer)
    stream(request, &writer)
    for member in request.extras { field(member.key, member.value, &writer) }
    writer.endObject()
    bytes = writer.bytes
  }

  private mutating func options(_ request: UnifiedRequest, _ writer: inout JSONWriter) {
    field("tools", request.tools.isEmpty ? nil : request.tools, &writer)
    field("tool_choice", request.toolChoice, &writer)
    field("parallel_tool_calls", request.allowsParallelToolCalls, &writer)
    field("response_format", request.responseFormat, &writer)
    field(request.outputLimitKey.rawValue, request.maxOutputTokens, &writer)
    field("stop", request.stop.isEmpty ? nil : request.stop, &writer)
    field("n", request.answerCount, &writer)
    field("reasoning_effort", request.reasoningEffort?.rawValue, &writer)
    field("user", request.user, &writer)
    field("safety_identifier", request.safetyIdentifier, &writer)
    field("service_tier", request.serviceTier, &writer)
    field("metadata", request.metadata, &writer)
  }

  private mutating func sampling(_ sampling: Sampling, _ writer: inout JSONWriter) {
    field("temperature", sampling.temperature, &writer)
    field("top_p", sampling.topP, &writer)
    field("frequency_penalty", sampling.frequencyPenalty, &writer)
    field("presence_penalty", sampling.presencePenalty, &writer)
    field("seed", sampling.seed, &writer)
    field("logit_bias", sampling.logitBias, &writer)
    field("logprobs", sampling.logprobs, &writer)
    field("top_logprobs", sampling.topLogprobs, &writer)
  }

  private func stream(_ request: UnifiedRequest, _ writer: inout JSONWriter) {
    guard request.isStreaming else { return }
    writer.field("stream", true)
    guard dialect.asksForUsage else { return }
    writer.object("stream_options") { $0.field("include_usage", true) }
  }

  private mutating func field(_ key: String, _ value: (some JSONWritable)?, _ writer: inout JSONWriter) {
    guard let value else { return }
    guard let name = dialect.name(of: key) else {
      dropped.append(key)
      return
    }
    writer.field(name, value)
  }
}

extension Message: JSONWritable {
  /// Writes a message in OpenAI's form.
  func write(to writer: inout JSONWriter) {
    writer.object {
      switch self {
      case .system(let instruction):
        $0.field("role", instruction.isDeveloper ? "developer" : "system")
        $0.field("content", instruction.text)
        if let name = instruction.name { $0.field("name", name) }
      case .user(let user):
        $0.field("role", "user")
        if user.parts.count == 1, case .text(let text) = user.parts[0] {
          $0.field("content", text)
        } else {
          $0.field("content", user.parts)
        }
        if let name = user.name { $0.field("name", name) }
      case .assistant(let assistant):
        $0.field("role", "assistant")
        $0.field("content", assistant.text)
        if let refusal = assistant.refusal { $0.field("refusal", refusal) }
        if !assistant.toolCalls.isEmpty { $0.field("tool_calls", assistant.toolCalls) }
        if let name = assistant.name { $0.field("name", name) }
      case .tool(let result):
        $0.field("role", "tool")
        $0.field("tool_call_id", result.callID)
        $0.field("content", result.text)
      }
    }
  }
}

extension ContentPart: JSONWritable {
  /// Writes a part in OpenAI's form.
  func write(to writer: inout JSONWriter) {
    writer.object {
      switch self {
      case .text(let text):
        $0.field("type", "text")
        $0.field("text", text)
      case .image(let source, let detail):
        $0.field("type", "image_url")
        $0.object("image_url") {
          switch source {
          case .inline(let data): $0.field("url", data.dataURI)
          case .url(let url): $0.field("url", url)
          }
          if let detail { $0.field("detail", detail) }
        }
      case .file(let data, let name):
        $0.field("type", "file")
        $0.object("file") {
          if let name { $0.field("filename", name) }
          $0.field("file_data", data.dataURI)
        }
      case .audio(let base64, let format):
        $0.field("type", "input_audio")
        $0.object("input_audio") {
          $0.field("data", base64)
          $0.field("format", format)
        }
      }
    }
  }
}

extension Tool: JSONWritable {
  /// Writes a tool in OpenAI's form.
  func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("type", "function")
      $0.object("function") {
        $0.field("name", name)
        if let description { $0.field("description", description) }
        if let parameters { $0.field("parameters", parameters) }
        if let isStrict { $0.field("strict", isStrict) }
      }
    }
  }
}

extension ToolChoice: JSONWritable {
  /// Writes a choice in OpenAI's form.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .auto: writer.value("auto")
    case .none: writer.value("none")
    case .required: writer.value("required")
    case .named(let name):
      writer.object {
        $0.field("type", "function")
        $0.object("function") { $0.field("name", name) }
      }
    }
  }
}

extension ResponseFormat: JSONWritable {
  /// Writes a format in OpenAI's form.
  func write(to writer: inout JSONWriter) {
    writer.object {
      switch self {
      case .text: $0.field("type", "text")
      case .jsonObject: $0.field("type", "json_object")
      case .jsonSchema(let schema):
        $0.field("type", "json_schema")
        $0.object("json_schema") {
          $0.field("name", schema.name)
          if let description = schema.description { $0.field("description", description) }
          if let node = schema.schema { $0.field("schema", node) }
          if let isStrict = schema.isStrict { $0.field("strict", isStrict) }
        }
      }
    }
  }
}
