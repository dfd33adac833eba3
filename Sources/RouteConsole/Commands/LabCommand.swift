internal import RoutingEngine
internal import TrafficSimulator

/// `lab`: compares policies over scenarios, seeds and numbers of replicas.
struct LabCommand {
  let shell: any Shell

  /// The word that stands for everything in a list.
  static let everything = "all"
  /// The word in place of scenarios for a year of incidents.
  static let year = "year"
  /// Scenarios that are compared when none is named: outages, and the way back from them.
  static let standardScenarios = [
    "provider-outage", "regional-brownout", "black-hole", "flapping", "recovery-herd",
    "correlated-backup-overload",
  ]
  /// Seeds that are played when no number is given.
  static let standardSeeds = 3
  /// Seeds that may be played.
  static let seeds = 1...1_000

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    let names = Self.list(invocation.text(.scenarios) ?? "")
    let seeds = invocation.count(.seeds) ?? Self.standardSeeds
    if names == [Self.year] {
      try YearCommand(shell: shell).run(invocation, seeds: invocation.count(.seeds) ?? 1)
      return
    }
    let (scenarios, skipped) = try self.scenarios(names, replicas: invocation.text(.replicas))
    let rule = invocation.text(.without)
    let isAblation = rule == Self.everything
    let rules = isAblation ? Rule.allCases : rule.flatMap { Rule(rawValue: $0) }.map { [$0] } ?? []
    let policies = isAblation ? [PolicyName.routeConsole] : Self.policies(invocation.text(.policies))
    let variants = policies.map { LabVariant($0) } + rules.map { LabVariant(.routeConsole, without: $0) }
    let groups = try LabRunner(
      scenarios: scenarios, variants: variants, seeds: seeds, measuresRegret: !isAblation,
      showProgress: shell.showProgress
    ).run()
    let report = LabReport(groups: groups, rules: rules, seeds: seeds, skipped: skipped)
    try shell.write(
      invocation.has(.json) ? report.json : isAblation ? report.ablationTable : report.text)
  }

  /// The words of a list, without those given twice.
  static func list(_ text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: ",").map(String.init) where !words.contains(word) {
      words.append(word)
    }
    return words
  }

  private static func policies(_ text: String?) -> [PolicyName] {
    let words = list(text ?? everything)
    if words.contains(everything) { return PolicyName.allCases }
    return PolicyName.allCases.filter { words.contains($0.rawValue) }
  }

  /// The scenarios at each number of replicas, and sentences about those that cannot be had.
  private func scenarios(
    _ names: [String], replicas: String?
  ) throws(CommandError) -> (scenarios: [Scenario], skipped: [String]) {
    let all = BuiltInScenario.all.map(\.name)
    let named = names.isEmpty ? Self.standardScenarios : names
    // In place of the word, all that are built in; files may stand beside it.
    let isEverything = named.contains(Self.everything)
    let chosen = named.flatMap { name in
      if name == Self.everything { return all }
      return isEverything && all.contains(name) ? [] : [name]
    }
    if chosen.contains(Self.year) {
      throw .usage("--scenarios \(Self.year) stands alone", help: .lab)
    }
    let counts = replicas.map { Self.list($0).compactMap { Int($0) } }
    var scenarios: [Scenario] = []
    var skipped: [String] = []
    for name in chosen {
      let scenario = try ScenarioSource(shell: shell).file(named: name).scenario
      let least = scenario.leastReplicas
      for count in counts ?? [scenario.world.replicas] {
        guard count >= least else {
          skipped.append("\(name) needs at least \(least) replicas and is not played with \(count)")
          continue
        }
        var copy = scenario
        copy.world.replicas = count
        scenarios.append(copy)
      }
    }
    return (scenarios, skipped)
  }
}

extension Scenario {
  /// The fewest replicas that its faults can strike.
  var leastReplicas: Int {
    var least = 1
    for fault in faults {
      if case .replica(let number) = fault.target { least = max(least, number + 1) }
      if let number = fault.condition.replica { least = max(least, number + 1) }
    }
    return least
  }
}
