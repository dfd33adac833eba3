import Documents
import RoutingEngine

/// A whole answer, whatever protocol it came in.
struct UnifiedAnswer: Sendable, Hashable {
  /// The provider's id of the answer.
  var id: String?
  /// The model that answered, in the provider's words.
  var model: String?
  /// What the model said.
  var text = ""
  /// Why it refused, where it says so in words of its own.
  var refusal = ""
  /// What it thought, where the provider tells.
  var reasoning = ""
  /// The tools it calls.
  var toolCalls: [ToolCall] = []
  /// Why it ended.
  var finish: Finish
  /// What it used; nil where the provider did not say.
  var usage: TokenUsage?

  /// Whether there is anything to deliver.
  var hasContent: Bool { !text.isEmpty || !refusal.isEmpty || !toolCalls.isEmpty }
}

/// One thing that happens in a streamed answer.
enum StreamEvent: Sendable, Hashable {
  /// The provider began; no content yet.
  case started(id: String?, model: String?)
  /// A piece of text.
  case text(String)
  /// A piece of a refusal in the model's own words.
  case refusal(String)
  /// A piece of thought.
  case reasoning(String)
  /// A tool call begins; indices count from 0 without gaps.
  case toolCall(index: Int, id: String, name: String, signature: String?)
  /// A piece of the text of a tool call's arguments.
  case toolArguments(index: Int, String)
  /// What was used so far; each replaces the one before.
  ///
  /// An estimate is what the provider says of the prompt before it answers, and its output is none.
  case usage(TokenUsage)
  /// Why the answer ended; content filters may say so once more after an ordinary end.
  case finished(Finish)
  /// The answer is whole; nothing follows.
  case completed
  /// The answer is broken; nothing follows.
  case failed(ProviderFailure)

  /// Whether it shows that the model produces: a caller who has it has begun to get the answer.
  var isContent: Bool {
    switch self {
    case .text, .refusal, .reasoning, .toolCall, .toolArguments: true
    case .started, .usage, .finished, .completed, .failed: false
    }
  }

  /// Whether it is the last event.
  var isLast: Bool {
    switch self {
    case .completed, .failed: true
    default: false
    }
  }
}
