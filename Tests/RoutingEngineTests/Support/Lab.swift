import Testing

@testable import RoutingEngine

/// An engine on a bench: the test is its owner and its clock.
struct Lab {
  var engine: RoutingEngine
  var now: Timestamp
  var events: [Event] = []
  var receipts: [Receipt] = []
  var cuts: [[AttemptID]] = []
  private var nextTick: Timestamp

  /// Puts an engine on the bench at an instant that is no round number of anything.
  init(_ configuration: EngineConfiguration, at start: Timestamp = .origin + .seconds(1_000)) {
    engine = RoutingEngine(configuration: configuration, at: start)
    now = start
    nextTick = start + .milliseconds(250)
  }

  /// Tells the engine something, now, and keeps what it answers.
  mutating func tell(_ input: Input) {
    for action in engine.handle(input, at: now) {
      switch action {
      case .record(let event): events.append(event)
      case .answer(let receipt): receipts.append(receipt)
      case .cut(let ids): cuts.append(ids)
      }
    }
  }

  /// Lets time pass, with a tick every 250 ms.
  mutating func wait(_ length: Nanoseconds) {
    let end = now + length
    while nextTick <= end {
      now = nextTick
      nextTick += .milliseconds(250)
      tell(.tick)
    }
    now = end
  }

  /// A request that arrives now.
  func request(
    _ feature: Int = 0, prompt: UInt32 = 1_000, session: UInt64 = 0, only: EndpointIndex? = nil
  ) -> RoutedRequest {
    RoutedRequest(
      feature: FeatureIndex(feature), arrived: now, promptTokens: prompt, session: session, only: only)
  }

  /// Routes a request; nil when it is refused.
  mutating func send(_ request: RoutedRequest) -> Attempt? {
    var request = request
    return route(&request)
  }

  /// Routes a request that must not be refused.
  mutating func admit(_ request: RoutedRequest) throws -> Attempt {
    let attempt = send(request)
    return try #require(attempt)
  }

  /// Routes a request that the caller keeps; nil when it is refused.
  mutating func route(_ request: inout RoutedRequest) -> Attempt? {
    guard case .attempt(let attempt) = engine.route(&request, at: now) else { return nil }
    return attempt
  }

  /// Reports the end of an attempt, with a first token after `ttft` where the class has one.
  mutating func end(
    _ attempt: Attempt, _ class: OutcomeClass = .ok, ttft: Nanoseconds = .milliseconds(200),
    latency: Nanoseconds = .milliseconds(400), output: UInt32 = 0, retryAfter: Nanoseconds? = nil
  ) {
    let usage = TokenUsage(input: 1_000, output: output)
    tell(
      .outcome(
        attempt.id,
        Outcome(
          `class`, ttft: `class` == .ok ? ttft : nil, latency: latency, usage: usage, retryAfter: retryAfter))
    )
  }

  /// Sends a request to one endpoint by name and ends it at once; the state machine sees plain evidence.
  mutating func call(
    _ endpoint: EndpointIndex, _ class: OutcomeClass = .ok, feature: Int = 0,
    ttft: Nanoseconds = .milliseconds(200), latency: Nanoseconds = .milliseconds(400), output: UInt32 = 0,
    prompt: UInt32 = 1_000, retryAfter: Nanoseconds? = nil
  ) {
    guard let attempt = send(request(feature, prompt: prompt, only: endpoint)) else {
      Issue.record("a call that names its endpoint was refused")
      return
    }
    end(attempt, `class`, ttft: ttft, latency: latency, output: output, retryAfter: retryAfter)
  }

  /// Calls an endpoint by name at a steady pace.
  mutating func calls(
    _ count: Int, _ endpoint: EndpointIndex, _ class: OutcomeClass = .ok, feature: Int = 0,
    every gap: Nanoseconds = .milliseconds(100), ttft: Nanoseconds = .milliseconds(200)
  ) {
    for _ in 0..<count {
      call(endpoint, `class`, feature: feature, ttft: ttft)
      wait(gap)
    }
  }

  /// Sends requests wherever the table says and ends each well and at once; where they went.
  mutating func serve(
    _ count: Int, feature: Int = 0, every gap: Nanoseconds = .milliseconds(100)
  ) -> [EndpointIndex?] {
    (0..<count).map { _ in
      let attempt = send(request(feature))
      if let attempt { end(attempt) }
      wait(gap)
      return attempt?.endpoint
    }
  }

  /// Sends requests as `serve` does, each ended by what its endpoint is like; where they went.
  mutating func serve(
    _ count: Int, feature: Int = 0, every gap: Nanoseconds = .milliseconds(100),
    like: (EndpointIndex) -> OutcomeClass
  ) -> [EndpointIndex?] {
    (0..<count).map { _ in
      let attempt = send(request(feature))
      if let attempt { end(attempt, like(attempt.endpoint)) }
      wait(gap)
      return attempt?.endpoint
    }
  }

  /// Serves until something holds, at most five minutes long; says so when it never does.
  mutating func serve(
    until isDone: (Lab) -> Bool, like: (EndpointIndex) -> OutcomeClass = { _ in .ok },
    at place: SourceLocation = #_sourceLocation
  ) {
    for _ in 0..<3_000 {
      if isDone(self) { return }
      _ = serve(1, like: like)
    }
    Issue.record("what was awaited never came", sourceLocation: place)
  }

  /// Gives an act to the engine; how it ended.
  @discardableResult
  mutating func act(
    _ order: Order, lease: Nanoseconds = .minutes(30), revision: UInt64? = nil, force: Bool = false
  ) -> ActResult {
    tell(
      .act(Act(order, actor: "ada", reason: "a test", lease: lease, revision: revision, force: force)))
    return receipts.last?.result ?? .unknown("no receipt came")
  }

  /// Trips an endpoint with failures in a row.
  mutating func kill(_ endpoint: EndpointIndex) { calls(6, endpoint, .serverError) }

  func state(_ endpoint: EndpointIndex) -> BreakerState { engine.endpoints[endpoint.value].breaker.state }

  /// The instant an open breaker may be tried again; nil when it is not open.
  func openUntil(_ endpoint: EndpointIndex) -> Timestamp? {
    guard case .open(let until) = state(endpoint) else { return nil }
    return until
  }

  /// The stage of the ramp; nil when there is none.
  func stage(_ endpoint: EndpointIndex) -> Int? {
    guard case .partialOpen(let stage) = state(endpoint) else { return nil }
    return stage
  }

  func kinds(_ endpoint: EndpointIndex? = nil) -> [EventKind] {
    events.filter { endpoint == nil || $0.endpoint == endpoint }.map(\.kind)
  }

  func events(_ kind: EventKind) -> [Event] { events.filter { $0.kind == kind } }

  /// A feature's shares in millionths, one an endpoint.
  func shares(_ feature: Int = 0) -> [Int] {
    var shares = [Int](repeating: 0, count: engine.configuration.endpoints.count)
    for share in engine.table.features[feature].shares { shares[share.endpoint.value] += share.millionths }
    return shares
  }
}
