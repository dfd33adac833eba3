public import RoutingEngine

/// Something that a stand-in provider does wrong: what, to which requests, and for how long.
public struct StubFault: Sendable, Hashable {
  /// What it does; times and shares are those of a scenario's fault of the same name.
  public enum Kind: Sendable, Hashable {
    /// Ends before the first token with a class, after a latency.
    case error(OutcomeClass, latency: Nanoseconds)
    /// Accepts and never answers.
    case blackhole
    /// Closes the connection without a byte.
    case connect
    /// Multiplies the time to first token.
    case slowTTFT(factor: Double)
    /// Multiplies the time per output token.
    case slowTPOT(factor: Double)
    /// Adds to every answer.
    case latency(add: Nanoseconds)
    /// Ends half way without a terminal marker.
    case cutStream
    /// Carries an error under HTTP 200, before the first token or half way.
    case inBandError(beforeFirstToken: Bool)
    /// Falls silent after three tokens.
    case stallStream
    /// Ends properly without a single token.
    case emptySuccess
    /// Sends half way what is no JSON.
    case malformed
    /// Pushes back above a share of capacity; the hint is the text as it is sent, nil for none.
    case rateLimit(share: Double, retryAfter: String?, latency: Nanoseconds)
    /// Is overloaded above a share of capacity that moves from one value to another while the fault lasts.
    case capacity(from: Double, to: Double)
    /// Refuses for a spend limit, without a hint.
    case quotaExhausted
    /// Does not accept the credential.
    case authExpired
    /// Does not know the model.
    case modelGone
    /// Refuses the content.
    case contentFilter
    /// Is down and up in turn, beginning with down; down means this class.
    case flap(up: Nanoseconds, down: Nanoseconds, OutcomeClass)
  }

  /// What it does.
  public var kind: Kind
  /// The share of requests it strikes, from 0 to 1.
  public var rate = 1.0
  /// How long after it was told it begins.
  public var delay = Nanoseconds.zero
  /// How long it lasts; nil until it is lifted.
  public var duration: Nanoseconds?
  /// Over how long it grows from nothing to its full strength.
  public var ramp = Nanoseconds.zero
  /// The only model it strikes; nil for all of them.
  public var model: String?
  /// Strikes only prompts of more tokens than this.
  public var promptTokensOver: UInt32?
  /// After how many tokens an answer breaks; nil for the place that belongs to the kind.
  public var afterTokens: Int?

  /// A fault that strikes every request from now on.
  public init(_ kind: Kind) {
    self.kind = kind
  }
}
