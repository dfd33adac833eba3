import Documents

/// Reads the body of `POST /v1/chat/completions`.
///
/// Strict where a field decides what is asked: the wrong type is an error that names the field. Fields that
/// are not known are kept. `null` stands for a field that is not there.
struct RequestReader {
  /// Most messages of a request; that of the provider that takes the most.
  static let mostMessages = 100_000
  /// Most tools of a request.
  static let mostTools = 1_024
  /// Most answers to one request.
  static let mostAnswers = 128
  /// Most texts that may end an answer.
  static let mostStops = 4

  /// Fields this reader understands; all others are kept as they are.
  private static let known: Set<String> = [
    "model", "messages", "tools", "tool_choice", "parallel_tool_calls", "response_format", "max_tokens",
    "max_completion_tokens", "stop", "temperature", "top_p", "frequency_penalty", "presence_penalty", "seed",
    "logit_bias", "logprobs", "top_logprobs", "n", "reasoning_effort", "stream", "stream_options", "user",
    "safety_identifier", "service_tier", "metadata",
  ]

  let root: Field

  /// Reads a request from its bytes.
  static func read(
    _ bytes: [UInt8], limits: Document.Limits = Document.Limits()
  ) throws(GatewayError) -> UnifiedRequest {
    let node: Node
    do {
      node = try Document.parse(bytes, dialect: .json, limits: limits)
    } catch {
      throw GatewayError(
        status: error.kind == .limit ? 413 : 400, type: "invalid_request_error",
        code: GatewayError.Code.invalidJSON,
        message: "The body cannot be read as JSON: line \(error.position.line), "
          + "column \(error.position.column): \(SafeText.sentence(error.message))")
    }
    return try RequestReader(root: Field(path: "", node: node)).request()
  }

  private func request() throws(GatewayError) -> UnifiedRequest {
    guard let members = root.node.members else { throw root.mismatch("an object") }
    let model = try root.required("model").text()
    guard !model.isEmpty else { throw GatewayError.field("model", "`model` must name a feature, is empty.") }
    var request = UnifiedRequest(model: model, messages: try messages())
    try readTools(into: &request)
    request.responseFormat = try root.optional("response_format").map(responseFormat)
    try readLimits(into: &request)
    request.sampling = try sampling()
    request.answerCount = try root.optional("n")?.integer(1...RequestReader.mostAnswers)
    request.reasoningEffort = try root.optional("reasoning_effort")?.choice(ReasoningEffort.self)
    try readStream(into: &request)
    request.user = try root.optional("user")?.text()
    request.safetyIdentifier = try root.optional("safety_identifier")?.text()
    request.serviceTier = try root.optional("service_tier")?.text()
    request.metadata = try root.optional("metadata")?.object()
    request.extras = members.filter { !RequestReader.known.contains($0.key) && !$0.value.isNull }
    return request
  }

  // MARK: Parts of the request

  private func messages() throws(GatewayError) -> [Message] {
    let list = try root.required("messages")
    let fields = try list.items(atMost: RequestReader.mostMessages)
    guard !fields.isEmpty else { throw GatewayError.field("messages", "`messages` must not be empty.") }
    var messages: [Message] = []
    messages.reserveCapacity(fields.count)
    for field in fields { messages.append(try MessageReader.message(field)) }
    return messages
  }

  private func readLimits(into request: inout UnifiedRequest) throws(GatewayError) {
    let older = try root.optional("max_tokens")?.integer(1...Int(Int32.max))
    let newer = try root.optional("max_completion_tokens")?.integer(1...Int(Int32.max))
    request.maxOutputTokens = newer ?? older
    if newer == nil, older != nil { request.outputLimitKey = .maxTokens }
    guard let stop = root.optional("stop") else { return }
    if let text = stop.node.string {
      request.stop = [text]
      return
    }
    for field in try stop.items(atMost: RequestReader.mostStops, or: "a string or a list of strings") {
      request.stop.append(try field.text())
    }
  }

  private func sampling() throws(GatewayError) -> Sampling {
    Sampling(
      temperature: try root.optional("temperature")?.number(0...2),
      topP: try root.optional("top_p")?.number(0...1),
      frequencyPenalty: try root.optional("frequency_penalty")?.number(-2...2),
      presencePenalty: try root.optional("presence_penalty")?.number(-2...2),
      seed: try root.optional("seed")?.wholeNumber(),
      logitBias: try root.optional("logit_bias")?.object(),
      logprobs: try root.optional("logprobs")?.truth(),
      topLogprobs: try root.optional("top_logprobs")?.integer(0...20))
  }

  private func readStream(into request: inout UnifiedRequest) throws(GatewayError) {
    request.isStreaming = try root.optional("stream")?.truth() ?? false
    guard let options = root.optional("stream_options") else { return }
    _ = try options.object()
    guard request.isStreaming else {
      throw GatewayError.field("stream_options", "`stream_options` is only allowed when `stream` is true.")
    }
    request.wantsUsageInStream = try options.optional("include_usage")?.truth() ?? false
  }
}
