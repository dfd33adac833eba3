/// Tokens an attempt used.
public struct TokenUsage: Sendable, Hashable {
  /// Input tokens that were not served from a cache.
  public var input: UInt32
  /// Input tokens read from the provider's prompt cache.
  public var cachedInput: UInt32
  /// Input tokens written to the provider's prompt cache.
  public var cacheWrite: UInt32
  /// Output tokens, reasoning included.
  public var output: UInt32
  /// The part of `output` spent on reasoning.
  public var reasoning: UInt32
  /// Whether the counts are our estimate rather than the provider's report.
  public var isEstimate: Bool

  /// Describes the tokens of an attempt; everything defaults to none.
  @inlinable public init(
    input: UInt32 = 0, cachedInput: UInt32 = 0, cacheWrite: UInt32 = 0, output: UInt32 = 0,
    reasoning: UInt32 = 0, isEstimate: Bool = false
  ) {
    self.input = input
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite
    self.output = output
    self.reasoning = reasoning
    self.isEstimate = isEstimate
  }
}

/// What became of an attempt.
public struct Outcome: Sendable, Hashable {
  /// How it ended.
  public var `class`: OutcomeClass
  /// From the start of the attempt to its first content token; nil when none came.
  public var ttft: Nanoseconds?
  /// From the start of the attempt to its end.
  public var latency: Nanoseconds
  /// What it used, for the ledger.
  public var usage: TokenUsage
  /// How long the provider asks us to stay away; nil when it did not say.
  public var retryAfter: Nanoseconds?

  /// Describes the end of an attempt.
  @inlinable public init(
    _ class: OutcomeClass, ttft: Nanoseconds? = nil, latency: Nanoseconds, usage: TokenUsage = TokenUsage(),
    retryAfter: Nanoseconds? = nil
  ) {
    self.class = `class`
    self.ttft = ttft
    self.latency = latency
    self.usage = usage
    self.retryAfter = retryAfter
  }
}
