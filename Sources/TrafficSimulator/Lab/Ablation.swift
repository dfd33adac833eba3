public import RoutingEngine

/// What the scenarios lose without one rule of the engine.
public struct Ablation: Sendable {
  /// The rule that was switched off.
  public let rule: Rule
  /// Scenarios of which an expectation is met with the rule in every seed, and missed without it in some.
  public private(set) var broken: [Broken] = []
  /// Scenarios whose expectations hold without it, and in which a metric got worse.
  public private(set) var worse: [Worse] = []

  /// A scenario that needs the rule.
  public struct Broken: Sendable, Hashable {
    /// Its id.
    public var scenario: String
    /// Seeds in which it fails without the rule.
    public var seeds: Int
  }

  /// A metric that got worse without the rule.
  public struct Worse: Sendable, Hashable {
    /// The scenario's id.
    public var scenario: String
    /// The metric.
    public var metric: LabMetric
    /// With the rule.
    public var with: Double
    /// Without it.
    public var without: Double
  }

  /// Reads groups that hold the engine with every rule and without this one.
  public init(_ rule: Rule, in groups: [LabGroup]) {
    self.rule = rule
    for group in groups {
      guard let whole = group.variants.firstIndex(where: \.isOurs),
        let less = group.variants.firstIndex(where: { $0.without == rule })
      else { continue }
      let failures = group.failures(variant: less)
      if group.failures(variant: whole) == 0, failures > 0 {
        broken.append(Broken(scenario: group.scenario, seeds: failures))
      }
      for metric in LabMetric.allCases {
        guard let with = group.figure(metric, variant: whole), let gone = group.figure(metric, variant: less),
          metric.isBetter(with.median, than: gone.median)
        else { continue }
        worse.append(
          Worse(scenario: group.scenario, metric: metric, with: with.median, without: gone.median))
      }
    }
  }

  /// Whether nothing speaks for the rule: a candidate for removal.
  public var isIdle: Bool { broken.isEmpty && worse.isEmpty }
}
