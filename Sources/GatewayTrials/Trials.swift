/// Every trial there is.
public enum Trials {
  /// In the order in which they run; empty in a release build, which has no access to the parsers.
  public static var all: [Trial] {
    #if DEBUG
      transport + documents + requests + answers + errors + standIns + control + telemetry
    #else
      []
    #endif
  }

  /// The trial of a name.
  public static func named(_ name: String) -> Trial? { all.first { $0.name == name } }

  /// Keys and values that the protocols use.
  static let keys = [
    "model", "messages", "role", "content", "type", "text", "image_url", "url", "tools", "function", "name",
    "parameters", "arguments", "tool_calls", "tool_call_id", "id", "index", "stream", "stream_options", "n",
    "response_format", "json_schema", "schema", "max_tokens", "stop", "choices", "delta", "message", "usage",
    "finish_reason", "error", "code", "status", "details", "candidates", "parts", "functionCall", "args",
    "finishReason", "promptFeedback", "usageMetadata", "output", "stopReason", "contentBlockIndex", "start",
    "toolUse", "input", "reasoningContent", "content_block", "partial_json", "stop_reason", "thinking",
    "refusal", "reasoning_content", "user", "assistant", "tool", "system", "developer", "required", "none",
  ]
}
