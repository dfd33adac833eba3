import Documents

/// What a request asks a stand-in provider to say, in whichever protocol it comes.
struct StubRequest: Sendable, Equatable {
  /// One turn of the conversation.
  struct Turn: Sendable, Equatable {
    /// Who speaks: `user`, `assistant`, `system` or `tool`.
    var role: String
    /// What was said.
    var text = ""
    /// How many images and files it carries.
    var attachments = 0
    /// Whether it holds the result of a tool.
    var hasToolResult = false
  }

  /// A function that may be called.
  struct Tool: Sendable, Equatable {
    /// Its name.
    var name: String
    /// The schema of its arguments.
    var schema: Node?
  }

  /// The form the answer must have.
  enum Form: Sendable, Equatable {
    /// Any text.
    case text
    /// JSON, after a schema where there is one.
    case json(schema: Node?)
  }

  /// The conversation.
  var turns: [Turn] = []
  /// The functions that may be called.
  var tools: [Tool] = []
  /// Whether and which must be called.
  var toolChoice = ToolChoice.auto
  /// The form the answer must have.
  var form = Form.text
  /// The most tokens the answer may have.
  var mostTokens: Int?
  /// Texts before which the answer ends.
  var stops: [String] = []
  /// Whether a stream must end with the usage.
  var includesUsage = true
  /// How many answers.
  var answers = 1
  /// Bytes of schemas and descriptions.
  var toolBytes = 0
  /// Why the provider would not take it.
  var problem: String?

  /// Tokens of the prompt, in the measure of the gateway's own estimates.
  var promptTokens: Int {
    let bytes = turns.reduce(toolBytes) { $0 + $1.text.utf8.count }
    let attachments = turns.reduce(0) { $0 + $1.attachments }
    return turns.count * UnifiedRequest.tokensPerMessage + attachments * UnifiedRequest.tokensPerImage
      + (bytes + UnifiedRequest.bytesPerToken - 1) / UnifiedRequest.bytesPerToken
  }

  /// What the answer must go on from: the text of a last turn of the model's.
  var prefill: String {
    guard let last = turns.last, last.role == "assistant" else { return "" }
    return last.text
  }

  /// The tool that the request makes a model call: one it forces, or one whose name the user mentions.
  var toolToCall: Tool? {
    switch toolChoice {
    case .none: return nil
    case .named(let name): return tools.first { $0.name == name }
    case .required: return mentionedTool ?? tools.first
    case .auto: return turns.last?.hasToolResult == true ? nil : mentionedTool
    }
  }

  private var mentionedTool: Tool? {
    guard let said = turns.last(where: { $0.role == "user" && !$0.hasToolResult })?.text.lowercased() else {
      return nil
    }
    return tools.first { tool in
      let name = tool.name.lowercased()
      let words = name.split { !$0.isLetter }.filter { $0.count >= Self.tellingLetters }
      return said.contains(name) || words.contains { said.contains($0) }
    }
  }

  /// Letters that a part of a tool's name has at least where mentioning it counts.
  private static let tellingLetters = 4
}
