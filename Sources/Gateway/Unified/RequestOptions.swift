import Documents

/// A function the model may call.
struct Tool: Sendable, Equatable {
  /// Its name, `[A-Za-z0-9_-]{1,64}`.
  var name: String
  /// What it does.
  var description: String?
  /// The JSON schema of its arguments; nil for a function without any.
  var parameters: Node?
  /// Whether the arguments must follow the schema to the letter.
  var isStrict: Bool?
}

/// Whether and which tools the model must call.
enum ToolChoice: Sendable, Hashable {
  /// The model decides.
  case auto
  /// No tool.
  case none
  /// At least one tool.
  case required
  /// This tool.
  case named(String)
}

/// What form the answer must have.
enum ResponseFormat: Sendable, Equatable {
  /// Plain text.
  case text
  /// Any JSON object.
  case jsonObject
  /// JSON that follows a schema.
  case jsonSchema(JSONSchema)
}

/// A schema the answer must follow.
struct JSONSchema: Sendable, Equatable {
  /// Its name.
  var name: String
  /// What it is for.
  var description: String?
  /// The schema itself; nil where the caller gave none.
  var schema: Node?
  /// Whether the answer must follow it to the letter.
  var isStrict: Bool?
}

/// How much a model should think; models differ in which of them they know.
enum ReasoningEffort: String, Sendable, Hashable, CaseIterable {
  case none, minimal, low, medium, high, xhigh, max

  /// Whether it asks for thought at all.
  var asksForThought: Bool { self != .none && self != .minimal }
}

/// How the next token is drawn.
struct Sampling: Sendable, Equatable {
  /// 0 to 2.
  var temperature: Double?
  /// 0 to 1.
  var topP: Double?
  /// −2 to 2.
  var frequencyPenalty: Double?
  /// −2 to 2.
  var presencePenalty: Double?
  /// For answers that repeat as far as possible.
  var seed: Int64?
  /// Token ids and their bias.
  var logitBias: Node?
  /// Whether to report log probabilities.
  var logprobs: Bool?
  /// How many alternatives to report, 0 to 20.
  var topLogprobs: Int?

  /// Whether the caller left everything to the model.
  var isDefault: Bool { self == Sampling() }
}

/// Which of the two spellings of the output limit the caller used.
enum OutputLimitKey: String, Sendable, Hashable {
  /// The older one, which reasoning models of OpenAI refuse.
  case maxTokens = "max_tokens"
  /// The newer one, which counts reasoning tokens too.
  case maxCompletionTokens = "max_completion_tokens"
}
