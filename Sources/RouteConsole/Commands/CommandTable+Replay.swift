/// The command that plays recordings.
extension CommandTable {
  static let replay = Command(
    .replay, "Play a recording",
    description: [
      """
      Opens the console on what demo, serve, watch or simulate --record wrote: one file, a directory of them, or a \
      state directory, whose audit log tells of acts that a killed process did not record any more. Where standard \
      output is no terminal it prints every event and act, and every ten seconds how everything was.
      """,
      """
      With --report FROM TO it prints what happened between the two as Markdown, for a post-mortem, as events \
      --report does; without TO up to the end.
      """,
    ],
    arguments: [
      CommandOperand("FILE", .file(label: "FILE"), "a .rcr file, a directory of them, or a state directory"),
      CommandOperand(
        "TO", .text(label: "TIME"), isOptional: true, "with --report: the end, as the beginning is written"),
    ],
    options: [
      CommandOption(
        .report, .text(label: "FROM"),
        help: "print a report from then on: an instant, a time of day (UTC), or a length before the end"),
      CommandOption(
        .at, .text(label: "TIME"),
        help: "where to begin: an instant, a time of day (UTC), or a length before the end"),
    ] + console,
    examples: [
      .init(line: "route-console replay night.rcr --at 03:12 --once", effect: "how everything was then"),
      .init(
        line: "route-console replay recordings/ --report 03:00 03:45", effect: "that incident as a report"),
    ])
}
