import RoutingEngine

@testable import TrafficSimulator

/// The static policy, with a memory of what it was told.
struct SpyPolicy: RoutingPolicy {
  private var policy: StaticPolicy
  /// Every outcome, in the order of its arrival.
  private(set) var outcomes: [Outcome] = []
  /// The ids beside them.
  private(set) var ids: [AttemptID] = []
  /// First tokens so far.
  private(set) var firstTokens = 0
  /// Everything else but ticks.
  private(set) var others: [Input] = []
  /// The clock at every tick.
  private(set) var ticks: [Timestamp] = []
  /// The prompts of the requests.
  private(set) var prompts: [UInt32] = []

  init(_ world: SimulatedWorld) { policy = StaticPolicy(configuration: world.configuration) }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    prompts.append(call.request.promptTokens)
    return policy.route(&call, at: now)
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision { policy.next(&call, after: ending, retryAfter: retryAfter, at: now) }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    switch input {
    case .outcome(let id, let outcome):
      outcomes.append(outcome)
      ids.append(id)
    case .firstToken: firstTokens += 1
    case .tick: ticks.append(now)
    default: others.append(input)
    }
    return []
  }

  func stateName(of endpoint: Int, at now: Timestamp) -> String { "closed" }

  /// How often each class came, for a readable comparison.
  var classes: [OutcomeClass: Int] {
    outcomes.reduce(into: [:]) { $0[$1.class, default: 0] += 1 }
  }

  /// Runs a scenario to its end, and a while longer, under a spy.
  static func watch(_ scenario: Scenario, longer: Nanoseconds = .seconds(40)) throws -> SpyPolicy {
    var world = try SimulatedWorld(scenario, options: TinyWorld.options())
    world.fleet = [SpyPolicy(world)]
    world.advance(to: scenario.duration + longer)
    guard let spy = world.fleet[0] as? SpyPolicy else { preconditionFailure("The spy was replaced.") }
    return spy
  }
}
