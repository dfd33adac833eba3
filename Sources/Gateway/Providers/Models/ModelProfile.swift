import RoutingEngine

/// What a model can do, and the peculiar ways in which it wants to be asked.
struct ModelProfile: Sendable, Hashable {
  /// The longest prompt in tokens; nil where it is not known.
  var mostInputTokens: Int?
  /// The longest answer in tokens; nil where it is not known.
  var mostOutputTokens: Int?
  /// Whether it takes temperature and its like.
  var takesSampling = true
  /// Whether it goes on with an answer whose beginning ends the conversation, rather than begin anew.
  var takesPrefill = false
  /// Whether it can be made to call a tool.
  var takesForcedTools = true
  /// Whether it follows a JSON schema by itself.
  var takesJSONSchema = true
  /// Whether texts can end its answer.
  var takesStop = true
  /// Whether it sees.
  var takesImages = true
  /// Whether it is a reasoning model of OpenAI, which knows only `max_completion_tokens`.
  var countsReasoning = false
  /// Whether instructions may stand in the middle of the conversation.
  var takesLateInstructions = false
  /// How it is told to think.
  var thinking = Thinking.effort

  /// How a model is told to think.
  enum Thinking: Sendable, Hashable {
    /// It does not think.
    case none
    /// By a word; it may be told not to.
    case effort
    /// By a word; it cannot be told not to.
    case always
    /// By a number of tokens.
    case budget
  }

  /// What an endpoint with this model can do, as the router sees it.
  var capabilities: Capabilities {
    var set: Capabilities = [.tools]
    if takesImages { set.insert(.images) }
    if takesJSONSchema { set.insert(.jsonSchema) }
    if thinking != .none { set.insert(.reasoning) }
    if takesPrefill { set.insert(.prefill) }
    if takesSampling { set.insert(.sampling) }
    return set
  }
}
