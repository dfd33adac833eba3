import Documents

/// Reads one message of a conversation.
enum MessageReader {
  /// Most parts of one message's content.
  static let mostParts = 4_096
  /// Most tool calls of one message.
  static let mostToolCalls = 512

  static func message(_ field: Field) throws(GatewayError) -> Message {
    let role = try field.required("role")
    switch try role.text() {
    case "system", "developer":
      return .system(
        Instruction(
          text: try joinedText(field.required("content")), isDeveloper: role.node.string == "developer",
          name: try field.optional("name")?.text()))
    case "user":
      return .user(
        UserMessage(parts: try parts(field.required("content")), name: try field.optional("name")?.text()))
    case "assistant":
      return .assistant(try assistant(field))
    case "tool":
      return .tool(
        ToolResult(
          callID: try field.required("tool_call_id").text(), text: try joinedText(field.required("content"))))
    case "function":
      throw GatewayError.unknownKind(
        role.path, "`\(role.path)` is \"function\"; use \"tool\" and `tool_call_id`.")
    default:
      throw GatewayError.field(
        role.path, "`\(role.path)` must be \"developer\", \"system\", \"user\", \"assistant\" or \"tool\".")
    }
  }

  private static func assistant(_ field: Field) throws(GatewayError) -> AssistantMessage {
    var message = AssistantMessage()
    message.name = try field.optional("name")?.text()
    message.refusal = try field.optional("refusal")?.text()
    if let content = field.optional("content") { try readAssistantContent(content, into: &message) }
    if let calls = field.optional("tool_calls") {
      for call in try calls.items(atMost: mostToolCalls) { message.toolCalls.append(try toolCall(call)) }
    }
    guard message.text != nil || message.refusal != nil || !message.toolCalls.isEmpty else {
      let path = field.path + ".content"
      throw GatewayError.field(path, "`\(path)` is missing; only a message with `tool_calls` may go without.")
    }
    return message
  }

  private static func readAssistantContent(
    _ content: Field, into message: inout AssistantMessage
  ) throws(GatewayError) {
    if let text = content.node.string {
      message.text = text
      return
    }
    var texts: [String] = []
    for part in try content.items(atMost: mostParts, or: "a string or a list of parts") {
      let type = try part.required("type")
      switch try type.text() {
      case "text": texts.append(try part.required("text").text())
      case "refusal": message.refusal = try part.required("refusal").text()
      default:
        throw GatewayError.field(type.path, "`\(type.path)` must be \"text\" or \"refusal\" in this role.")
      }
    }
    if !texts.isEmpty { message.text = texts.joined(separator: "\n") }
  }

  private static func toolCall(_ field: Field) throws(GatewayError) -> ToolCall {
    let type = field.optional("type")
    guard try type?.text() ?? "function" == "function" else {
      let path = field.path + ".type"
      throw GatewayError.unknownKind(path, "`\(path)` must be \"function\"; no other kind is known here.")
    }
    let function = try field.required("function")
    let signature = field.node["extra_content"]?["google"]?["thought_signature"]?.string
    return ToolCall(
      id: try field.required("id").text(), name: try function.required("name").text(),
      arguments: try function.required("arguments").text(), signature: signature)
  }

  /// Text alone: a string, or text parts.
  private static func joinedText(_ content: Field) throws(GatewayError) -> String {
    if let text = content.node.string { return text }
    var texts: [String] = []
    for part in try content.items(atMost: mostParts, or: "a string or a list of text parts") {
      let type = try part.required("type")
      guard try type.text() == "text" else {
        throw GatewayError.field(type.path, "`\(type.path)` must be \"text\" in this role.")
      }
      texts.append(try part.required("text").text())
    }
    return texts.joined(separator: "\n")
  }

  private static func parts(_ content: Field) throws(GatewayError) -> [ContentPart] {
    if let text = content.node.string { return [.text(text)] }
    let items = try content.items(atMost: mostParts, or: "a string or a list of parts")
    guard !items.isEmpty else {
      throw GatewayError.field(content.path, "`\(content.path)` must not be an empty list.")
    }
    var parts: [ContentPart] = []
    parts.reserveCapacity(items.count)
    for item in items { parts.append(try part(item)) }
    return parts
  }

  private static func part(_ field: Field) throws(GatewayError) -> ContentPart {
    let type = try field.required("type")
    switch try type.text() {
    case "text":
      return .text(try field.required("text").text())
    case "image_url":
      let image = try field.required("image_url")
      let url = try image.required("url")
      return .image(try source(url), detail: try image.optional("detail")?.text())
    case "file":
      return try file(field.required("file"))
    case "input_audio":
      let audio = try field.required("input_audio")
      return .audio(
        base64: try audio.required("data").text(), format: try audio.required("format").text())
    default:
      throw GatewayError.unknownKind(
        type.path, "`\(type.path)` must be \"text\", \"image_url\", \"file\" or \"input_audio\".")
    }
  }

  private static func source(_ field: Field) throws(GatewayError) -> ImageSource {
    let url = try field.text()
    if url.hasPrefix("data:") {
      guard let data = InlineData(dataURI: url) else {
        throw GatewayError.field(field.path, "`\(field.path)` must read data:TYPE;base64,BYTES.")
      }
      return .inline(data)
    }
    guard url.hasPrefix("https://") || url.hasPrefix("http://") || url.hasPrefix("gs://") else {
      throw GatewayError.field(field.path, "`\(field.path)` must be a data: or https: URL.")
    }
    return .url(url)
  }

  private static func file(_ file: Field) throws(GatewayError) -> ContentPart {
    guard let data = file.optional("file_data") else {
      throw GatewayError.unknownKind(
        file.path, "`\(file.path)` must hold `file_data`; ids of uploaded files are not known here.")
    }
    guard let inline = InlineData(dataURI: try data.text()) else {
      throw GatewayError.field(data.path, "`\(data.path)` must read data:TYPE;base64,BYTES.")
    }
    return .file(inline, name: try file.optional("filename")?.text())
  }
}
