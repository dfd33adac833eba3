import Gateway
import RoutingEngine
import Wire

/// An engine of three endpoints and two features, whose clock stands still unless it is moved.
struct TinyHost: EngineHost {
  private(set) var engine: RoutingEngine
  var now = Timestamp(nanoseconds: 1_000_000_000)
  let droppedFields = ["seed": 2]
  private var events: [Event] = []

  init(isPriced: Bool = true) {
    func endpoint(_ id: String, _ provider: String, _ cloud: String) -> EndpointConfiguration {
      var endpoint = EndpointConfiguration(
        id: id, provider: provider, cloud: cloud, region: "r1", model: "m-" + provider)
      if isPriced { endpoint.price = Price(input: 3_000_000, output: 15_000_000) }
      endpoint.isPriced = isPriced
      return endpoint
    }
    let endpoints = [
      endpoint("use1/sonnet", "bedrock", "aws"), endpoint("usc1/pro", "vertex", "gcp"),
      endpoint("eus2/gpt", "azure", "azure"),
    ]
    let chat = FeatureConfiguration(
      id: "chat", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    let alone = FeatureConfiguration(id: "alone", candidates: [.init(endpoint: EndpointIndex(2))])
    engine = RoutingEngine(
      configuration: EngineConfiguration(endpoints: endpoints, features: [chat, alone]), at: now)
  }

  var configuration: EngineConfiguration { engine.configuration }

  var clock: ClockAnchor {
    ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_700_000_000_000))
  }

  func fleetSnapshot() -> FleetSnapshot { RoutingEngine.fleetSnapshot([engine], at: [now]) }

  func judge(_ act: Act) -> (result: ActResult, preview: Preview?) { engine.judge(act, at: now) }

  mutating func perform(_ act: Act) -> Receipt {
    for case .answer(let receipt) in handle(.act(act)) { return receipt }
    preconditionFailure("An engine answers every act.")
  }

  mutating func takeEvents() -> [Event] {
    defer { events = [] }
    return events
  }

  mutating func decide(_ request: inout RoutedRequest) -> Decision? { engine.decide(&request, at: now) }

  func isAwaited(_ attempt: AttemptID) -> Bool { engine.isAwaited(attempt) }

  mutating func report(_ input: Input) -> Bool {
    _ = handle(input)
    return true
  }

  func explanation(of feature: FeatureIndex) -> FeatureExplanation? {
    engine.explanation(of: feature, at: now)
  }

  /// Lets a second pass.
  mutating func wait() {
    now += .seconds(1)
    handle(.tick)
  }

  @discardableResult
  private mutating func handle(_ input: Input) -> [Action] {
    let actions = engine.handle(input, at: now)
    for case .record(let event) in actions { events.append(event) }
    return actions
  }
}
