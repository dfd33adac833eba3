@testable import RoutingEngine

/// A random world around an engine, all of it from one seed.
///
/// Endpoints fall ill and recover, requests arrive, outcomes come late, twice or never, operators act, and the
/// clock sometimes steps back.
struct World {
  /// How an endpoint behaves at the moment.
  enum Health: Int, CaseIterable { case well, flaky, dead, slow, pushingBack, mute }

  /// A call whose outcome is on its way.
  struct Call {
    var attempt: Attempt
    var request: RoutedRequest
    var due: Timestamp
    var outcome: Outcome
    var firstToken: Timestamp?
  }

  let seed: UInt64
  private(set) var random: SplitMix
  private(set) var engine: RoutingEngine
  private(set) var now = Timestamp.origin + .seconds(100)
  private(set) var health: [Health]
  private(set) var calls: [Call] = []
  private(set) var events: [Event] = []
  /// Every decision and event in order, as one number.
  private(set) var trace: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var admitted = 0
  private(set) var retries = 0
  private(set) var successes = 0
  private(set) var booked: Int64 = 0
  private(set) var lastSuccess: [Timestamp]
  /// What was found wrong; empty while everything holds.
  private(set) var faults: [String] = []
  private let loses: Bool
  /// The longest step, in milliseconds: some worlds look closely, others see a whole recovery.
  private let pace: Int

  init(seed: UInt64, losesReports: Bool = true) {
    self.seed = seed
    random = SplitMix(seed)
    loses = losesReports
    pace = [250, 250, 800, 1_500][random.below(4)]
    let configuration = Self.configuration(&random)
    engine = RoutingEngine(configuration: configuration, at: now)
    health = configuration.endpoints.map { _ in .well }
    lastSuccess = configuration.endpoints.map { _ in .origin }
  }

  private static func configuration(_ random: inout SplitMix) -> EngineConfiguration {
    let count = random.among(1...5)
    var endpoints: [EndpointConfiguration] = []
    for place in 0..<count {
      let provider = "p\(random.below(3))"
      var endpoint = EndpointConfiguration(
        id: "e\(place)", provider: provider, cloud: "c\(random.below(2))", region: "r\(random.below(3))",
        model: "m\(random.below(2))")
      if random.percent(50) { endpoint.capacity.requestsPerSecond = Double(random.among(4...60)) }
      if random.percent(20) { endpoint.capacity.inFlight = random.among(2...30) }
      if random.percent(20) { endpoint.capacity.kind = .provisioned }
      if random.percent(50) { endpoint.referenceTTFT = .milliseconds(300) }
      endpoint.price = Price(input: Int64(random.below(9_999)), output: Int64(random.below(99_999)))
      endpoints.append(endpoint)
    }
    let features = (0..<random.among(1...3)).map { place in
      let chosen = (0..<count).shuffled(using: &random).prefix(random.among(1...count))
      return FeatureConfiguration.named("f\(place)", on: Array(chosen)) { feature in
        feature.priority = random.among(1...3)
        if random.percent(30) { feature.selection = .balanced }
        if random.percent(30) { feature.retry = .sameThenElsewhere }
        if random.percent(15) {
          feature.experiments = [
            .init(endpoint: EndpointIndex(chosen[0]), percent: Double(random.below(101)))
          ]
        }
      }
    }
    var configuration = EngineConfiguration(endpoints: endpoints, features: features)
    configuration.seed = random.next()
    configuration.replicas = [1, 1, 1, 4, 20][random.below(5)]
    return configuration
  }

  /// Lets one step of 50 to 250 ms happen.
  mutating func step() {
    if random.percent(2) { health[random.below(health.count)] = Health.allCases[random.below(6)] }
    if random.percent(3) { recover() }
    for _ in 0..<random.below(7) { arrive() }
    if random.percent(1) { act() }
    let before = now
    now += .milliseconds(Int64(random.among(50...pace)))
    // A clock may be set back: the engine holds the latest instant it saw.
    let shown = random.percent(2) ? before - .seconds(3) : now
    deliver(at: shown)
    tell(.tick, at: shown)
    check()
  }

  /// Makes every endpoint well, as at the end of an incident.
  mutating func recover() { for place in health.indices { health[place] = .well } }

  private mutating func arrive() {
    let feature = random.below(engine.configuration.features.count)
    var request = RoutedRequest(
      feature: FeatureIndex(feature), arrived: now, promptTokens: UInt32(random.among(10...8_000)),
      session: random.percent(50) ? UInt64(random.among(1...40)) : 0, isStreaming: random.percent(80))
    guard case .attempt(let attempt) = engine.route(&request, at: now) else {
      note(1)
      return
    }
    start(attempt, request)
  }

  private mutating func start(_ attempt: Attempt, _ request: RoutedRequest) {
    checkAdmission(attempt, request)
    admitted += 1
    note(UInt64(attempt.endpoint.value) << 8 | UInt64(attempt.reason.rawValue))
    if health[attempt.endpoint.value] == .mute || (loses && random.percent(1)) { return }
    let outcome = outcome(of: attempt.endpoint.value)
    let isStream = request.isStreaming && outcome.ttft != nil && random.percent(60)
    calls.append(
      Call(
        attempt: attempt, request: request, due: now + outcome.latency, outcome: outcome,
        firstToken: isStream ? outcome.ttft.map { now + $0 } : nil))
  }

  private mutating func outcome(of endpoint: Int) -> Outcome {
    let ttft = Nanoseconds.milliseconds(Int64(random.among(80...260)))
    let usage = TokenUsage(
      input: UInt32(random.below(5_000)), output: UInt32(random.below(900)), isEstimate: random.percent(5))
    let length = ttft + .milliseconds(Int64(random.below(2_000)))
    let failures: [OutcomeClass] = [.serverError, .connect, .cut, .overloaded, .stalled, .empty]
    let failure = failures[random.below(6)]
    switch health[endpoint] {
    case .dead: return Outcome(failure, latency: .milliseconds(60), usage: usage)
    case .flaky where random.percent(35): return Outcome(failure, latency: length, usage: usage)
    case .slow: return Outcome(.ok, ttft: ttft * 12, latency: length * 12, usage: usage)
    case .pushingBack:
      let wait = random.percent(50) ? Nanoseconds.seconds(Int64(random.among(1...9))) : nil
      return Outcome(.rateLimited, latency: .milliseconds(30), retryAfter: wait)
    default: break
    }
    if random.percent(3) {
      let odd: [OutcomeClass] = [.cancelled, .invalidRequest, .contentFiltered, .auth, .unknown]
      return Outcome(odd[random.below(5)], latency: .milliseconds(80))
    }
    return Outcome(.ok, ttft: ttft, latency: length, usage: usage)
  }

  private mutating func deliver(at shown: Timestamp) {
    var rest: [Call] = []
    let due = calls
    calls = []
    for var call in due {
      if let first = call.firstToken, first <= now {
        call.firstToken = nil
        tell(.firstToken(call.attempt.id), at: shown)
      }
      guard call.due <= now else {
        rest.append(call)
        continue
      }
      finish(call, at: shown)
    }
    calls += rest
  }

  private mutating func finish(_ call: Call, at shown: Timestamp) {
    let price = engine.configuration.endpoints[call.attempt.endpoint.value].price
    booked += Ledger.cost(call.outcome.usage, at: price)
    tell(.outcome(call.attempt.id, call.outcome), at: shown)
    if random.percent(5) { tell(.outcome(call.attempt.id, Outcome(.serverError, latency: .zero)), at: shown) }
    if call.outcome.class == .ok {
      successes += 1
      lastSuccess[call.attempt.endpoint.value] = now
    }
    var request = call.request
    switch engine.next(&request, after: call.outcome.class, retryAfter: call.outcome.retryAfter, at: shown) {
    case .attempt(let attempt), .attemptAfter(_, let attempt):
      if !call.attempt.isProbe { retries += 1 }
      start(attempt, request)
    case .done: note(2)
    case .fail: note(3)
    }
  }

  private mutating func act() {
    let endpoint = "e\(random.below(health.count))"
    let feature = "f\(random.below(engine.configuration.features.count))"
    let orders: [Order] = [
      .drain(.endpoint(endpoint)), .undrain(.endpoint(endpoint)),
      .flip(feature: feature, to: nil, now: false),
      .breaker(endpoint: endpoint, .auto), .breaker(endpoint: endpoint, .open),
      .breaker(endpoint: endpoint, .close), .breaker(endpoint: endpoint, .pin),
      .share(feature: feature, endpoint: endpoint, percent: Double(random.below(101))),
    ]
    let lease = Nanoseconds.seconds(Int64(random.among(1...30)))
    let order = orders[random.below(orders.count)]
    tell(.act(Act(order, actor: "ada", reason: "r", lease: lease, force: random.percent(30))), at: now)
  }

  private mutating func tell(_ input: Input, at instant: Timestamp) {
    let before = states
    for case .record(let event) in engine.handle(input, at: instant) {
      events.append(event)
      note(event.id << 8 | UInt64(event.endpoint?.value ?? 99))
      for byte in event.kind.rawValue.utf8 { note(UInt64(byte)) }
    }
    checkTransitions(from: before)
  }

  private mutating func note(_ word: UInt64) { trace = (trace ^ word) &* 0x100_0000_01B3 }

  /// Adds a fault, with where to find it.
  mutating func blame(_ fault: String) {
    if faults.count < 3 { faults.append("seed \(seed), \((now - .origin).seconds - 100) s: \(fault)") }
  }

  var states: [Breaker] { engine.endpoints.map(\.breaker) }
}
