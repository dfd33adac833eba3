#if DEBUG
  @testable import Gateway
  import RoutingEngine
  import Wire

  /// An engine of two endpoints behind the control API, whose clock moves by hand.
  struct TrialHost: EngineHost {
    private(set) var engine: RoutingEngine
    var now = Timestamp(nanoseconds: 1_000_000_000)
    private var events: [Event] = []

    init() {
      let endpoints = ["a/one", "b/two"].map {
        EndpointConfiguration(id: $0, provider: "p", cloud: "c", region: "r", model: "m")
      }
      let feature = FeatureConfiguration(
        id: "chat", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
      engine = RoutingEngine(
        configuration: EngineConfiguration(endpoints: endpoints, features: [feature]), at: now)
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
      _ = handle(.tick)
    }

    private mutating func handle(_ input: Input) -> [Action] {
      let actions = engine.handle(input, at: now)
      for case .record(let event) in actions { events.append(event) }
      return actions
    }
  }
#endif
