internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// `simulate`: runs a scenario and reports.
struct SimulateCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    guard let name = invocation.text(.scenario) else {
      preconditionFailure("The parser let simulate pass without a scenario.")
    }
    let scenario = try ScenarioSource(shell: shell).scenario(named: name, for: invocation)
    let policy = invocation.text(.policy).flatMap { PolicyName(rawValue: $0) } ?? .routeConsole
    let without = invocation.texts(.without)
    guard without.isEmpty || policy == .routeConsole else {
      throw .usage(
        "--without switches off a rule of \(PolicyName.routeConsole.rawValue), and \(policy.rawValue) has none; leave one "
          + "of --policy and --without away", help: .simulate)
    }
    var options = SimulationOptions()
    options.policy = policy
    options.without = Set(without.compactMap { Rule(rawValue: $0) })
    options.measuresRegret = invocation.has(.regret)
    let start = shell.now()
    let result =
      if let path = invocation.text(.record) {
        try SimulationRecording(path: path).run(scenario, options)
      } else {
        try simulate(scenario, options)
      }
    let wallSeconds = (shell.now() - start).seconds
    if invocation.has(.json) {
      var writer = JSONWriter()
      ResultWriter(world: scenario.world, binaryVersion: ProgramVersion.text, wallSeconds: wallSeconds)
        .write(result, to: &writer)
      writer.endLine()
      try shell.write(writer.text)
    } else {
      let report = SimulationReport(
        scenario: scenario, result: result, without: without, wallSeconds: wallSeconds)
      try shell.write(SnapshotText.plain(report.text, keepsLines: true))
    }
    if !result.passed { throw .unmet }
  }

  private func simulate(
    _ scenario: Scenario, _ options: SimulationOptions
  ) throws(CommandError) -> SimulationResult {
    do {
      return try Simulation.run(scenario, options: options)
    } catch {
      throw .invalid(["\(scenario.name): \(error)"])
    }
  }
}
