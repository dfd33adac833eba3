import Documents

/// What all translations into another protocol have in common.
enum Translation {
  /// What a model is told that must answer in JSON and has no switch for it.
  static let jsonInstruction = "Answer with one JSON object and nothing else: no prose, no code fence."

  /// The longest id of a tool call that all providers take, in bytes.
  static let longestToolID = 64

  /// Refuses what no other protocol can say.
  static func check(_ request: UnifiedRequest) throws(ProviderFailure) {
    if let field = request.firstMeaningfulExtra {
      throw .untranslatable(field, "this provider has nothing like it")
    }
    if let count = request.answerCount, count > 1 {
      throw .untranslatable("n", "this provider gives one answer a request")
    }
    if request.sampling.logprobs == true {
      throw .untranslatable("logprobs", "this provider does not report them in this form")
    }
  }

  /// Refuses what the model of an endpoint cannot do, whatever the protocol.
  static func check(
    _ request: UnifiedRequest, _ conversation: Conversation, _ profile: ModelProfile
  ) throws(ProviderFailure) {
    if conversation.endsWithAssistant, !profile.takesPrefill {
      throw .untranslatable("messages", "this model does not go on with an answer that was begun")
    }
    if case .jsonSchema = request.responseFormat, !profile.takesJSONSchema {
      throw .untranslatable("response_format", "this model does not follow a JSON schema by itself")
    }
    switch request.toolChoice {
    case .required, .named:
      guard profile.takesForcedTools else {
        throw .untranslatable("tool_choice", "this model cannot be made to call a tool")
      }
    case .auto, ToolChoice.none?, nil: break
    }
  }

  /// Fields that are left out because no provider of another protocol has them.
  static func dropped(_ request: UnifiedRequest, alsoUnknown more: [(String, Bool)] = []) -> [String] {
    var dropped = request.extras.map(\.key)
    if request.sampling.logitBias != nil { dropped.append("logit_bias") }
    for (field, isPresent) in more where isPresent { dropped.append(field) }
    return dropped
  }

  /// The most tokens of the answer: the caller's limit, cut to the model's.
  static func outputLimit(_ request: UnifiedRequest, _ profile: ModelProfile) -> Int? {
    guard let wanted = request.maxOutputTokens else { return nil }
    return profile.mostOutputTokens.map { min($0, wanted) } ?? wanted
  }

  /// An id of a tool call in the characters and the length that every provider takes.
  static func toolID(_ id: String) -> String {
    var bytes: [UInt8] = []
    for byte in id.utf8.prefix(longestToolID) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        bytes.append(byte)
      default: bytes.append(UInt8(ascii: "_"))
      }
    }
    return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
  }

  /// A schema of arguments; providers want the type to be said.
  static func schema(_ parameters: Node?) -> Node {
    guard var members = parameters?.members else {
      return Node(
        .object([Member("type", .string("object")), Member("properties", .object([]))]))
    }
    if !members.contains(where: { $0.key == "type" }) {
      members.insert(Member("type", .string("object")), at: 0)
    }
    return Node(.object(members))
  }
}
