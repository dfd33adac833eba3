/// What a typical request costs its user on an endpoint, part by part, in micro-dollars; lower is better.
public struct CandidateScore: Sendable, Hashable {
  /// Its tokens, cached ones at their own price.
  public var price: Double
  /// Waiting for the first token.
  public var firstToken: Double
  /// Waiting for the others.
  public var stream: Double
  /// The chance of a failure, times what a failover costs.
  public var failure: Double
  /// The chance of pushback, times what a failover costs.
  public var pushback: Double
  /// Quality below that of the best candidate.
  public var quality: Double
  /// Waiting because it is nearly full.
  public var saturation: Double

  /// Everything together.
  public var total: Double {
    max(price + firstToken + stream + failure + pushback + quality + saturation, 1e-3)
  }
}
