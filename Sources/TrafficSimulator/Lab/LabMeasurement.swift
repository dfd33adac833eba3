/// What one run showed, in the lab's terms.
public struct LabMeasurement: Sendable, Hashable {
  /// A value for each metric in the order of its cases: nil where it does not apply, infinity for never.
  private var values: [Double?]
  /// Expectations of the scenario that were not met, as the file names their metrics.
  public var unmet: [String]

  /// Reads a result.
  public init(_ result: SimulationResult) {
    let left = Set(result.detection.filter { $0.seconds != nil }.map(\.endpoint))
    let back = result.recovery.filter { left.contains($0.endpoint) }
    values = LabMetric.allCases.map { Self.value(of: $0, in: result, back: back) }
    unmet = result.expectations.filter { !$0.pass }.map(\.expectation.metric.rawValue)
  }

  /// A run with these values; a metric that is not among them does not apply.
  init(_ values: [LabMetric: Double], unmet: [String] = []) {
    self.values = LabMetric.allCases.map { values[$0] }
    self.unmet = unmet
  }

  /// The value of a metric: nil where it does not apply, infinity for never.
  public subscript(metric: LabMetric) -> Double? {
    LabMetric.allCases.firstIndex(of: metric).flatMap { values[$0] }
  }

  /// The first fault on each endpoint: a later one may find that traffic has left already.
  private static func firstDetections(_ result: SimulationResult) -> [DetectionRow] {
    var rows: [DetectionRow] = []
    for row in result.detection where !rows.contains(where: { $0.endpoint == row.endpoint }) {
      rows.append(row)
    }
    return rows
  }

  /// What a run measured; nil where the metric does not apply.
  ///
  /// `back` says how the endpoints came back that had been left; one that never was has no recovery.
  private static func value(
    of metric: LabMetric, in result: SimulationResult, back: [RecoveryRow]
  ) -> Double? {
    switch metric {
    case .errorSeconds: result.userVisibleErrorSeconds
    case .objectiveSeconds: Double(result.sloViolationSeconds.reduce(0) { $0 + $1.value })
    case .ttftP90: result.ttftMs?.p90
    case .detection: firstDetections(result).map { $0.seconds ?? .infinity }.max()
    case .recoveryPeak: back.compactMap(\.peakOfferedOverCapacity).max()
    case .restore: back.map { $0.restoreSeconds ?? .infinity }.max()
    case .retrips: back.map { Double($0.retrips) }.max()
    case .attemptsPerRequest: result.attemptsPerRequest
    case .falseTrips: Double(result.falseTrips)
    case .quality: result.qualityMean
    case .cost: result.succeeded > 0 ? result.costUSD * 1_000 / Double(result.succeeded) : nil
    case .regret: result.regretPercent
    }
  }
}
