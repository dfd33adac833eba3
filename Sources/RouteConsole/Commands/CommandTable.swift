internal import RoutingEngine
internal import TrafficSimulator

/// Every command there is; a command is added here, and the compiler asks for what runs it.
struct CommandTable: Sendable {
  /// In the order help lists them.
  let commands: [Command]

  /// The table of this program.
  static let standard = CommandTable(commands: [
    demo, serve, watch, attach, replay, status, features, events, audit, cost, drain, undrain, flip, breaker,
    share, simulate, lab,
    check, initialise, stubProvider, scenarios, themes, policies, completions, help,
  ])

  /// The command with a name; the table holds every one.
  subscript(name: CommandName) -> Command {
    guard let found = commands.first(where: { $0.name == name }) else {
      preconditionFailure("The command table has no entry for \(name.rawValue).")
    }
    return found
  }

  /// The command that a word names.
  func command(named word: String) -> Command? {
    CommandName(rawValue: word).map { self[$0] }
  }
}

extension CommandTable {
  /// Replicas that one simulation may have.
  static let replicas = 1...100

  static let scenario = "the built-in scenario of this name, or a scenario file"
  static let trace = "take arrivals and token counts from a CSV trace in the Azure LLM format"
  static let seed = "the seed of every draw; the scenario's own if not given"
  static let jsonHelp = "print one JSON document"

  private static let serve = Command(
    .serve, "Serve real requests through the gateway",
    description: [
      """
      Reads the configuration and answers POST /v1/chat/completions on its gateway's address: `model` names a \
      feature, and the engine decides which endpoint answers. SIGHUP reads the configuration again, SIGTERM lets \
      what is under way finish and ends the program.
      """,
      """
      The console lies on top of it: every key and :reload act on this gateway at once. Leaving asks, because the \
      gateway ends with it. What a gateway without console says on standard error is written to serve.log in the \
      state directory and shown on the status line. A service manager wants --headless; attach puts consoles on \
      such a gateway.
      """,
      """
      Without --config it looks at $ROUTE_CONSOLE_CONFIG, ./route-console.json5, \
      $XDG_CONFIG_HOME/route-console/config.json5 and /etc/route-console/config.json5.
      """,
    ],
    options: [
      CommandOption(.config, .file(label: "FILE"), help: "the configuration"),
      CommandOption(.headless, help: "without the console; a line on standard error for what matters"),
      CommandOption(.stateDir, .file(label: "DIR"), help: "where state and journals are kept"),
    ] + console.filter { $0.name != .stateDir },
    examples: [
      .init(line: "route-console serve --config prod.json5", effect: "the gateway with the console on top"),
      .init(line: "route-console serve --config prod.json5 --headless", effect: "the gateway as a service"),
    ])

  private static let watch = Command(
    .watch, "Watch traffic that other systems route",
    description: [
      """
      Reads the sources under "telemetry" in the configuration: Prometheus, metrics pages, the clouds' monitoring \
      and request logs. The engine judges what it sees as if the traffic were its own; its breaker advises \
      (would_trip) and its shares are recommendations. Acts go out only through what "watch.acts" names.
      """,
      "A source that cannot be read is left alone for a while and says why; the others go on.",
      """
      With --once it takes as long as two looks of the slowest source that counts, one "interval_s" apart: a \
      counter that was read once says nothing. Where a source does not answer it takes half a minute more.
      """,
    ],
    options: [
      CommandOption(.config, .file(label: "FILE"), help: "the configuration"),
      CommandOption(.stateDir, .file(label: "DIR"), help: "where state is kept"),
      CommandOption(.headless, help: "without the console; a line on standard error for what matters"),
      CommandOption(.once, help: "print one snapshot once every source has said something, then end"),
      CommandOption(.json, help: jsonHelp),
    ] + console.filter { ![.stateDir, .once, .json].contains($0.name) },
    examples: [
      .init(line: "route-console watch --config prod.json5", effect: "advice, with the console on top"),
      .init(line: "route-console watch --config prod.json5 --headless", effect: "advice as a service"),
      .init(line: "route-console watch --once --json", effect: "the state of the fleet, for a script"),
    ])

  private static let simulate = Command(
    .simulate, "Run a scenario as fast as the machine can and report what happened",
    description: [
      """
      Runs the production engine in a modelled world and prints what its users would have seen, how each \
      endpoint came back, and which of the scenario's expectations were met. The same scenario, seed and \
      binary give the same trace hash.
      """,
      "Quality and latency are properties of the modelled world, not of any provider.",
    ],
    options: [
      CommandOption(.scenario, .scenario, isRequired: true, help: scenario),
      CommandOption(.trace, .file(label: "CSV"), help: trace),
      CommandOption(.seed, .seed, help: seed),
      CommandOption(
        .policy, .choice(label: "NAME", among: PolicyName.allCases.map(\.rawValue)),
        help: "the routing policy to run (route-console)"),
      CommandOption(
        .without, .choice(label: "RULE", among: Rule.allCases.map(\.rawValue)), repeats: true,
        help: "switch a rule of the engine off, to see what it is worth"),
      CommandOption(
        .replicas, .count(replicas), help: "how many engines share the load; the scenario's own if not given"),
      CommandOption(.record, .file(label: "FILE"), help: "write a recording for replay"),
      CommandOption(
        .regret, help: "compare every request with an oracle's service that knows the true state"),
      CommandOption(.json, help: jsonHelp),
    ],
    examples: [
      .init(line: "route-console simulate --scenario provider-outage", effect: "a report to read"),
      .init(
        line: "route-console simulate --scenario recovery-herd --without ramp --seed 7",
        effect: "what happens without the ramp"),
    ])

  private static let policies = Command(
    .policies, "List the routing policies that a simulation can compare",
    description: [
      "Lists the routing policies, one a line. They are named for their shape, not for a product."
    ],
    options: [CommandOption(.json, help: jsonHelp)])

  private static let completions = Command(
    .completions, "Print a completion script for a shell",
    description: ["Prints a script that completes commands, options and names."],
    arguments: [
      CommandOperand(
        "SHELL", .choice(label: "SHELL", among: CompletionShell.allCases.map(\.rawValue)),
        "one of " + CompletionShell.allCases.map(\.rawValue).joined(separator: ", "))
    ],
    examples: [
      .init(line: "source <(route-console completions bash)", effect: "completion in this shell")
    ])

  private static let help = Command(
    .help, "Show the commands, or one command in full",
    description: ["Shows every command, or one command with its options."],
    arguments: [
      CommandOperand(
        "COMMAND", .choice(label: "COMMAND", among: CommandName.allCases.map(\.rawValue)), isOptional: true,
        "the command to explain")
    ],
    options: [CommandOption(.man, isHidden: true, help: "print the man page")])
}
