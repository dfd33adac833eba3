/// The command that plays recordings.
extension CommandTable {
  static let replay = Command(
    .replay, "Play a recording",
    description: [
      """
      Reads what demo, serve or simulate --record wrote: one file, or a directory of them, such as the \
      recordings of a state directory. It prints every event and act, and every ten seconds how everything was.
      """
    ],
    arguments: [CommandOperand("FILE", .file(label: "FILE"), "a .rcr file, or a directory of them")],
    options: [
      CommandOption(
        .at, .text(label: "TIME"),
        help: "where to begin: an instant, a time of day (UTC), or a length before the end"),
      CommandOption(.once, help: "show one instant, the last one if none is named, and end"),
      CommandOption(.json, help: "with --once: print the snapshot as JSON"),
    ],
    examples: [
      .init(line: "route-console replay night.rcr --at 03:12 --once", effect: "how everything was then")
    ])
}
