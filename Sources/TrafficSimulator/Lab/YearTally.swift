/// What a year looks like for its users: sums of windows, each as often as it stands for.
public struct YearTally: Sendable {
  private var requests = 0.0
  private var succeeded = 0.0
  private var failed = 0.0
  private var objectiveSeconds = 0.0
  private var cost = 0.0
  private var ttft: [[Double]]
  private var quality: [(sum: Double, count: Double)]
  private let features: [String]
  private let demand: Double

  init(_ world: SimulatedWorld, times: Double) {
    let tally = world.recorder.tallies[0]
    let model = world.geography.world
    features = model.features.map(\.id)
    demand = model.features.reduce(0) { $0 + $1.requestsPerSecond }
    requests = Double(tally.requests) * times
    succeeded = Double(tally.succeeded) * times
    failed = Double(tally.failed.total) * times
    objectiveSeconds = Double(tally.violations.reduce(0, +)) * times
    cost = Double(tally.cost) / 1e12 * times
    ttft = tally.ttftOfFeature.map { $0.weighted(by: times) }
    quality = features.indices.map { place in
      let found = tally.quality(ofFeature: place)
      return (found.sum * times, Double(found.count) * times)
    }
  }

  /// Adds another window of the same features.
  public mutating func add(_ other: YearTally) {
    precondition(features == other.features, "Windows of a year have the same features.")
    requests += other.requests
    succeeded += other.succeeded
    failed += other.failed
    objectiveSeconds += other.objectiveSeconds
    cost += other.cost
    for place in features.indices {
      for bucket in ttft[place].indices { ttft[place][bucket] += other.ttft[place][bucket] }
      quality[place].sum += other.quality[place].sum
      quality[place].count += other.quality[place].count
    }
  }

  /// The 90th percentile of a feature's time to first token, in milliseconds; nil for none of its requests.
  public func ttftP90(of feature: String) -> Double? {
    features.firstIndex(of: feature).flatMap { DurationHistogram.quantile(0.9, of: ttft[$0]) }
  }

  /// The mean score of what served a feature; nil for none of its requests.
  public func quality(of feature: String) -> Double? {
    guard let place = features.firstIndex(of: feature), quality[place].count > 0 else { return nil }
    return quality[place].sum / quality[place].count
  }

  /// Failed requests divided by the demand, in seconds a year.
  public var errorSeconds: Double { failed / demand }

  /// The share of requests that failed, from 0 to 1.
  public var failedShare: Double { requests > 0 ? failed / requests : 0 }

  /// Seconds a year in which a feature broke its objectives, all features together.
  public var brokenObjectiveSeconds: Double { objectiveSeconds }

  /// US dollars for a thousand requests that succeeded; nil without one.
  public var costPerThousand: Double? { succeeded > 0 ? cost * 1_000 / succeeded : nil }
}
