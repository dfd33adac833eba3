internal import Documents
internal import TrafficSimulator

/// `policies`: the routing policies that a simulation can compare.
struct PoliciesCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    if invocation.has(.json) {
      var writer = JSONWriter()
      writer.array { writer in
        for policy in PolicyName.allCases {
          writer.object { writer in
            writer.field("name", policy.rawValue)
            writer.field("summary", policy.summary)
          }
        }
      }
      writer.endLine()
      try shell.write(writer.text)
      return
    }
    var table = TextTable(columns: 2)
    for policy in PolicyName.allCases { table.add([policy.rawValue, policy.summary]) }
    try shell.write(table.text)
  }
}
