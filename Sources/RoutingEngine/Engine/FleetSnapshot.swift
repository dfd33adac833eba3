/// The engines of all replicas as one, with figures of everything together.
public struct FleetSnapshot: Sendable, Hashable {
  /// Endpoints and features; rates and counts are the fleet's, quantiles those of the merged windows.
  public var engine: EngineSnapshot
  /// How many replicas it is made of.
  public var replicas: Int
  /// Time to first token of all attempts over a minute; nil without samples.
  public var ttft: Quantiles?
  /// The same for each cloud, in the order in which the configuration first names them.
  public var clouds: [CloudTTFT]
  /// Times to first token of each endpoint by range, below `ttftBounds`; in the order of the configuration.
  public var ttftHistograms: [[Int]]
  /// Requests a second over ten seconds.
  public var requestsPerSecond: Double
  /// Attempts a second over ten seconds.
  public var attemptsPerSecond: Double
  /// Tokens a second, input and output, at the rate and size of recent calls.
  public var tokensPerSecond: Double
  /// What every attempt cost, and for whom; the same pairs in the same order as in each replica's ledger.
  public var ledger: [Ledger.Row]
  /// The numbers behind each endpoint's state, at the first replica that has it in the state shown.
  ///
  /// In the order of the configuration; nil for endpoints that are well where there are more than
  /// `explainedEndpoints` of them.
  public var breakers: [BreakerExplanation?]
  /// What attempts came to since the engines began, for metrics.
  public var meter: AttemptMeter

  /// Time to first token in one cloud.
  public struct CloudTTFT: Sendable, Hashable {
    /// The cloud.
    public var cloud: String
    /// Nil without samples.
    public var ttft: Quantiles?
  }

  /// So many endpoints are explained whether they are well or not; of more, those that are not.
  public static let explainedEndpoints = 100

  /// The bounds of `ttftHistograms`: each is twice the one before, from a quarter of a second to eight.
  public static let ttftBounds: [Nanoseconds] = [250, 500, 1_000, 2_000, 4_000, 8_000].map {
    .milliseconds($0)
  }
}

extension RoutingEngine {
  /// The engines of all replicas as one.
  ///
  /// Counts and rates add up, and so do windows, so that quantiles are exact. Of states the one that most
  /// replicas hold is shown, of equally many the most urgent; shares are the mean.
  ///
  /// - Parameters:
  ///   - engines: at least one, of the same endpoints and features.
  ///   - instants: each replica's clock, in the same order.
  /// - Returns: one engine's view, with figures of everything together.
  public static func fleetSnapshot(_ engines: [RoutingEngine], at instants: [Timestamp]) -> FleetSnapshot {
    precondition(
      !engines.isEmpty && engines.count == instants.count, "A fleet has a replica, and each has a clock.")
    let parts = zip(engines, instants).map { $0.snapshot(at: $1) }
    var whole = parts[0]
    if engines.count > 1 {
      for index in whole.endpoints.indices {
        whole.endpoints[index] = merged(parts.map { $0.endpoints[index] }, engines, index)
      }
      for index in whole.features.indices {
        whole.features[index] = merged(parts.map { $0.features[index] }, engines, index)
      }
      whole.requests = parts.reduce(0) { $0 + $1.requests }
      whole.attempts = parts.reduce(0) { $0 + $1.attempts }
    }
    var fleet = FleetSnapshot(
      engine: whole, replicas: engines.count, ttft: nil, clouds: [], ttftHistograms: [], requestsPerSecond: 0,
      attemptsPerSecond: 0, tokensPerSecond: 0, ledger: rows(engines),
      breakers: breakers(whole, parts, engines, at: instants), meter: meter(engines))
    fleet.addSpeed(engines)
    fleet.addRates(engines)
    return fleet
  }

  private static func breakers(
    _ whole: EngineSnapshot, _ parts: [EngineSnapshot], _ engines: [RoutingEngine], at instants: [Timestamp]
  ) -> [BreakerExplanation?] {
    let explainsAll = whole.endpoints.count <= FleetSnapshot.explainedEndpoints
    return whole.endpoints.enumerated().map { index, endpoint in
      guard explainsAll || endpoint.severity >= .warn else { return nil }
      let replica = parts.firstIndex { $0.endpoints[index].state.name == endpoint.state.name } ?? 0
      return engines[replica].breakerExplanation(of: endpoint.endpoint, at: instants[replica])
    }
  }

  private static func merged(
    _ parts: [EndpointSnapshot], _ engines: [RoutingEngine], _ index: Int
  ) -> EndpointSnapshot {
    var whole = mostCommon(parts, { $0.state.name + ($0.override?.kind.name ?? "") }) { $0.severity }
    let windows = engines.compactMap { engine in
      engine.endpoints[index].window >= 0 ? engine.windows[engine.endpoints[index].window] : nil
    }
    func total(_ lane: Int) -> Int { windows.reduce(0) { $0 + $1.slow[lane] } }
    let evidence = windows.reduce(0) { $0 + $1.shown[EndpointWindows.Lane.evidence] }
    let failures = windows.reduce(0) { $0 + $1.shown[EndpointWindows.Lane.failures] }
    let attempts = total(EndpointWindows.Lane.attempts)
    whole.errorRate = evidence > 0 ? Double(failures) / Double(evidence) : nil
    whole.pushbackRate = attempts > 0 ? Double(total(EndpointWindows.Lane.pushback)) / Double(attempts) : nil
    whole.requestsPerSecond = parts.reduce(0) { $0 + $1.requestsPerSecond }
    whole.inFlight = parts.reduce(0) { $0 + $1.inFlight }
    whole.isDrained = parts.allSatisfy(\.isDrained)
    whole.oldestInFlight = parts.compactMap(\.oldestInFlight).max()
    whole.costPerHour = sum(parts.map(\.costPerHour))
    whole.stageSamples = parts.reduce(0) { $0 + $1.stageSamples }
    whole.shareMillionths = parts.reduce(0) { $0 + $1.shareMillionths } / parts.count
    for place in whole.classes.indices { whole.classes[place] = parts.reduce(0) { $0 + $1.classes[place] } }
    whole.ttft = quantiles(windows.map(\.ttft))
    whole.latency = quantiles(windows.map(\.latency))
    whole.tpot = quantiles(windows.map(\.tpot))
    return whole
  }

  /// The sum of what is known; nil where nothing is.
  private static func sum(_ figures: [Double?]) -> Double? {
    let known = figures.compactMap(\.self)
    return known.isEmpty ? nil : known.reduce(0, +)
  }

  private static func merged(
    _ parts: [FeatureSnapshot], _ engines: [RoutingEngine], _ index: Int
  ) -> FeatureSnapshot {
    var whole = mostCommon(parts, { $0.severity.name }) { $0.severity }
    whole.serving = meanShares(parts.map(\.serving))
    whole.shedPerSecond = parts.reduce(0) { $0 + $1.shedPerSecond }
    whole.shedMillionths = parts.reduce(0) { $0 + $1.shedMillionths } / parts.count
    whole.requestsPerSecond = parts.reduce(0) { $0 + $1.requestsPerSecond }
    whole.demand = parts.map(\.demand).max() ?? 0
    whole.headroom = parts.compactMap(\.headroom).min()
    whole.errorRate = CallerRing.errorRate(engines.map { $0.features[index].ended })
    whole.costPerHour = sum(parts.map(\.costPerHour))
    whole.ttft = quantiles(engines.map { $0.features[index].ttft })
    return whole
  }

  /// The part whose kind most parts have; of equally many kinds the most urgent, then the first.
  private static func mostCommon<Part>(
    _ parts: [Part], _ kind: (Part) -> String, urgency: (Part) -> Severity
  ) -> Part {
    var best = parts[0]
    var votes = 0
    for part in parts {
      let count = parts.count { kind($0) == kind(part) }
      if count > votes || (count == votes && urgency(part) > urgency(best)) { (best, votes) = (part, count) }
    }
    return best
  }

  private static func meanShares(_ parts: [[EndpointShare]]) -> [EndpointShare] {
    var sums: [EndpointShare] = []
    for share in parts.joined() {
      if let known = sums.firstIndex(where: { $0.endpoint == share.endpoint }) {
        sums[known].millionths += share.millionths
      } else {
        sums.append(share)
      }
    }
    return sums.map { EndpointShare(endpoint: $0.endpoint, millionths: $0.millionths / parts.count) }
  }

  private static func quantiles(_ windows: [WindowedHistogram]) -> Quantiles? {
    var sum = HistogramSum()
    for window in windows { sum.add(window) }
    return sum.quantiles()
  }

  private static func meter(_ engines: [RoutingEngine]) -> AttemptMeter {
    var meter = engines[0].meter
    for engine in engines.dropFirst() { meter.add(engine.meter) }
    return meter
  }

  private static func rows(_ engines: [RoutingEngine]) -> [Ledger.Row] {
    var rows = engines[0].ledger.rows
    for row in engines.dropFirst().flatMap(\.ledger.rows) {
      let known = rows.firstIndex { $0.feature == row.feature && $0.endpoint == row.endpoint }
      if let known { rows[known].entry += row.entry } else { rows.append(row) }
    }
    return rows
  }
}

extension FleetSnapshot {
  fileprivate mutating func addSpeed(_ engines: [RoutingEngine]) {
    var all = HistogramSum()
    var byCloud: [(cloud: String, sum: HistogramSum)] = []
    for (index, endpoint) in engines[0].configuration.endpoints.enumerated() {
      let place = byCloud.firstIndex { $0.cloud == endpoint.cloud } ?? byCloud.count
      if place == byCloud.count { byCloud.append((endpoint.cloud, HistogramSum())) }
      var own = HistogramSum()
      for engine in engines where engine.endpoints[index].window >= 0 {
        let window = engine.windows[engine.endpoints[index].window].ttft
        own.add(window)
        byCloud[place].sum.add(window)
        all.add(window)
      }
      ttftHistograms.append(own.histogram(below: Self.ttftBounds))
    }
    ttft = all.quantiles()
    clouds = byCloud.map { CloudTTFT(cloud: $0.cloud, ttft: $0.sum.quantiles()) }
  }

  fileprivate mutating func addRates(_ engines: [RoutingEngine]) {
    for engine in engines {
      for runtime in engine.features {
        requestsPerSecond += runtime.arrivals.recentRate(buckets: 2, at: engine.now)
      }
      for runtime in engine.endpoints where runtime.window >= 0 {
        let rate = engine.windows[runtime.window].rate.recentRate(buckets: 1, at: engine.now)
        attemptsPerSecond += rate
        tokensPerSecond += rate * (runtime.usage.input + runtime.usage.output)
      }
    }
  }
}
