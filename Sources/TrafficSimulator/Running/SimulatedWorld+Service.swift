internal import RoutingEngine

extension SimulatedWorld {
  /// When a connection is refused, in nanoseconds.
  private static let connectLatency: Int64 = 1_000_000

  /// What an endpoint does with an attempt: faults on the way, room, faults of the service, ordinary failures.
  mutating func serve(_ request: LiveRequest, at endpoint: Int) -> ServicePlan {
    let capacity = capacity(of: endpoint)
    let effects = faults.effects(
      on: StruckAttempt(
        endpoint: endpoint, key: request.key, ordinal: request.attempts, capacity: capacity.rate, now: time),
      feature: request.feature, replica: request.replica, promptTokens: request.promptTokens)
    switch effects.refusal {
    case .unreachable: return .failure(.connect, after: Self.connectLatency, occupies: false)
    case .silence: return ServicePlan(firstToken: nil, end: nil, ending: .ttftTimeout)
    case .answer, nil: break
    }
    let offer = physics[endpoint].offer(capacity: capacity.rate, collapses: capacity.collapses, at: time)
    guard case .accepted(let loadFactor) = offer else {
      return .failure(.overloaded, after: ServicePlan.refusalLatency + effects.added, occupies: false)
    }
    if case .answer(let ending, let latency, let retryAfter) = effects.refusal {
      return .failure(ending, after: latency + effects.added, retryAfter: retryAfter)
    }
    return stream(request, at: endpoint, loadFactor: loadFactor, effects: effects)
  }

  private func stream(
    _ request: LiveRequest, at endpoint: Int, loadFactor: Double, effects: AttemptEffects
  ) -> ServicePlan {
    let model = geography.world.endpoints[endpoint]
    let attempt = request.attempts
    var fate = effects.fate ?? .whole
    if Chance.uniform(request.key, .baseError, attempt) < model.errorRate {
      if Chance.uniform(request.key, .baseErrorPlace, attempt) < 0.9 {
        return .failure(.serverError, after: FaultKind.errorLatency.count + effects.added)
      }
      if fate == .whole { fate = .brokenHalfWay }
    }
    let drawn =
      Double(model.ttft.p50.count) * Chance.lognormal(sigma: model.ttft.sigma, request.key, .ttft, attempt)
    let unloaded = drawn + Double(request.promptTokens) * Double(model.ttft.perPromptToken.count)
    let ttft = Int64(unloaded * loadFactor * effects.ttftFactor) + effects.added
    let tpot =
      Double(model.tpot.p50.count) * Chance.lognormal(sigma: model.tpot.sigma, request.key, .tpot, attempt)
      * effects.tpotFactor
    return .stream(ttft: max(1, ttft), tpot: tpot, tokens: request.outputTokens, fate: fate)
  }

  /// What an endpoint can carry now, in requests a second; nil where there is no limit.
  func capacity(of endpoint: Int) -> (rate: Double?, collapses: Bool) {
    let now = faults.capacity(of: endpoint, at: time)
    return (
      geography.world.endpoints[endpoint].capacity.requestsPerSecond.map { $0 * now.share }, now.collapses
    )
  }
}
