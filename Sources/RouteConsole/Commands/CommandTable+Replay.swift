/// The command that plays recordings.
extension CommandTable {
  static let replay = Command(
    .replay, "Play a recording",
    description: [
      """
      Opens the console on what demo, serve, watch or simulate --record wrote: one file, or a directory of them, \
      such as the recordings of a state directory. Where standard output is no terminal it prints every event and \
      act, and every ten seconds how everything was.
      """
    ],
    arguments: [CommandOperand("FILE", .file(label: "FILE"), "a .rcr file, or a directory of them")],
    options: [
      CommandOption(
        .at, .text(label: "TIME"),
        help: "where to begin: an instant, a time of day (UTC), or a length before the end")
    ] + console,
    examples: [
      .init(line: "route-console replay night.rcr --at 03:12 --once", effect: "how everything was then")
    ])
}
