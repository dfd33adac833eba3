/// What a typical request costs its user on an endpoint, in micro-dollars: money, waiting, failure, quality.
///
/// It orders candidates that are above the quality floor; it never lets a fast endpoint buy its way below.
enum Score {
  /// How far behind the best a candidate may be and still share by capacity.
  static let band = 1.05

  /// The cost of a candidate; what is not known costs nothing.
  static func cost(
    _ pair: PairInput, _ endpoint: EndpointInput, outputTokens: Double, bestQuality: Double,
    _ configuration: SelectionConfiguration
  ) -> CandidateScore {
    let wait = (endpoint.ttft ?? 0) / 1e9 * configuration.secondOfTTFT
    let failover = max(wait, configuration.secondOfTTFT * 0.25)
    let worse = max(0, bestQuality - (pair.quality ?? bestQuality)) * 100
    let load = min(endpoint.load, 0.98)
    let busy = load > 0.7 ? load / (1 - load) - 0.7 / 0.3 : 0
    return CandidateScore(
      price: pair.price, firstToken: wait,
      stream: (endpoint.tpot ?? 0) / 1e9 * outputTokens * configuration.secondOfStream,
      failure: endpoint.errorRate * (failover + pair.price), pushback: endpoint.pushback * failover,
      quality: worse * configuration.pointOfQuality,
      saturation: busy * configuration.secondOfTTFT * 0.05)
  }

  /// The costs of a feature's candidates, in their order.
  ///
  /// Whose speed is not known counts as the slowest, so that a newcomer is not flooded.
  static func costs(
    _ order: [Int32], feature: FeatureInput, _ input: TableInput, _ configuration: SelectionConfiguration
  ) -> [CandidateScore] {
    let field = Field(order, input)
    return order.map { cost($0, in: field, feature, input, configuration) }
  }

  /// What a candidate is compared with.
  private struct Field {
    var bestQuality = 0.0
    var slowestTTFT = 0.0
    var slowestTPOT = 0.0

    init(_ order: [Int32], _ input: TableInput) {
      for pair in order {
        let known = input.endpoints[Int(input.pairs[Int(pair)].endpoint)]
        bestQuality = max(bestQuality, input.pairs[Int(pair)].quality ?? 0)
        slowestTTFT = max(slowestTTFT, known.ttft ?? 0)
        slowestTPOT = max(slowestTPOT, known.tpot ?? 0)
      }
    }
  }

  private static func cost(
    _ pair: Int32, in field: Field, _ feature: FeatureInput, _ input: TableInput,
    _ configuration: SelectionConfiguration
  ) -> CandidateScore {
    let seen = input.pairs[Int(pair)]
    var endpoint = input.endpoints[Int(seen.endpoint)]
    endpoint.ttft = endpoint.ttft ?? field.slowestTTFT
    endpoint.tpot = endpoint.tpot ?? field.slowestTPOT
    return cost(
      seen, endpoint, outputTokens: feature.outputTokens, bestQuality: field.bestQuality, configuration)
  }

  /// Weights of a balanced feature's candidates, in their order.
  ///
  /// Inside the competitive band candidates share by capacity; outside, a weight falls with the eighth power
  /// of how much dearer it is. Who serves a tenth or more already has the incumbent's bonus.
  static func weights(
    _ order: [Int32], feature: FeatureInput, _ input: TableInput, _ configuration: SelectionConfiguration,
    admission: (Int32) -> Admission
  ) -> [Double] {
    let field = Field(order, input)
    var costs = order.map { cost($0, in: field, feature, input, configuration).total }
    var best = Double.infinity
    var isDeclared = true
    for (place, pair) in order.enumerated() {
      isDeclared = isDeclared && input.endpoints[Int(input.pairs[Int(pair)].endpoint)].capacity.isFinite
      if !feature.previous.isEmpty, feature.previous[Int(pair) - feature.firstPair] >= 100_000 {
        costs[place] *= 1 - configuration.incumbentBonus
      }
      if admission(pair) == .full { best = min(best, costs[place]) }
    }
    guard best.isFinite else { return order.map { admission($0).isHealthy ? 1 : 0 } }
    return order.indices.map { place in
      switch admission(order[place]) {
      case .out, .lastResort: return 0
      case .full, .ramp, .suspect: break
      }
      let size = isDeclared ? input.endpoints[Int(input.pairs[Int(order[place])].endpoint)].capacity : 1
      guard costs[place] > best * band else { return size }
      let ratio = best / costs[place]
      let square = ratio * ratio
      let fourth = square * square
      return size * fourth * fourth
    }
  }
}
