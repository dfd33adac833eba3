internal import TrafficSimulator

/// The program: reads the command line, runs the command, says how it ended.
struct Program {
  /// The machine.
  let shell: any Shell

  /// Runs a command line, without the program's own name.
  func run(_ words: [String]) -> ExitStatus {
    do throws(CommandError) {
      let table = CommandTable.standard
      let parser = CommandLineParser(table: table, scenarioNames: BuiltInScenario.all.map(\.name))
      switch try parser.parse(words) {
      case .version: try shell.write("route-console \(ProgramVersion.text)\n")
      case .help(let command): try showHelp(of: command, table)
      case .run(let invocation): try run(invocation, table)
      }
      return .done
    } catch {
      for line in error.lines { shell.complain(line) }
      return error.status
    }
  }

  private func showHelp(of command: Command?, _ table: CommandTable) throws(CommandError) {
    let help = HelpText(table: table)
    try shell.write(command.map(help.screen(of:)) ?? help.program)
  }

  private func run(_ invocation: Invocation, _ table: CommandTable) throws(CommandError) {
    switch invocation.command.name {
    case .demo: try DemoCommand(shell: shell).run(invocation)
    case .serve: try ServeCommand(shell: shell).run(invocation)
    case .replay: try ReplayCommand(shell: shell).run(invocation)
    case .simulate: try SimulateCommand(shell: shell).run(invocation)
    case .watch: try WatchCommand(shell: shell).run(invocation)
    case .lab: try LabCommand(shell: shell).run(invocation)
    case .check: try CheckCommand(shell: shell).run(invocation)
    case .stubProvider: try StubProviderCommand(shell: shell).run(invocation)
    case .scenarios: try ScenariosCommand(shell: shell).run(invocation)
    case .initialise: try InitCommand(shell: shell).run(invocation)
    case .themes: try ThemesCommand(shell: shell).run(invocation)
    case .policies: try PoliciesCommand(shell: shell).run(invocation)
    case .events where invocation.text(.report) != nil && invocation.text(.stateDir) != nil:
      try ReportCommand(shell: shell).run(invocation)
    case .attach: try AttachCommand(shell: shell).run(invocation)
    case .status, .features, .events, .audit, .cost: try ShowCommand(shell: shell).run(invocation)
    case .drain, .undrain, .flip, .breaker, .share: try ActCommand(shell: shell).run(invocation)
    case .completions:
      guard let shellName = invocation.arguments.first.flatMap(CompletionShell.init) else {
        preconditionFailure("The parser let a shell pass that has no completions.")
      }
      let script = CompletionScript(table: table, scenarioNames: BuiltInScenario.all.map(\.name))
      try shell.write(script.text(for: shellName))
    case .help:
      if invocation.has(.man) {
        try shell.write(ManPage(table: table).text)
      } else {
        try showHelp(of: invocation.arguments.first.flatMap { table.command(named: $0) }, table)
      }
    }
  }
}
