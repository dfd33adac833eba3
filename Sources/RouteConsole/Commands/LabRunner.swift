internal import RoutingEngine
internal import TrafficSimulator

/// Runs every scenario under every policy and seed, on all cores.
struct LabRunner {
  /// The scenarios, each with its own number of replicas.
  let scenarios: [Scenario]
  /// The policies, in the order of the table.
  let variants: [LabVariant]
  /// Seeds 1 to this.
  let seeds: Int
  /// Whether every request is compared with an oracle's service.
  let measuresRegret: Bool
  /// Shows how far it is; an empty text takes that away.
  var showProgress: @Sendable (String) -> Void = { _ in }

  /// One run to make.
  private struct Job: Sendable {
    var group: Int
    var variant: Int
    var seed: UInt64
  }

  /// One group a scenario, in their order.
  ///
  /// - Throws: `CommandError.invalid` when a scenario names what is not in its world.
  func run() throws(CommandError) -> [LabGroup] {
    var jobs: [Job] = []
    for group in scenarios.indices {
      for variant in variants.indices {
        for seed in 1...seeds { jobs.append(Job(group: group, variant: variant, seed: UInt64(seed))) }
      }
    }
    let (scenarios, variants, regret) = (scenarios, variants, measuresRegret)
    let runs = Progress(of: jobs.count, "runs", showProgress)
    let outcomes = parallel(jobs, finished: runs.show) { job throws(SimulationError) in
      try variants[job.variant].measure(scenarios[job.group], seed: job.seed, measuresRegret: regret)
    }
    runs.end()
    var groups = scenarios.map {
      LabGroup(scenario: $0.name, replicas: $0.world.replicas, variants: variants)
    }
    for (job, outcome) in zip(jobs, outcomes) {
      switch outcome {
      case .success(let measurement): groups[job.group].add(measurement, variant: job.variant)
      case .failure(let error): throw .invalid(["\(scenarios[job.group].name): \(error)"])
      }
    }
    return groups
  }
}
