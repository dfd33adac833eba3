import RoutingEngine

extension AttemptReader {
  /// What the caller asked for.
  struct Wish: Sendable, Hashable {
    var isStreaming: Bool
    var wantsUsage: Bool
    var promptTokens: Int
    /// The request, after which an answer is named whose provider gives it no id.
    var requestID: RequestID
    /// The model of an answer whose provider names none.
    var model: String
    var provider: String
    /// Seconds since 1970.
    var created: Int64
    /// Whether the text has to be known, for a rescue.
    var tracksText = false
  }
}
