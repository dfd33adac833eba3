internal import RoutingEngine

/// The state of every endpoint at every replica, as the event log tells it.
struct ShadowStates: Sendable {
  /// What the log says of an endpoint.
  struct State: Sendable, Hashable {
    /// Whether it is open.
    var isOpen = false
    /// The stage of the ramp; nil when it is on none.
    var stage: Int?

    /// Whether what it gets are trials of an endpoint that is still out.
    var isTrial: Bool { stage.map { $0 <= ShadowStates.lastTrialStage } ?? isOpen }
  }

  /// The last stage whose probes count as probing an endpoint that is still out.
  static let lastTrialStage = 1

  private let endpoints: Int
  private var states: [State]

  init(replicas: Int, endpoints: Int) {
    self.endpoints = endpoints
    states = [State](repeating: State(), count: replicas * endpoints)
  }

  /// The state of an endpoint at a replica.
  subscript(replica: Int, endpoint: Int) -> State { states[replica * endpoints + endpoint] }

  /// Whether a probe of it is a probe of an endpoint that is still out.
  func isTrial(replica: Int, endpoint: Int) -> Bool {
    self[replica, endpoint].isTrial
  }

  /// Follows one line of the log; the state before, when the endpoint has just been opened.
  mutating func follow(_ event: Event, replica: Int) -> State? {
    guard let endpoint = event.endpoint?.value, event.feature == nil else { return nil }
    let place = replica * endpoints + endpoint
    switch event.kind {
    case .opened:
      let before = states[place]
      states[place] = State(isOpen: true)
      return before.isOpen ? nil : before
    case .partialOpen, .advanced, .regressed:
      states[place] = State(stage: event.detail.stage ?? 0)
    case .closed:
      states[place] = State()
    default: break
    }
    return nil
  }
}
