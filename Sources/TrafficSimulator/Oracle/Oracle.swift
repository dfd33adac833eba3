internal import RoutingEngine

/// Serves every request beside the policy under test, with perfect knowledge of the world as it is.
///
/// It knows each endpoint's true chance of failure, speed, price and capacity at the moment of a request, needs no
/// probe and no detection, and has the same configuration as the engine: floors hold, and a primary-backup feature
/// stays at the first candidate in order that is well and has room. "Well" is the product's own measure: fewer than
/// one failure in ten, and less than twice its ordinary time to first token. Balanced features, and features
/// without a candidate that is well, go where the outcome is worth most. It chooses request by request and does
/// not look ahead, so it is no upper bound on what is possible, but a yardstick that does not depend on any policy.
struct Oracle: Sendable {
  /// The chance of failure from which a candidate is not well.
  static let failureLimit = 0.10
  /// The multiple of the ordinary time to first token from which it is not well.
  static let slowLimit = 2.0

  private let worth: Worth
  private var loads: [OracleLoad]
  /// The mean of a lognormal with median 1, endpoint by endpoint: first the TTFT's, then the TPOT's.
  private let means: [(ttft: Double, tpot: Double)]

  init(_ geography: Geography, _ selection: SelectionConfiguration) {
    worth = Worth(selection)
    loads = [OracleLoad](repeating: OracleLoad(), count: geography.endpointCount)
    means = geography.world.endpoints.map {
      (
        Elementary.exponential($0.ttft.sigma * $0.ttft.sigma / 2),
        Elementary.exponential($0.tpot.sigma * $0.tpot.sigma / 2)
      )
    }
  }

  /// A candidate of one request, judged.
  private struct Option {
    var endpoint: Int
    var state: TrueState
    /// What an answer from it would cost the user, in micro-dollars.
    var answer: Double
    var isWell: Bool
  }

  /// What the oracle's own service of a request costs its user, in micro-dollars.
  mutating func serve(_ request: LiveRequest, in world: borrowing SimulatedWorld) -> Double {
    var options = self.options(for: request, in: world)
    let isOrdered = world.geography.world.features[request.feature].selection == .primaryBackup
    while !options.isEmpty {
      let wells = isOrdered ? options.firstIndex(where: \.isWell) : nil
      let place = wells ?? cheapest(options)
      let option = options[place]
      let capacity = world.capacity(of: option.endpoint).rate.map { $0 * option.state.capacityShare }
      if loads[option.endpoint].take(capacity: capacity, at: world.time) {
        return expected(options, at: place)
      }
      options.remove(at: place)
    }
    return worth.failure
  }

  private func options(for request: LiveRequest, in world: borrowing SimulatedWorld) -> [Option] {
    let feature = world.geography.world.features[request.feature]
    let count = world.geography.endpointCount
    let best = world.bestScore(feature: request.feature)
    return world.geography.candidates[request.feature].compactMap { endpoint in
      let score = world.scores[request.feature * count + endpoint]
      if let floor = feature.qualityFloor, let score, score.lowerBound < floor { return nil }
      let lost = score.map { (best ?? $0.mean) - $0.mean } ?? 0
      return option(request, endpoint, qualityLost: lost, in: world)
    }
  }

  private func option(
    _ request: LiveRequest, _ endpoint: Int, qualityLost: Double, in world: borrowing SimulatedWorld
  ) -> Option {
    let model = world.geography.world.endpoints[endpoint]
    let patience = Double(world.geography.world.features[request.feature].objectives.ttftDeadline.count)
    var state = world.faults.trueState(
      of: endpoint, feature: request.feature, replica: request.replica, promptTokens: request.promptTokens,
      at: world.time, patience: patience)
    state.mayFail(model.errorRate * 0.9, after: 50e6)
    state.mayBreak(model.errorRate * 0.1)
    let capacity = world.capacity(of: endpoint).rate
    let load = capacity.map { $0 > 0 ? loads[endpoint].rate(at: world.time) / $0 : 1 } ?? 0
    let loadFactor = 1 + EndpointPhysics.slowdown * max(0, min(1, load) - EndpointPhysics.slowdownLoad)
    let ordinary =
      Double(model.ttft.p50.count) * means[endpoint].ttft
      + Double(request.promptTokens) * Double(model.ttft.perPromptToken.count)
    let ttft = ordinary * loadFactor * state.ttftFactor + state.added
    let stream =
      Double(model.tpot.p50.count) * means[endpoint].tpot * state.tpotFactor
      * Double(max(1, request.outputTokens) - 1)
    let usage = TokenUsage(input: request.promptTokens, output: request.outputTokens)
    let price = Double(world.prices[endpoint].picoUSD(of: usage))
    return Option(
      endpoint: endpoint, state: state,
      answer: worth.answer(picoUSD: price, ttft: ttft, stream: stream, qualityLost: qualityLost),
      isWell: state.fails < Self.failureLimit && ttft < ordinary * Self.slowLimit)
  }

  private func cheapest(_ options: [Option]) -> Int {
    var found = 0
    var least = Double.infinity
    for place in options.indices {
      let cost = expected(options, at: place)
      if cost < least { (found, least) = (place, cost) }
    }
    return found
  }

  /// The mean cost of asking a candidate first and, where it fails before its first token, the best other.
  private func expected(_ options: [Option], at place: Int) -> Double {
    let option = options[place]
    var other = worth.failure
    for next in options.indices where next != place { other = min(other, once(options[next])) }
    let again = option.state.failureTime / 1e9 * worth.secondOfTTFT + other
    return option.state.failsFirst * again + (1 - option.state.failsFirst) * stream(option)
  }

  /// The mean cost of asking a candidate without another to fall back on.
  private func once(_ option: Option) -> Double {
    option.state.failsFirst * worth.failure + (1 - option.state.failsFirst) * stream(option)
  }

  private func stream(_ option: Option) -> Double {
    option.state.failsLater * worth.failure + (1 - option.state.failsLater) * option.answer
  }
}
