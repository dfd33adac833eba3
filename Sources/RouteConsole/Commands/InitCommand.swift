/// `init`: a commented configuration to start from.
struct InitCommand {
  let shell: any Shell

  /// Runs the command.
  func run(_ invocation: Invocation) throws(CommandError) {
    guard let path = invocation.text(.output) else {
      try shell.write(StarterConfiguration.text)
      return
    }
    do {
      try shell.create(path, Array(StarterConfiguration.text.utf8))
    } catch {
      throw .failed("\(path) is not written: \(error.writingMessage).")
    }
    var table = TextTable(columns: 2, indent: "  ")
    table.add(["edit it", "providers, endpoints and features are needed, the rest has defaults"])
    table.add(["route-console check \(path)", "every mistake at once"])
    table.add(["route-console check \(path) --online", "whether the providers answer"])
    table.add(["route-console serve --config \(path)", "the gateway"])
    try shell.write("\(path) is written. What to do next:\n" + table.text)
  }
}

extension FileError {
  /// Why a file could not be made, and what to do.
  fileprivate var writingMessage: String {
    switch self {
    case .missing: "there is no such directory; make it first"
    case .refused(let reason), .unwritten(let reason): "\(reason); choose another place with --output"
    case .exists, .directory, .tooLarge: message
    }
  }
}
