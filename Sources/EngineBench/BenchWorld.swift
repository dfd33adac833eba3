import RoutingEngine

/// An engine with traffic on it, and what it takes to drive it.
struct BenchWorld {
  var engine: RoutingEngine
  var now = Timestamp.origin
  private var attempts: [Attempt] = []
  private let featureCount: Int
  private var counter: UInt64 = 0

  /// Makes an engine with so many endpoints and features; every feature may use `candidates` of them.
  init(endpoints: Int, features: Int, candidates: Int) {
    let providers = ["bedrock", "vertex", "azure"]
    let endpointList = (0..<endpoints).map { index in
      var endpoint = EndpointConfiguration(
        id: "e\(index)", provider: providers[index % 3], cloud: providers[index % 3], region: "r\(index % 7)",
        model: "m\(index % 5)")
      endpoint.capacity.requestsPerSecond = 1e6
      endpoint.price = Price(input: 3_000_000, cachedInput: 300_000, output: 15_000_000)
      return endpoint
    }
    let featureList = (0..<features).map { index in
      var feature = FeatureConfiguration(
        id: "f\(index)",
        candidates: (0..<min(candidates, endpoints)).map {
          Candidate(
            endpoint: EndpointIndex((index + $0) % endpoints), quality: QualityScore(mean: 0.9, samples: 400))
        })
      feature.priority = index + 1
      feature.qualityFloor = 0.5
      feature.selection = index % 2 == 0 ? .primaryBackup : .balanced
      return feature
    }
    engine = RoutingEngine(
      configuration: EngineConfiguration(endpoints: endpointList, features: featureList), at: now)
    featureCount = features
  }

  /// Routes a batch of requests.
  mutating func route(_ count: Int) {
    attempts.removeAll(keepingCapacity: true)
    for _ in 0..<count {
      counter &+= 1
      now += .microseconds(20)
      var request = RoutedRequest(
        feature: FeatureIndex(Int(counter % UInt64(featureCount))), arrived: now, promptTokens: 1_800,
        session: counter &* 0x9E37_79B9)
      if case .attempt(let attempt) = engine.route(&request, at: now) { attempts.append(attempt) }
    }
  }

  /// Reports the first token of every call in flight.
  mutating func firstTokens() {
    for attempt in attempts { _ = engine.handle(.firstToken(attempt.id), at: now) }
  }

  /// Reports the end of every call in flight.
  mutating func finish() {
    let usage = TokenUsage(input: 1_800, output: 220)
    for attempt in attempts {
      counter &+= 1
      let outcome = Outcome(
        .ok, ttft: .milliseconds(Int64(300 + counter % 400)), latency: .seconds(4), usage: usage)
      _ = engine.handle(.outcome(attempt.id, outcome), at: now)
    }
  }

  /// Whole requests, so that every window holds something.
  mutating func warmUp(_ batches: Int) {
    for _ in 0..<batches {
      route(1_000)
      finish()
      now += .milliseconds(250)
      _ = engine.handle(.tick, at: now)
    }
  }

  /// How many calls the last batch admitted.
  var admitted: Int { attempts.count }
}
