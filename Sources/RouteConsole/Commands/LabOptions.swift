internal import RoutingEngine
internal import TrafficSimulator

extension CommandTable {
  private static let policyWords: [String] = PolicyName.allCases.map(\.rawValue) + [LabCommand.everything]
  private static let ruleWords: [String] = Rule.allCases.map(\.rawValue) + [LabCommand.everything]

  /// The entry of `lab`.
  static let lab = Command(
    .lab, "Compare routing policies over scenarios, seeds and numbers of replicas",
    description: [
      """
      Plays every scenario under every policy with the same world, faults and seeds, and prints the metrics in \
      which they differ: the median and, in brackets, the worst. It says where route-console is not the best.
      """,
      """
      With --without it shows what the engine loses when one rule is switched off; --without all does so for \
      every rule and prints which scenarios each costs.
      """,
      """
      --scenarios year plays a year of incidents instead, and compares route-console with a single cloud.
      """,
      "Quality, latency and cost are properties of the modelled world, not of any provider.",
    ],
    options: [
      CommandOption(
        .scenarios, .scenarios(label: "all|NAME|FILE,...", words: [LabCommand.everything, LabCommand.year]),
        help: "the scenarios to play, built in or files; outages and recoveries if not given"),
      CommandOption(
        .policies, .list(label: "all|NAME,...", among: policyWords),
        help: "the policies to compare (all)"),
      CommandOption(
        .seeds, .count(LabCommand.seeds), help: "play seeds 1 to N (\(LabCommand.standardSeeds))"),
      CommandOption(
        .replicas, .counts(replicas), help: "how many engines share the load; the scenario's own if not given"
      ),
      CommandOption(
        .without, .choice(label: "RULE", among: ruleWords),
        help: "add the engine without a rule, or without each rule in turn"),
      CommandOption(.json, help: "print one JSON document"),
    ],
    examples: [
      .init(
        line: "route-console lab --scenarios recovery-herd --replicas 1,4,20,100",
        effect: "who comes back without a herd"),
      .init(
        line: "route-console lab --scenarios all --without all --seeds 3", effect: "what each rule is worth"),
    ])
}
