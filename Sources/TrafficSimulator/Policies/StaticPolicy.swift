internal import RoutingEngine

/// The primary, whatever happens, without any retry.
struct StaticPolicy: RoutingPolicy {
  private var kit: PolicyKit

  init(configuration: EngineConfiguration) { kit = PolicyKit(configuration) }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    kit.route(&call) { _ in true }
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision { .refuse(nil) }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] { [] }

  func stateName(of endpoint: Int, at now: Timestamp) -> String { BreakerState.closed.name }
}
