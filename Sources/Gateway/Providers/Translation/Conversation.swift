import Documents

/// A conversation in the form that Anthropic, Bedrock and Gemini share.
///
/// Instructions stand apart; user and assistant take turns, neighbours of one role being merged; the results
/// of tools are blocks of the user's next turn, before anything else in it.
struct Conversation: Sendable, Equatable {
  /// Instructions that apply to all of it, in the order given.
  private(set) var instructions: [String] = []
  /// The turns, at least one; the first one is the user's.
  private(set) var turns: [Turn] = []

  /// Who speaks.
  enum Role: Sendable, Hashable {
    case user, assistant
    /// Instructions in the middle, for models that take them there.
    case system
  }

  /// One turn.
  struct Turn: Sendable, Equatable {
    /// Who speaks.
    var role: Role
    /// What, at least one block.
    var blocks: [Block]
  }

  /// A piece of a turn.
  enum Block: Sendable, Equatable {
    /// Text, never empty.
    case text(String)
    /// An image.
    case image(ImageSource, path: String)
    /// A file or sound given inline.
    case file(InlineData, name: String?, path: String)
    /// A tool call, its arguments read.
    case toolUse(ToolCall, input: Node)
    /// A tool's result, and the tool's name.
    case toolResult(callID: String, name: String, text: String)
  }

  /// Rearranges the messages of a request.
  ///
  /// Instructions in the middle stay there if the model takes them; else they become part of the user's turn.
  init(_ request: UnifiedRequest, takesLateInstructions: Bool) throws(ProviderFailure) {
    var names: [(id: String, name: String)] = []
    for (index, message) in request.messages.enumerated() {
      let path = "messages[\(index)]"
      switch message {
      case .system(let instruction):
        guard !instruction.text.isEmpty else { continue }
        if turns.isEmpty {
          instructions.append(instruction.text)
        } else {
          append([.text(instruction.text)], as: takesLateInstructions ? .system : .user)
        }
      case .user(let user):
        append(Conversation.blocks(user, path), as: .user)
      case .assistant(let assistant):
        append(try Conversation.blocks(assistant, path), as: .assistant)
        for call in assistant.toolCalls { names.append((call.id, call.name)) }
      case .tool(let result):
        guard let name = names.last(where: { $0.id == result.callID })?.name else {
          throw .untranslatable("\(path).tool_call_id", "no tool call before it has this id")
        }
        append([.toolResult(callID: result.callID, name: name, text: result.text)], as: .user)
      }
    }
    // Instructions alone are what the user wants.
    if turns.isEmpty, let wish = instructions.popLast() { append([.text(wish)], as: .user) }
    guard turns.first?.role == .user else {
      throw .untranslatable("messages", "this provider wants the conversation to begin with the user")
    }
    for index in turns.indices { turns[index].blocks = Conversation.resultsFirst(turns[index].blocks) }
    trimBeginningOfAnswer()
  }

  /// Whether it ends with the beginning of the answer.
  var endsWithAssistant: Bool { turns.last?.role == .assistant }

  /// Whether any turn calls a tool or has a result of one.
  var usesTools: Bool {
    turns.contains { turn in
      turn.blocks.contains {
        switch $0 {
        case .toolUse, .toolResult: true
        case .text, .image, .file: false
        }
      }
    }
  }

  /// Whether the model is to go on after the results of its tool calls.
  var isInToolLoop: Bool {
    guard case .toolResult = turns.last?.blocks.first else { return false }
    return true
  }

  private mutating func append(_ blocks: [Block], as role: Role) {
    guard !blocks.isEmpty else { return }
    if let last = turns.indices.last, turns[last].role == role {
      turns[last].blocks += blocks
    } else {
      turns.append(Turn(role: role, blocks: blocks))
    }
  }

  /// Blanks at the end of an answer's beginning are refused by the models that go on with it.
  private mutating func trimBeginningOfAnswer() {
    guard endsWithAssistant, let last = turns.indices.last,
      case .text(var text) = turns[last].blocks.last
    else { return }
    while let scalar = text.unicodeScalars.last, scalar.properties.isWhitespace {
      text.unicodeScalars.removeLast()
    }
    turns[last].blocks.removeLast()
    if !text.isEmpty { turns[last].blocks.append(.text(text)) }
    if turns[last].blocks.isEmpty { turns.removeLast() }
  }

  // MARK: Blocks

  private static func blocks(_ user: UserMessage, _ path: String) -> [Block] {
    var blocks: [Block] = []
    for (index, part) in user.parts.enumerated() {
      let path = "\(path).content[\(index)]"
      switch part {
      case .text(let text):
        if !text.isEmpty { blocks.append(.text(text)) }
      case .image(let source, _): blocks.append(.image(source, path: path))
      case .file(let data, let name): blocks.append(.file(data, name: name, path: path))
      case .audio(let base64, let format):
        blocks.append(.file(InlineData(mediaType: "audio/\(format)", base64: base64), name: nil, path: path))
      }
    }
    return blocks
  }

  private static func blocks(
    _ assistant: AssistantMessage, _ path: String
  ) throws(ProviderFailure) -> [Block] {
    var blocks: [Block] = []
    if let text = assistant.text, !text.isEmpty { blocks.append(.text(text)) }
    if let refusal = assistant.refusal, !refusal.isEmpty { blocks.append(.text(refusal)) }
    for (index, call) in assistant.toolCalls.enumerated() {
      guard let input = JSONText.arguments(call.arguments) else {
        throw .untranslatable(
          "\(path).tool_calls[\(index)].function.arguments",
          "the text is no JSON object, which this provider wants")
      }
      blocks.append(.toolUse(call, input: input))
    }
    return blocks
  }

  private static func resultsFirst(_ blocks: [Block]) -> [Block] {
    let isResult: (Block) -> Bool = { if case .toolResult = $0 { true } else { false } }
    guard blocks.contains(where: isResult) else { return blocks }
    return blocks.filter(isResult) + blocks.filter { !isResult($0) }
  }
}
