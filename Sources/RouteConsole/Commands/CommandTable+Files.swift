/// The commands about files: configurations, scenarios, themes.
extension CommandTable {
  static let check = Command(
    .check, "Say whether a config or scenario file is valid",
    description: [
      """
      Reads a configuration or a scenario, told apart by content, and prints every problem with its line and \
      column. For a valid configuration it prints every default in force.
      """,
      """
      With --online it also asks every endpoint for an answer of a few tokens, which its provider charges for, and \
      every telemetry source once, each with the credential that the file names, and prints a line about each. The \
      status is 0 if all answered and 1 if one did not.
      """,
    ],
    arguments: [CommandOperand("FILE", .file(label: "FILE"), "the file to check")],
    options: [CommandOption(.online, help: "ask every endpoint, credential and source once")],
    examples: [
      .init(line: "route-console check route-console.json5", effect: "every problem at once"),
      .init(
        line: "route-console check route-console.json5 --online", effect: "who answers, and who does not"),
    ])

  static let initialise = Command(
    .initialise, "Write a commented configuration to start from",
    description: [
      """
      Prints a configuration in which every section is explained; what is not needed at first is commented out. \
      It holds no secret, and check accepts it as it is.
      """
    ],
    options: [
      CommandOption(
        .output, .file(label: "FILE"), help: "write it there; a file that is there already is left alone")
    ],
    examples: [
      .init(
        line: "route-console init --output route-console.json5", effect: "a file that serve finds by itself")
    ])

  static let scenarios = Command(
    .scenarios, "List the built-in scenarios, or print one as a file to start from",
    description: [
      "Lists the built-in scenarios, one a line. With a name it prints that scenario as it would stand in a file."
    ],
    arguments: [CommandOperand("NAME", .file(label: "NAME"), isOptional: true, "the scenario to print")],
    options: [CommandOption(.json, help: jsonHelp)],
    examples: [
      .init(line: "route-console scenarios steady > mine.json5", effect: "a scenario of your own")
    ])

  static let themes = Command(
    .themes, "List the themes, or check one and show what it looks like",
    description: [
      """
      Lists the themes of this machine, one a line: those of $XDG_CONFIG_HOME/route-console/themes, of themes \
      and ../share/route-console/themes beside the program, of the sources it was built in, and of ./themes.
      """,
      """
      With a name, or a path with a slash in it, it checks that theme and shows every role with its colours at \
      24 bits, 256 and 16 colours, and the least contrast of the three. A mistake is told with its line, and the \
      status is 2 then.
      """,
    ],
    arguments: [
      CommandOperand("NAME", .text(label: "NAME"), isOptional: true, "the theme to show: a name, or ./PATH")
    ],
    options: [CommandOption(.json, help: jsonHelp)],
    examples: [
      .init(line: "route-console themes nord", effect: "what it looks like"),
      .init(line: "route-console themes ./mine.theme", effect: "whether it is right"),
    ])
}
