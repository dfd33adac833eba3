internal import RoutingEngine

/// Serves every request beside the policy under test, with perfect knowledge of the world as it is.
///
/// It knows each endpoint's true chance of failure, speed, price and capacity at the moment of a request, needs no
/// probe and no detection, and sends each request to the candidate above the floor where the outcome is worth most
/// to its user. It decides request by request and does not look ahead: a yardstick that depends on no policy, not a
/// bound on what is possible.
///
/// A primary-backup feature has an order of preference that money and speed do not explain. There every candidate on
/// an ordinary day counts as much as the primary, and a twentieth more for each place behind it; what faults, load
/// and changes of price or quality add is counted in full.
struct Oracle: Sendable {
  /// What each place behind the primary adds, as a part of the primary's ordinary cost.
  static let stepOfOrder = 0.05

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
    /// Requests a second that it lets in now; nil where there is no limit.
    var capacity: Double?
  }

  /// What the oracle's own service of a request costs its user, in micro-dollars.
  mutating func serve(_ request: LiveRequest, in world: borrowing SimulatedWorld) -> Double {
    let options = self.options(for: request, in: world)
    let failure = failure(request, in: world.geography)
    guard !options.isEmpty else { return failure }
    let place = cheapest(options, failure)
    loads[options[place].endpoint].take(capacity: options[place].capacity, at: world.time)
    return expected(options, at: place, failure)
  }

  /// The candidates above the floor that have room.
  private func options(for request: LiveRequest, in world: borrowing SimulatedWorld) -> [Option] {
    let feature = world.geography.world.features[request.feature]
    let count = world.geography.endpointCount
    let best = world.bestScore(feature: request.feature)
    return world.geography.candidates[request.feature].compactMap { endpoint in
      let score = world.scores[request.feature * count + endpoint]
      if let floor = feature.qualityFloor, let score, score.lowerBound < floor { return nil }
      let lost = score.map { (best ?? $0.mean) - $0.mean } ?? 0
      let option = option(request, endpoint, qualityLost: lost, in: world)
      return loads[endpoint].hasRoom(capacity: option.capacity, at: world.time) ? option : nil
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
    let room = capacity.map { $0 * state.capacityShare }
    let rate = loads[endpoint].rate(at: world.time)
    let load = capacity.map { $0 > 0 ? rate / $0 : 1 } ?? 0
    let loadFactor = 1 + EndpointPhysics.slowdown * max(0, min(1, load) - EndpointPhysics.slowdownLoad)
    let usual = meanTimes(request, endpoint, in: world.geography)
    let ttft = usual.ttft * loadFactor * state.ttftFactor + state.added
    let stream = usual.stream * state.tpotFactor
    let usage = TokenUsage(input: request.promptTokens, output: request.outputTokens)
    let price = Double(world.prices[endpoint].picoUSD(of: usage))
    return Option(
      endpoint: endpoint, state: state,
      answer: worth.answer(picoUSD: price, ttft: ttft, stream: stream, qualityLost: qualityLost)
        + handicap(request, endpoint, in: world.geography),
      capacity: room)
  }

  /// Mean times of an ordinary answer without load, in nanoseconds.
  private func meanTimes(
    _ request: LiveRequest, _ endpoint: Int, in geography: Geography
  ) -> (ttft: Double, stream: Double) {
    let model = geography.world.endpoints[endpoint]
    let ttft =
      Double(model.ttft.p50.count) * means[endpoint].ttft
      + Double(request.promptTokens) * Double(model.ttft.perPromptToken.count)
    let stream =
      Double(model.tpot.p50.count) * means[endpoint].tpot * Double(max(1, request.outputTokens) - 1)
    return (ttft, stream)
  }

  /// What an ordinary answer costs its user, in micro-dollars.
  private func ordinary(_ request: LiveRequest, _ endpoint: Int, in geography: Geography) -> Double {
    let feature = geography.world.features[request.feature]
    let id = geography.world.endpoints[endpoint].id
    let best = feature.scores.map(\.score.mean).max()
    let score = feature.scores.first { $0.endpoint == id }?.score.mean
    let times = meanTimes(request, endpoint, in: geography)
    let usage = TokenUsage(input: request.promptTokens, output: request.outputTokens)
    return worth.answer(
      picoUSD: Double(geography.world.endpoints[endpoint].price.picoUSD(of: usage)), ttft: times.ttft,
      stream: times.stream, qualityLost: score.map { (best ?? $0) - $0 } ?? 0)
  }

  /// What the order of preference adds to an answer's cost, in micro-dollars; nothing for a balanced feature.
  func handicap(_ request: LiveRequest, _ endpoint: Int, in geography: Geography) -> Double {
    let candidates = geography.candidates[request.feature]
    guard geography.world.features[request.feature].selection == .primaryBackup,
      let primary = candidates.first, let place = candidates.firstIndex(of: endpoint)
    else { return 0 }
    return ordinary(request, primary, in: geography) * (1 + Self.stepOfOrder * Double(place))
      - ordinary(request, endpoint, in: geography)
  }

  /// What it costs a request's user to fail, in micro-dollars.
  func failure(_ request: LiveRequest, in geography: Geography) -> Double {
    worth.failure(of: ordinary(request, geography.candidates[request.feature][0], in: geography))
  }

  private func cheapest(_ options: [Option], _ failure: Double) -> Int {
    var found = 0
    var least = Double.infinity
    for place in options.indices {
      let cost = expected(options, at: place, failure)
      if cost < least { (found, least) = (place, cost) }
    }
    return found
  }

  /// The mean cost of asking a candidate first and, where it fails before its first token, the best other.
  private func expected(_ options: [Option], at place: Int, _ failure: Double) -> Double {
    let option = options[place]
    var other = failure
    for next in options.indices where next != place { other = min(other, once(options[next], failure)) }
    let again = option.state.failureTime / 1e9 * worth.secondOfTTFT + other
    return option.state.failsFirst * again + (1 - option.state.failsFirst) * stream(option, failure)
  }

  /// The mean cost of asking a candidate without another to fall back on.
  private func once(_ option: Option, _ failure: Double) -> Double {
    option.state.failsFirst * failure + (1 - option.state.failsFirst) * stream(option, failure)
  }

  private func stream(_ option: Option, _ failure: Double) -> Double {
    option.state.failsLater * failure + (1 - option.state.failsLater) * option.answer
  }
}
