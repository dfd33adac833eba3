internal import RoutingEngine
internal import Documents
internal import TrafficSimulator

/// `scenarios`: the built-in scenarios, or one of them as a file.
struct ScenariosCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    if let name = invocation.arguments.first {
      guard let scenario = BuiltInScenario.named(name) else {
        let near = nearest(name, among: BuiltInScenario.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        throw .usage("there is no built-in scenario \(quoted(name))\(near)", help: .scenarios)
      }
      guard !invocation.has(.json) else {
        throw .usage("--json is for the list; a scenario prints as the file it is", help: .scenarios)
      }
      try shell.write(scenario.text)
      return
    }
    let source = ScenarioSource(shell: shell)
    var rows: [(name: String, title: String, seconds: Double)] = []
    for builtIn in BuiltInScenario.all {
      let scenario = try source.file(named: builtIn.name).scenario
      rows.append((scenario.name, scenario.title, scenario.duration.seconds))
    }
    if invocation.has(.json) {
      var writer = JSONWriter()
      writer.array { writer in
        for row in rows {
          writer.object { writer in
            writer.field("name", row.name)
            writer.field("title", row.title)
            writer.field("duration_s", row.seconds)
          }
        }
      }
      writer.endLine()
      try shell.write(writer.text)
      return
    }
    var table = TextTable(columns: 2)
    for row in rows { table.add([row.name, row.title]) }
    try shell.write(table.text)
  }
}
