internal import RoutingEngine

/// The primary first, every time; after a failure the next backup; nothing is remembered.
struct FailoverPolicy: RoutingPolicy {
  private var kit: PolicyKit

  init(configuration: EngineConfiguration) { kit = PolicyKit(configuration) }

  mutating func route(_ call: inout PolicyCall, at now: Timestamp) -> PolicyDecision {
    kit.route(&call) { _ in true }
  }

  mutating func next(
    _ call: inout PolicyCall, after ending: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> PolicyDecision {
    kit.next(&call, after: ending) { _ in true }
  }

  mutating func handle(_ input: Input, at now: Timestamp) -> [Action] { [] }

  func stateName(of endpoint: Int, at now: Timestamp) -> String { BreakerState.closed.name }
}
