import Documents

/// Reads requests of each protocol, as far as a stand-in needs to understand them.
extension StubRequest {
  /// The request of a route; what the provider would refuse is a problem of it.
  ///
  /// One that only wants its tokens counted needs no limit, and Bedrock wants it wrapped.
  init(_ root: Node?, wire: StubProtocol, countsOnly: Bool = false) {
    let root = countsOnly && wire == .bedrock ? root?["input"]?["converse"] : root
    guard let root, root.members != nil else {
      problem = "We could not parse the JSON body of your request."
      return
    }
    switch wire {
    case .openAI, .azure: readOpenAI(root)
    case .anthropic:
      readAnthropic(root)
      if root["max_tokens"] == nil, !countsOnly { problem = "max_tokens: Field required" }
    case .bedrock: readConverse(root)
    case .vertex: readGemini(root)
    }
    if problem == nil, turns.allSatisfy({ $0.role == "system" }) {
      let name = wire == .vertex ? "contents" : "messages"
      problem = "\(name): at least one message is required"
    }
  }

  // MARK: OpenAI

  private mutating func readOpenAI(_ root: Node) {
    for message in root["messages"]?.array ?? [] {
      let role = message["role"]?.string ?? ""
      var turn = Turn(role: role == "developer" ? "system" : role)
      turn.read(message["content"])
      turn.hasToolResult = role == "tool"
      for call in message["tool_calls"]?.array ?? [] {
        turn.text += call["function"]?["arguments"]?.string ?? ""
      }
      turns.append(turn)
    }
    for tool in root["tools"]?.array ?? [] {
      add(tool["function"]?["name"], tool["function"]?["parameters"])
    }
    switch root["tool_choice"]?.string {
    case "none": toolChoice = .none
    case "required": toolChoice = .required
    default:
      if let name = root["tool_choice"]?["function"]?["name"]?.string { toolChoice = .named(name) }
    }
    let format = root["response_format"]
    switch format?["type"]?.string {
    case "json_object": form = .json(schema: nil)
    case "json_schema": form = .json(schema: format?["json_schema"]?["schema"])
    default: break
    }
    mostTokens = limit(root["max_completion_tokens"] ?? root["max_tokens"])
    readStops(root["stop"])
    if let count = root["n"]?.integer {
      let most = RequestReader.mostAnswers
      if count < 1 || count > most {
        problem = "Invalid 'n': expected a value >= 1 and <= \(most), but got \(count) instead."
      } else {
        answers = Int(count)
      }
    }
    if root["logprobs"]?.bool == true {
      problem = "Unsupported parameter: 'logprobs' is not supported with this model."
    }
    includesUsage = root["stream_options"]?["include_usage"]?.bool ?? false
    if problem == nil { problem = Self.openAIProblem(root) }
    if root["model"]?.string == nil { problem = "you must provide a model parameter" }
  }

  private static let openAIRoles = ["system", "assistant", "user", "function", "tool", "developer"]

  /// Roles and numbers that OpenAI refuses.
  private static func openAIProblem(_ root: Node) -> String? {
    for message in root["messages"]?.array ?? [] {
      guard let role = message["role"]?.string else {
        return "Missing required parameter: 'messages[].role'."
      }
      if openAIRoles.contains(role) { continue }
      let known = openAIRoles.map { "'\($0)'" }.joined(separator: ", ")
      return "Invalid value: '\(SafeText.message(role, limit: 40))'. Supported values are: \(known)."
    }
    for name in ["max_tokens", "max_completion_tokens"] {
      guard let count = root[name]?.integer, count < 1 else { continue }
      return
        "Invalid '\(name)': integer below minimum value. Expected a value >= 1, but got \(count) instead."
    }
    let ranges = [
      ("temperature", 0.0...2), ("top_p", 0...1), ("presence_penalty", -2...2), ("frequency_penalty", -2...2),
    ]
    for (name, range) in ranges {
      guard let number = root[name]?.number, !range.contains(number) else { continue }
      let isHigh = number > range.upperBound
      let bound = isHigh ? "<= \(Int(range.upperBound))" : ">= \(Int(range.lowerBound))"
      return "Invalid '\(name)': decimal \(isHigh ? "above maximum" : "below minimum") value. "
        + "Expected a value \(bound), but got \(number) instead."
    }
    return nil
  }

  // MARK: Anthropic

  private mutating func readAnthropic(_ root: Node) {
    if let system = root["system"] {
      var turn = Turn(role: "system")
      turn.read(system)
      turns.append(turn)
    }
    for message in root["messages"]?.array ?? [] {
      var turn = Turn(role: message["role"]?.string ?? "")
      turn.read(message["content"])
      turns.append(turn)
    }
    for tool in root["tools"]?.array ?? [] { add(tool["name"], tool["input_schema"]) }
    switch root["tool_choice"]?["type"]?.string {
    case "none": toolChoice = .none
    case "any": toolChoice = .required
    case "tool": toolChoice = .named(root["tool_choice"]?["name"]?.string ?? "")
    default: break
    }
    if let format = root["output_config"]?["format"], format["type"]?.string == "json_schema" {
      form = .json(schema: format["schema"])
    }
    obeyInstruction()
    mostTokens = limit(root["max_tokens"])
    readStops(root["stop_sequences"])
  }

  // MARK: Bedrock

  private mutating func readConverse(_ root: Node) {
    if let system = root["system"] {
      var turn = Turn(role: "system")
      turn.read(system)
      turns.append(turn)
    }
    for message in root["messages"]?.array ?? [] {
      var turn = Turn(role: message["role"]?.string ?? "")
      turn.read(message["content"])
      turns.append(turn)
    }
    for tool in root["toolConfig"]?["tools"]?.array ?? [] {
      add(tool["toolSpec"]?["name"], tool["toolSpec"]?["inputSchema"]?["json"])
    }
    let choice = root["toolConfig"]?["toolChoice"]
    if choice?["any"] != nil { toolChoice = .required }
    if let name = choice?["tool"]?["name"]?.string { toolChoice = .named(name) }
    let format = root["outputConfig"]?["textFormat"]
    if format?["type"]?.string == "json_schema" {
      let text = format?["structure"]?["jsonSchema"]?["schema"]?.string ?? ""
      form = .json(schema: JSONText.parse(Array(text.utf8)))
    }
    obeyInstruction()
    mostTokens = limit(root["inferenceConfig"]?["maxTokens"])
    readStops(root["inferenceConfig"]?["stopSequences"])
  }

  // MARK: Gemini

  /// Google takes every name in camel case and with underscores.
  private mutating func readGemini(_ root: Node) {
    if let system = root["systemInstruction"] ?? root["system_instruction"] {
      var turn = Turn(role: "system")
      turn.read(system["parts"])
      turns.append(turn)
    }
    for content in root["contents"]?.array ?? [] {
      var turn = Turn(role: content["role"]?.string == "model" ? "assistant" : "user")
      turn.read(content["parts"])
      turns.append(turn)
    }
    for group in root["tools"]?.array ?? [] {
      for tool in (group["functionDeclarations"] ?? group["function_declarations"])?.array ?? [] {
        let schema = tool["parametersJsonSchema"] ?? tool["parameters_json_schema"] ?? tool["parameters"]
        add(tool["name"], schema)
      }
    }
    let calling = (root["toolConfig"] ?? root["tool_config"]).flatMap {
      $0["functionCallingConfig"] ?? $0["function_calling_config"]
    }
    let allowed = (calling?["allowedFunctionNames"] ?? calling?["allowed_function_names"])?.array ?? []
    switch calling?["mode"]?.string {
    case "NONE": toolChoice = .none
    case "ANY": toolChoice = allowed.first?.string.map { .named($0) } ?? .required
    default: break
    }
    let options = root["generationConfig"] ?? root["generation_config"]
    let type = options?["responseMimeType"] ?? options?["response_mime_type"]
    if type?.string == "application/json" {
      form = .json(
        schema: options?["responseJsonSchema"] ?? options?["response_json_schema"]
          ?? options?["responseSchema"] ?? options?["response_schema"])
    }
    mostTokens = limit(options?["maxOutputTokens"] ?? options?["max_output_tokens"])
    readStops(options?["stopSequences"] ?? options?["stop_sequences"])
  }

  // MARK: Parts

  /// Answers in JSON where the gateway tells the model to, for want of a switch in the protocol.
  private mutating func obeyInstruction() {
    guard form == .text, turns.contains(where: { $0.role == "system" && $0.asksForJSON }) else { return }
    form = .json(schema: nil)
  }

  private mutating func add(_ name: Node?, _ schema: Node?) {
    guard let name = name?.string else { return }
    tools.append(Tool(name: name, schema: schema))
    toolBytes += name.utf8.count + (schema.map { JSONText.bytes(of: $0).count } ?? 0)
  }

  /// Takes one text or a list of them.
  private mutating func readStops(_ node: Node?) {
    if let text = node?.string { stops = [text] }
    if let list = node?.array { stops = list.compactMap(\.string) }
    stops.removeAll(where: \.isEmpty)
  }

  private func limit(_ node: Node?) -> Int? {
    node?.integer.map { Int(clamping: max(0, $0)) }
  }
}

extension StubRequest.Turn {
  fileprivate var asksForJSON: Bool { text.contains(Translation.jsonInstruction) }

  /// Adds what a text, a list of parts or blocks holds, whatever the protocol calls them.
  fileprivate mutating func read(_ content: Node?) {
    if let said = content?.string { text += said }
    for part in content?.array ?? [] {
      if let said = part["text"]?.string { text += said }
      if let result = part["toolResult"] ?? part["functionResponse"] ?? part["function_response"] {
        hasToolResult = true
        text += JSONText.text(of: result)
      } else if part["type"]?.string == "tool_result" {
        hasToolResult = true
        text += part["content"].map { JSONText.text(of: $0) } ?? ""
      }
      if Self.attachments.contains(where: { part[$0] != nil }) { attachments += 1 }
    }
  }

  private static let attachments = [
    "image_url", "source", "image", "document", "inlineData", "inline_data", "fileData", "file_data", "file",
    "input_audio",
  ]
}
