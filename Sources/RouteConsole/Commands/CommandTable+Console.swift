internal import RoutingEngine

/// The commands that open the console, and the options they share.
extension CommandTable {
  /// The longest time between two snapshots that may be asked for.
  static let longestRefresh = Nanoseconds.seconds(60)

  /// What every command that opens the console may be told.
  static let console = [
    CommandOption(.theme, .text(label: "NAME"), help: "the theme to begin with (default)"),
    CommandOption(.ascii, help: "send no character outside 7 bits"),
    CommandOption(.noColor, help: "send no colours; $NO_COLOR does the same"),
    CommandOption(.readOnly, help: "look, and do not act: the acting keys are not bound"),
    CommandOption(.plain, help: "print lines instead of a screen, for screen readers and bare terminals"),
    CommandOption(.once, help: "print one snapshot as text and end"),
    CommandOption(.json, help: "with --once: the snapshot as one JSON document"),
    CommandOption(
      .refresh, .duration(most: longestRefresh.count), help: "how often figures are taken over (1s)"),
    CommandOption(
      .stateDir, .file(label: "DIR"), help: "where files are written (a folder that is thrown away)"),
  ]

  static let demo = Command(
    .demo, "Open the console on simulated traffic",
    description: [
      """
      Runs a scenario under the production engine and opens the console on it. Everything behaves as in \
      production; the title says DEMO. This is what route-console does without a command.
      """,
      """
      With --once it plays the first minute of the scenario at once, and prints the snapshot at its end.
      """,
      """
      Where standard output is no terminal it prints a line a second instead, and ends with the scenario: the \
      clock, the endpoint that is worst off and why, where traffic goes, and every event as it happens.
      """,
    ],
    options: [
      CommandOption(.scenario, .scenario, help: scenario + " (tour)"),
      CommandOption(.trace, .file(label: "CSV"), help: trace),
      CommandOption(.seed, .seed, help: seed),
      CommandOption(
        .speed, .speed, help: "simulated seconds a second, or max; the scenario's own if not given"),
      CommandOption(.headless, help: "serve the control API and print nothing, until a signal ends it"),
      CommandOption(.listen, .address, help: "where the control API listens (127.0.0.1:8081)"),
    ] + console,
    examples: [
      .init(line: "route-console", effect: "the tour: a provider goes dark and comes back"),
      .init(line: "route-console demo --scenario flapping --speed 10", effect: "another incident, faster"),
      .init(line: "route-console demo --plain", effect: "the same in lines, with commands to type"),
      .init(line: "route-console demo --headless", effect: "a server to rehearse commands on"),
    ])
}
