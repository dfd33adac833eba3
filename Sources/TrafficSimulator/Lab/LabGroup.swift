/// One scenario with one number of replicas under several policies and seeds.
public struct LabGroup: Sendable {
  /// The scenario's id.
  public let scenario: String
  /// Engines that share the load.
  public let replicas: Int
  /// The policies, in the order of the table.
  public let variants: [LabVariant]
  /// The runs of each policy, seed by seed.
  private var runs: [[LabMeasurement]]

  /// A group without a run.
  public init(scenario: String, replicas: Int, variants: [LabVariant]) {
    self.scenario = scenario
    self.replicas = replicas
    self.variants = variants
    runs = variants.map { _ in [] }
  }

  /// Adds a run of a policy.
  public mutating func add(_ run: LabMeasurement, variant: Int) { runs[variant].append(run) }

  /// Median and worst of a metric over the seeds; nil where it does not apply to every run.
  public func figure(_ metric: LabMetric, variant: Int) -> LabFigure? {
    let values = runs[variant].compactMap { $0[metric] }
    guard !values.isEmpty, values.count == runs[variant].count else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    let median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    guard let worst = metric.isBetterHigher ? sorted.first : sorted.last else { return nil }
    return LabFigure(median: median, worst: worst)
  }

  /// What policies are compared by: the median, or the worst where a metric is judged by it.
  private func judged(_ metric: LabMetric, _ variant: Int) -> Double? {
    figure(metric, variant: variant).map { metric.isJudgedByWorst ? $0.worst : $0.median }
  }

  /// Runs of a policy in which an expectation of the scenario was not met.
  public func failures(variant: Int) -> Int { runs[variant].count { !$0.unmet.isEmpty } }

  /// The metrics in which the policies differ, in the order of the cases.
  public var differing: [LabMetric] {
    LabMetric.allCases.filter { metric in
      let values = variants.indices.compactMap { judged(metric, $0) }
      return values.contains { value in values.contains { metric.isBetter(value, than: $0) } }
    }
  }

  /// Whether no policy is better than this one.
  public func isBest(_ metric: LabMetric, variant: Int) -> Bool {
    guard let own = judged(metric, variant) else { return false }
    return !variants.indices.contains { place in
      judged(metric, place).map { metric.isBetter($0, than: own) } ?? false
    }
  }

  /// Where the engine is not the best, metric by metric.
  public var shortfalls: [LabShortfall] {
    guard let ours = variants.firstIndex(where: \.isOurs) else { return [] }
    return differing.compactMap { metric in
      guard let own = judged(metric, ours), !isBest(metric, variant: ours) else {
        return nil
      }
      guard let best = bestRival(metric, than: own, atMost: .infinity) else { return nil }
      let isLean = best.attempts.map { $0 <= LabMetric.harmlessAttempts } ?? true
      return LabShortfall(
        scenario: scenario, replicas: replicas, metric: metric, ours: own, best: best,
        bestLean: isLean ? best : bestRival(metric, than: own, atMost: LabMetric.harmlessAttempts))
    }
  }

  /// The best of the other policies that make at most so many attempts for a request; nil where none is better than the
  /// engine.
  private func bestRival(_ metric: LabMetric, than own: Double, atMost limit: Double) -> LabShortfall.Rival? {
    var best: LabShortfall.Rival?
    for place in variants.indices where variants[place].policy != .routeConsole {
      guard let value = judged(metric, place), metric.isBetter(value, than: own) else {
        continue
      }
      let attempts = figure(.attemptsPerRequest, variant: place)?.median
      guard attempts.map({ $0 <= limit }) ?? true else { continue }
      guard best.map({ metric.isBetter(value, than: $0.value) }) ?? true else { continue }
      best = LabShortfall.Rival(policy: variants[place].policy, value: value, attempts: attempts)
    }
    return best
  }
}

/// A metric over several seeds.
public struct LabFigure: Sendable, Hashable {
  /// The median.
  public var median: Double
  /// The worst.
  public var worst: Double
}

/// A metric in which another policy is better than the engine.
public struct LabShortfall: Sendable, Hashable {
  /// The scenario's id.
  public var scenario: String
  /// Engines that share the load.
  public var replicas: Int
  /// In what.
  public var metric: LabMetric
  /// The engine's median, or its worst where the metric is judged by that.
  public var ours: Double
  /// The policy that is best.
  public var best: Rival
  /// The best of those that do not buy their successes with attempts (`LabMetric.harmlessAttempts`); nil where none of
  /// them is better than the engine.
  public var bestLean: Rival?

  /// Another policy's figure.
  public struct Rival: Sendable, Hashable {
    /// The policy.
    public var policy: PolicyName
    /// Its median, or its worst.
    public var value: Double
    /// The attempts it makes for a request, the median; nil where they were not counted.
    public var attempts: Double?
  }
}
