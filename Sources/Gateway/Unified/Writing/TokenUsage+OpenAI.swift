import Documents
import RoutingEngine

/// Token counts in OpenAI's words.
///
/// OpenAI's `prompt_tokens` includes cached tokens, ours are apart; `completion_tokens` includes reasoning,
/// as ours does.
extension TokenUsage {
  /// All tokens of the prompt.
  var promptTokens: UInt64 { UInt64(input) + UInt64(cachedInput) + UInt64(cacheWrite) }

  /// Reads OpenAI's `usage`; nil where it is none.
  init?(openAI node: Node) {
    guard let prompt = node["prompt_tokens"]?.integer else { return nil }
    let details = node["prompt_tokens_details"]
    let cached = details?["cached_tokens"]?.integer ?? node["prompt_cache_hit_tokens"]?.integer ?? 0
    let written = details?["cache_write_tokens"]?.integer ?? 0
    self.init(
      input: UInt32(clamping: prompt.clamped - cached.clamped - written.clamped),
      cachedInput: UInt32(clamping: cached), cacheWrite: UInt32(clamping: written),
      output: UInt32(clamping: node["completion_tokens"]?.integer ?? 0),
      reasoning: UInt32(
        clamping: node["completion_tokens_details"]?["reasoning_tokens"]?.integer ?? 0))
  }

  /// An estimate of the output where the provider did not report any.
  static func estimate(promptTokens: Int, outputBytes: Int) -> TokenUsage {
    let perToken = UnifiedRequest.bytesPerToken
    return TokenUsage(
      input: UInt32(clamping: promptTokens),
      output: UInt32(clamping: (outputBytes + perToken - 1) / perToken),
      isEstimate: true)
  }
}

extension Int64 {
  /// The count within 32 bits, so that sums of a few cannot overflow.
  var clamped: Int64 { Swift.min(Swift.max(self, 0), Int64(UInt32.max)) }
}

/// The JSON form of OpenAI's `usage`.
struct OpenAIUsage: JSONWritable {
  let usage: TokenUsage

  /// Writes `{"prompt_tokens": …}`; an estimate is marked so.
  func write(to writer: inout JSONWriter) {
    let prompt = usage.promptTokens
    writer.object {
      $0.field("prompt_tokens", prompt)
      $0.field("completion_tokens", UInt64(usage.output))
      $0.field("total_tokens", prompt + UInt64(usage.output))
      $0.object("prompt_tokens_details") {
        $0.field("cached_tokens", UInt64(usage.cachedInput))
        $0.field("cache_write_tokens", UInt64(usage.cacheWrite))
      }
      $0.object("completion_tokens_details") {
        $0.field("reasoning_tokens", UInt64(usage.reasoning))
      }
      if usage.isEstimate { $0.field("estimated", true) }
    }
  }
}
