public import RoutingEngine
public import Transport

/// One value from elsewhere, with everything that says what it is.
///
/// What a source does not know is not in a sample at all: a window without traffic has a sum of 0 where the source
/// counts, and no quantile; a window that nobody reported has no sample.
public struct Sample: Sendable, Hashable {
  /// A number or a distribution, in the unit of the quantity.
  public enum Value: Sendable, Hashable {
    case number(Double)
    case distribution(Distribution)
  }

  /// Whose value it is.
  public var endpoint: EndpointIndex
  /// For which feature alone; `nil` where the source does not tell features apart.
  public var feature: FeatureIndex?
  /// What it measures.
  public var quantity: Quantity
  /// How these calls ended, for `errors`.
  public var outcome: OutcomeClass?
  /// The value.
  public var value: Value
  /// Which figure it is.
  public var statistic: Statistic
  /// How many seconds the value covers; 0 for a momentary value.
  public var windowSeconds: Int64
  /// The end of the time that the value covers, by the source's own account.
  public var observedAt: WallTime

  /// Describes a value.
  public init(
    endpoint: EndpointIndex, feature: FeatureIndex? = nil, quantity: Quantity, outcome: OutcomeClass? = nil,
    value: Value, statistic: Statistic, windowSeconds: Int64, observedAt: WallTime
  ) {
    self.endpoint = endpoint
    self.feature = feature
    self.quantity = quantity
    self.outcome = outcome
    self.value = value
    self.statistic = statistic
    self.windowSeconds = windowSeconds
    self.observedAt = observedAt
  }

  /// The unit of the value.
  public var unit: Unit { quantity.unit }

  /// The value as a number; `nil` for a distribution.
  public var number: Double? {
    if case .number(let number) = value { number } else { nil }
  }

  /// The value as a distribution; `nil` for a number.
  public var distribution: Distribution? {
    if case .distribution(let distribution) = value { distribution } else { nil }
  }
}
