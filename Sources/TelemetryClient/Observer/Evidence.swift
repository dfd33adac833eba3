internal import RoutingEngine
internal import Transport

/// What a source says of one endpoint in one window, before it becomes calls.
struct Evidence: Sendable, Hashable {
  var endpoint: EndpointIndex
  var feature: FeatureIndex?
  var windowSeconds: Int64
  /// Calls that ended; `nil` where the source does not count them.
  var requests: Double?
  /// Calls that ended badly, by class, in the order of the classes.
  var errors: [(outcome: OutcomeClass, count: Double)] = []
  /// Whether the source counts them, if only as none.
  var countsErrors = false
  var ttft: Distribution?
  var latency: Distribution?
  var tpot: Distribution?
  var inputTokens = 0.0
  var outputTokens = 0.0

  static func == (a: Evidence, b: Evidence) -> Bool { a.endpoint == b.endpoint && a.feature == b.feature }
  func hash(into hasher: inout Hasher) { hasher.combine(endpoint) }

  /// The evidence in one delivery of samples, in the order in which endpoints and features appear.
  ///
  /// Only totals and distributions are evidence: an average or a quantile says too little to be turned into calls.
  static func of(_ samples: [Sample]) -> [Evidence] {
    var found: [Evidence] = []
    for sample in samples where sample.windowSeconds > 0 {
      let place =
        found.firstIndex { $0.endpoint == sample.endpoint && $0.feature == sample.feature }
        ?? {
          found.append(
            Evidence(
              endpoint: sample.endpoint, feature: sample.feature, windowSeconds: sample.windowSeconds))
          return found.count - 1
        }()
      found[place].take(sample)
    }
    return found.filter { $0.isEvidence }
  }

  private mutating func take(_ sample: Sample) {
    switch (sample.statistic, sample.value) {
    case (.sum, .number(let number)):
      switch sample.quantity {
      case .requests: requests = (requests ?? 0) + number
      case .errors:
        countsErrors = true
        errors.append((sample.outcome ?? .unknown, number))
      case .inputTokens: inputTokens += number
      case .outputTokens: outputTokens += number
      default: return
      }
    case (.distribution, .distribution(let distribution)):
      switch sample.quantity {
      case .ttft: ttft = distribution
      case .latency: latency = distribution
      case .tpot: tpot = distribution
      default: return
      }
    default: return
    }
    windowSeconds = max(windowSeconds, sample.windowSeconds)
  }

  private var isEvidence: Bool { requests != nil || !errors.isEmpty || ttft != nil || latency != nil }
}
