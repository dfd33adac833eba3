import Documents

/// How a model of Anthropic is told to think, and in what form to answer.
struct AnthropicThinking: Sendable, Hashable {
  /// The fewest tokens of thought that can be asked for.
  static let leastBudgetTokens = 1_024

  /// What is written.
  enum Setting: Sendable, Hashable {
    /// Nothing: the model does as it does.
    case unsaid
    /// It must not think.
    case disabled
    /// It may think as hard as the word says.
    case effort(String)
    /// It may think for as many tokens.
    case budget(Int)
  }

  /// What is written.
  let setting: Setting
  /// Whether the model can be told that thinking is up to it, beside the word.
  private let isAdaptive: Bool

  /// Whether the model thinks because of this request.
  var isEnabled: Bool {
    switch setting {
    case .effort, .budget: true
    case .unsaid, .disabled: false
    }
  }

  /// Decides for a request.
  init(_ request: UnifiedRequest, _ conversation: Conversation, _ profile: ModelProfile, maxTokens: Int) {
    isAdaptive = profile.thinking == .effort
    guard let effort = request.reasoningEffort else {
      setting = .unsaid
      return
    }
    switch profile.thinking {
    case .none: setting = .unsaid
    case .always: setting = .effort(AnthropicThinking.word(effort))
    case .effort:
      setting = effort.asksForThought ? .effort(AnthropicThinking.word(effort)) : .disabled
    case .budget:
      setting = AnthropicThinking.budget(request, effort, conversation, maxTokens: maxTokens)
    }
  }

  private static func word(_ effort: ReasoningEffort) -> String {
    effort.asksForThought ? effort.rawValue : ReasoningEffort.low.rawValue
  }

  /// A number of tokens, or nothing where the older models would refuse to think.
  ///
  /// They want the thought of earlier turns back in a loop of tools, which callers do not have, think neither
  /// when forced to call one nor after an answer's beginning, and count the thought within the answer's
  /// limit.
  private static func budget(
    _ request: UnifiedRequest, _ effort: ReasoningEffort, _ conversation: Conversation, maxTokens: Int
  ) -> Setting {
    guard effort.asksForThought, !conversation.isInToolLoop, !conversation.endsWithAssistant else {
      return .unsaid
    }
    switch request.toolChoice {
    case .required, .named: return .unsaid
    case .auto, ToolChoice.none?, nil: break
    }
    let wanted =
      switch effort {
      case .none, .minimal, .low: 2_048
      case .medium: 8_192
      case .high: 16_384
      case .xhigh, .max: 32_768
      }
    let budget = min(wanted, maxTokens / 2)
    return budget >= leastBudgetTokens ? .budget(budget) : .unsaid
  }

  /// Whether `thinking` is written.
  var writesThinking: Bool {
    switch setting {
    case .unsaid: false
    case .effort: isAdaptive
    case .disabled, .budget: true
    }
  }

  /// Writes `thinking`, where it is said.
  func writeThinking(to writer: inout JSONWriter) {
    guard writesThinking else { return }
    writer.object("thinking") {
      switch setting {
      case .unsaid: break
      case .disabled: $0.field("type", "disabled")
      case .effort: $0.field("type", "adaptive")
      case .budget(let tokens):
        $0.field("type", "enabled")
        $0.field("budget_tokens", tokens)
      }
    }
  }

  /// Writes `thinking` and `output_config`.
  func write(format schema: Node?, to writer: inout JSONWriter) {
    writeThinking(to: &writer)
    var effort: String?
    if case .effort(let word) = setting { effort = word }
    guard effort != nil || schema != nil else { return }
    writer.object("output_config") {
      if let schema {
        $0.object("format") {
          $0.field("type", "json_schema")
          $0.field("schema", schema)
        }
      }
      if let effort { $0.field("effort", effort) }
    }
  }
}
