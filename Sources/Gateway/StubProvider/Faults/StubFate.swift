import RoutingEngine

/// What becomes of one answer.
struct StubFate: Sendable, Hashable {
  /// Where and how an answer breaks under HTTP 200.
  enum Break: Sendable, Hashable {
    /// It ends without its terminal marker.
    case cut
    /// An error comes in place of the rest.
    case error(OutcomeClass)
    /// Nothing more comes.
    case stall
    /// What comes next is no JSON.
    case malformed
  }

  /// How it ends.
  enum Ending: Sendable, Hashable {
    /// Well.
    case whole
    /// Never.
    case silence
    /// With the connection, before any byte.
    case disconnect
    /// With an error in place of an answer.
    case refusal(StubError)
    /// Without a single token.
    case empty
    /// With an answer of which a filter left nothing.
    case filtered
    /// Broken after so many tokens; nil for half way.
    case broken(Break, after: Int?)
  }

  /// Time to first token, or to whatever comes in its place.
  var ttft: Nanoseconds
  /// Time per output token after the first.
  var pace: Nanoseconds
  /// How it ends.
  var ending = Ending.whole

  /// Ends it, unless a fault that was told earlier has done so.
  mutating func end(_ ending: Ending, after latency: Nanoseconds? = nil) {
    guard self.ending == .whole else { return }
    self.ending = ending
    if let latency { ttft = latency }
  }
}
