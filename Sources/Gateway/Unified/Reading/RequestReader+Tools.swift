import Documents

/// Tools and the form of the answer.
extension RequestReader {
  /// The longest name of a tool, in bytes.
  static let longestToolName = 64

  func readTools(into request: inout UnifiedRequest) throws(GatewayError) {
    if let tools = root.optional("tools") {
      for field in try tools.items(atMost: RequestReader.mostTools) { request.tools.append(try tool(field)) }
    }
    request.toolChoice = try root.optional("tool_choice").map(toolChoice)
    request.allowsParallelToolCalls = try root.optional("parallel_tool_calls")?.truth()
    if let choice = request.toolChoice, choice != .none, choice != .auto, request.tools.isEmpty {
      throw GatewayError.field("tool_choice", "`tool_choice` asks for a tool, but `tools` is empty.")
    }
  }

  private func tool(_ field: Field) throws(GatewayError) -> Tool {
    let type = try field.required("type")
    guard try type.text() == "function" else {
      throw GatewayError.unknownKind(
        type.path, "`\(type.path)` must be \"function\"; no other kind is known here.")
    }
    let function = try field.required("function")
    return Tool(
      name: try toolName(function.required("name")),
      description: try function.optional("description")?.text(),
      parameters: try function.optional("parameters")?.object(),
      isStrict: try function.optional("strict")?.truth())
  }

  private func toolName(_ field: Field) throws(GatewayError) -> String {
    let name = try field.text()
    let isValid = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    guard isValid, (1...RequestReader.longestToolName).contains(name.utf8.count) else {
      throw GatewayError.field(field.path, "`\(field.path)` must be 1 to 64 letters, digits, `_` or `-`.")
    }
    return name
  }

  private func toolChoice(_ field: Field) throws(GatewayError) -> ToolChoice {
    if let word = field.node.string {
      switch word {
      case "auto": return .auto
      case "none": return .none
      case "required": return .required
      default:
        throw GatewayError.field(
          field.path, "`\(field.path)` must be \"none\", \"auto\", \"required\" or a function.")
      }
    }
    let type = try field.required("type")
    guard try type.text() == "function" else {
      throw GatewayError.unknownKind(
        type.path, "`\(type.path)` must be \"function\"; no other kind is known here.")
    }
    return .named(try toolName(field.required("function").required("name")))
  }

  func responseFormat(_ field: Field) throws(GatewayError) -> ResponseFormat {
    let type = try field.required("type")
    switch try type.text() {
    case "text": return .text
    case "json_object": return .jsonObject
    case "json_schema":
      let schema = try field.required("json_schema")
      return .jsonSchema(
        JSONSchema(
          name: try schema.required("name").text(),
          description: try schema.optional("description")?.text(),
          schema: try schema.optional("schema")?.object(),
          isStrict: try schema.optional("strict")?.truth()))
    default:
      throw GatewayError.unknownKind(
        type.path, "`\(type.path)` must be \"text\", \"json_object\" or \"json_schema\".")
    }
  }
}
