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
  /// Whether the source counts tokens, if only as none.
  var countsTokens = false

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
    return dealt(found).filter { $0.isEvidence }
  }

  /// What an endpoint's series say without a feature, given to its features by their calls where these are counted: a
  /// gateway that labels its requests with features need not label tokens and times with them.
  private static func dealt(_ found: [Evidence]) -> [Evidence] {
    var dealt = found
    for rest in found where rest.feature == nil && rest.requests == nil && rest.errors.isEmpty {
      let owners = found.indices.filter {
        found[$0].endpoint == rest.endpoint && found[$0].feature != nil && found[$0].requests != nil
      }
      let calls = owners.reduce(0) { $0 + (found[$1].requests ?? 0) }
      for owner in owners {
        let share = calls > 0 ? (found[owner].requests ?? 0) / calls : 1 / Double(owners.count)
        dealt[owner].take(share, of: rest)
      }
      if !owners.isEmpty { dealt.removeAll { $0 == rest } }
    }
    return dealt
  }

  private mutating func take(_ share: Double, of rest: Evidence) {
    inputTokens += rest.inputTokens * share
    outputTokens += rest.outputTokens * share
    countsTokens = countsTokens || rest.countsTokens
    ttft = ttft ?? rest.ttft?.thinned(to: share)
    latency = latency ?? rest.latency?.thinned(to: share)
    tpot = tpot ?? rest.tpot?.thinned(to: share)
  }

  private mutating func take(_ sample: Sample) {
    switch (sample.statistic, sample.value) {
    case (.sum, .number(let number)):
      switch sample.quantity {
      case .requests: requests = (requests ?? 0) + number
      case .errors:
        countsErrors = true
        errors.append((sample.outcome ?? .unknown, number))
      case .inputTokens:
        inputTokens += number
        countsTokens = true
      case .outputTokens:
        outputTokens += number
        countsTokens = true
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
