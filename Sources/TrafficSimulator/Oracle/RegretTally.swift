internal import RoutingEngine

/// What requests cost their users in all, under the policy and under the oracle, in micro-dollars.
struct RegretTally: Sendable {
  private var policy = 0.0
  private var oracle = 0.0

  /// Adds a request that ended.
  mutating func add(policy cost: Double, oracle least: Double) {
    policy += cost
    oracle += least
  }

  /// By how much the policy was dearer, in percent; nil before the first request.
  var percent: Double? { oracle > 0 ? (policy / oracle - 1) * 100 : nil }
}

extension SimulatedWorld {
  /// What the oracle would have had for a request; 0 where nobody asked for regret.
  ///
  /// The oracle decides when the policy does, so that both see the same world.
  mutating func consultOracle(_ request: LiveRequest) -> Double {
    guard var oracle else { return 0 }
    self.oracle = nil
    let cost = oracle.serve(request, in: self)
    self.oracle = oracle
    return cost
  }

  /// Compares a request that ended with what the oracle would have had.
  mutating func noteRegret(
    _ request: LiveRequest, _ ending: RequestEnding, ttft: Int64, endpoint: Int?
  ) {
    guard let oracle, measured.contains(Nanoseconds(request.arrived)) else { return }
    let worth = Worth(scenario.selection)
    guard ending == .succeeded, let endpoint else {
      regret.add(
        policy: oracle.failure(request, in: geography) + Double(request.picoUSD) / 1e6,
        oracle: request.oracleCost)
      return
    }
    let score = scores[request.feature * geography.endpointCount + endpoint]?.mean
    let lost = score.map { (bestScore(feature: request.feature) ?? $0) - $0 } ?? 0
    let cost =
      worth.answer(
        picoUSD: Double(request.picoUSD), ttft: Double(ttft), stream: Double(time - request.arrived - ttft),
        qualityLost: lost) + oracle.handicap(request, endpoint, in: geography)
    regret.add(policy: cost, oracle: request.oracleCost)
  }

  /// The best benchmark score among a feature's candidates now; nil where nothing was ever measured.
  borrowing func bestScore(feature: Int) -> Double? {
    var best: Double?
    for endpoint in geography.candidates[feature] {
      guard let mean = scores[feature * geography.endpointCount + endpoint]?.mean else { continue }
      best = max(best ?? mean, mean)
    }
    return best
  }
}

extension FaultBoard {
  /// What the faults in force do, on average, to one kind of request at an endpoint.
  func trueState(
    of endpoint: Int, feature: Int, replica: Int, promptTokens: UInt32, at now: Int64, patience: Double
  ) -> TrueState {
    var state = TrueState()
    for number in striking[endpoint]
    where all[number].concerns(feature: feature, replica: replica, promptTokens: promptTokens) {
      all[number].bear(on: &state, at: now, patience: patience)
    }
    return state
  }
}
