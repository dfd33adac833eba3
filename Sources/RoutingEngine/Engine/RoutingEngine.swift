/// Decides where each request goes; a value that never does I/O, reads no clock and draws no ambient chance.
///
/// It is a function of configuration, seed and inputs: the same inputs at the same instants give the same
/// decisions in any build. One owner calls it; others get snapshots.
public struct RoutingEngine: Sendable {
  /// What it was told.
  public internal(set) var configuration: EngineConfiguration
  /// Counts every change an operator could be surprised by.
  public internal(set) var revision: UInt64 = 1

  /// Makes an engine that has seen nothing yet.
  public init(configuration: EngineConfiguration, at now: Timestamp) {
    self.configuration = configuration
  }

  /// Decides the first attempt of a request.
  public mutating func route(_ request: inout RoutedRequest, at now: Timestamp) -> Decision {
    let feature = configuration.features[request.feature.value]
    return .attempt(
      Attempt(
        id: AttemptID(slot: 0, use: 0), endpoint: feature.candidates[0].endpoint, reason: .share, generation: 0,
        budget: .seconds(5), deadline: request.arrived + feature.objectives.deadline))
  }

  /// Decides what happens to a request after an attempt ended, before anything was delivered.
  ///
  /// It does not record the outcome: `handle(.outcome)` does, so that a caller whose telemetry is lost still
  /// fails over.
  public mutating func next(
    _ request: inout RoutedRequest, after outcome: OutcomeClass, retryAfter: Nanoseconds?, at now: Timestamp
  ) -> NextStep {
    .done
  }

  /// Takes an input in and says what follows from it.
  public mutating func handle(_ input: Input, at now: Timestamp) -> [Action] {
    []
  }

  /// What an act would do, computed by the same builder that makes the table.
  public func preview(_ act: Act, at now: Timestamp) -> Preview {
    Preview(
      act: act, revision: revision, refusal: nil, affected: [], features: [], stranded: [], inFlight: 0)
  }

  /// What this replica tells the others.
  public func digest(at now: Timestamp) -> ReplicaDigest {
    ReplicaDigest(replica: configuration.replica, at: now, endpoints: [])
  }

  /// The whole engine at an instant.
  public func snapshot(at now: Timestamp) -> EngineSnapshot {
    EngineSnapshot(at: now, revision: revision, endpoints: [], features: [], requests: 0, attempts: 0)
  }
}
