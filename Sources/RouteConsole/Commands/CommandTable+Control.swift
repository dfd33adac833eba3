internal import RoutingEngine
internal import Wire

/// The commands that ask a running server, or act on it.
extension CommandTable {
  private static let server = CommandOption(
    .server, .text(label: "URL"),
    help: "whom to ask ($ROUTE_CONSOLE_SERVER, else http://127.0.0.1:8081): http, https, or unix:/PATH")
  private static let tokenFile = CommandOption(
    .tokenFile, .file(label: "FILE"), help: "the token: the last word of the file's first line")
  private static let authorityFile = CommandOption(
    .authorityFile, .file(label: "FILE"),
    help: "with https: the authorities to trust instead of the system's, PEM")
  private static let json = CommandOption(.json, help: "print JSON instead of text")
  private static let reason = CommandOption(
    .reason, .text(label: "TEXT"), isRequired: true, help: "why; it is kept in the audit log")
  private static let lease = CommandOption(
    .lease, .duration(most: ActRequest.leases.upperBound.count), help: "for how long it is meant (30m)")
  private static let dryRun = CommandOption(
    .dryRun, help: "say what it would do, and do nothing; status 3 where it would be refused")
  private static let force = CommandOption(.force, help: "pass the guard rails")
  private static let endpoint = CommandOperand("ENDPOINT", .text(label: "ENDPOINT"), "the id of an endpoint")
  private static let feature = CommandOperand("FEATURE", .text(label: "FEATURE"), "the id of a feature")
  private static let scope = CommandOperand(
    "SCOPE", .text(label: "SCOPE"),
    "the id of an endpoint, or provider:NAME, cloud:NAME, region:NAME, model:NAME or endpoints:ID,ID")

  private static let shows = [json, server, tokenFile, authorityFile]
  private static let acts = [dryRun, force, json, server, tokenFile, authorityFile]

  static let attach = Command(
    .attach, "Open the console on a server that runs elsewhere",
    description: [
      """
      The same screens and the same acts as beside the server; several consoles see each other's acts. It comes \
      back by itself when the link is lost, and says STALE meanwhile. A viewer's token sees and does not act.
      """
    ],
    arguments: [
      CommandOperand("URL", .text(label: "URL"), "http://HOST:PORT, https://HOST or unix:/PATH")
    ],
    options: [tokenFile, authorityFile] + console,
    examples: [
      .init(line: "route-console attach http://127.0.0.1:8081", effect: "the server on this machine"),
      .init(line: "route-console attach unix:/run/rc.sock --read-only", effect: "look, and do not act"),
      .init(
        line: "route-console attach https://rc.internal:8443 --ca-file ca.pem",
        effect: "behind a TLS proxy with a certificate of your own"),
    ])

  static let status = Command(
    .status, "Show how a running server is",
    description: ["Totals, clouds, endpoints and features of this moment, the most urgent first."],
    options: shows,
    examples: [
      .init(line: "route-console status", effect: "the server on this machine"),
      .init(line: "route-console status --json --server unix:/run/rc.sock", effect: "for a program"),
    ])

  static let features = Command(
    .features, "Show every feature and who serves it",
    description: ["Primary, backups, where requests go now, head-room, and what is at risk."], options: shows)

  private static let since = CommandOption(
    .since, .text(label: "TIME"),
    help: "only later ones: an instant such as 2026-11-22T03:12:00Z, a length such as 30m, or a line's number"
  )

  static let events = Command(
    .events, "Print the event log, or an incident's report",
    description: [
      "Trips, ramps, failovers and acts, oldest first.",
      """
      With --report FROM TO it prints what happened between the two as Markdown, for a post-mortem: a timeline of \
      trips and acts, the features and endpoints affected, and who did what. Without TO it goes up to the end.
      """,
      """
      With --state-dir the report is made from what was recorded in a state directory of this machine, whether or \
      not a server is running.
      """,
    ],
    arguments: [
      CommandOperand(
        "TO", .text(label: "TIME"), isOptional: true, "with --report: the end, as the beginning is written")
    ],
    options: [
      since,
      CommandOption(
        .report, .text(label: "FROM"),
        help: "print a report from then on: an instant, a time of day (UTC), or a length back from now"),
      CommandOption(
        .stateDir, .file(label: "DIR"),
        help: "make the report from recordings: a state directory, or a file"),
    ] + shows,
    examples: [
      .init(line: "route-console events --since 30m", effect: "the last half hour"),
      .init(line: "route-console events --report 2h", effect: "the last two hours as a report"),
    ])

  static let audit = Command(
    .audit, "Print who did what", description: ["Every act, refused and failed ones included, oldest first."],
    options: [since] + shows)

  static let cost = Command(
    .cost, "Show what everything cost",
    description: [
      """
      Since the server began, failed, cancelled and probing attempts and hourly prices included; behind it what \
      this hour and today cost, and an hour at this moment's rate.
      """,
      """
      With --since, or by the hour or day, it is what the ledger of the server's state directory says, earlier \
      processes included. The ledger knows whole hours; days and hours are those of UTC.
      """,
    ],
    options: [
      CommandOption(
        .by, .list(label: "LIST", among: CostReport.Grouping.names),
        help: "what lines are sums over (feature,endpoint)"),
      CommandOption(
        .since, .text(label: "TIME"),
        help: "from the hour of then on: an instant, a length such as 24h, or today"),
    ] + shows,
    examples: [
      .init(line: "route-console cost --since today", effect: "today, by feature and endpoint"),
      .init(line: "route-console cost --by day,feature --since 168h", effect: "a week, day by day"),
    ])

  static let drain = Command(
    .drain, "Send no new calls to a scope",
    description: [
      """
      Calls in flight finish. The drain stays in force after its lease, and says so, until somebody undrains. It \
      is refused where a feature would be left without a healthy candidate, unless it is forced.
      """
    ],
    arguments: [scope], options: [reason, lease] + acts,
    examples: [
      .init(
        line: "route-console drain provider:bedrock --reason INC-4412 --dry-run",
        effect: "what would happen"),
      .init(line: "route-console drain use1/sonnet --reason INC-4412 --lease 1h", effect: "one endpoint"),
    ])

  static let undrain = Command(
    .undrain, "Let a drained scope back in, through the ramp",
    description: ["The scope starts at a small share, which grows as its calls go well."],
    arguments: [scope], options: [reason, dryRun, json, server, tokenFile, authorityFile])

  static let flip = Command(
    .flip, "Exchange a feature's primary for a backup",
    description: ["In steps, so that the new primary is not flooded; at once with --now."],
    arguments: [feature],
    options: [
      CommandOption(.to, .text(label: "ENDPOINT"), help: "the new primary (the first healthy backup)"),
      reason,
      CommandOption(.now, help: "at once instead of in steps"),
    ] + acts)

  static let breaker = Command(
    .breaker, "Order a breaker about",
    description: ["open: no calls. close: full share. pin: nothing automatic. auto: judge by itself again."],
    arguments: [
      endpoint,
      CommandOperand(
        "open|close|auto|pin", .choice(label: "ORDER", among: BreakerOrder.allCases.map(\.rawValue)),
        "what to do"),
    ], options: [reason, lease] + acts)

  static let share = Command(
    .share, "Send a percentage of a feature to an endpoint",
    description: ["Sessions stay where they are put; 0 ends it."],
    arguments: [feature, endpoint, CommandOperand("PERCENT", .percent, "from 0 to 100")],
    options: [reason, lease] + acts)
}
