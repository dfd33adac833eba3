/// Why a command ends without having done its work.
enum CommandError: Error, Hashable {
  /// The command line is wrong; `help` names the command whose help may enlighten.
  case usage(String, help: CommandName?)
  /// A file is not valid: one line a problem, each with its place.
  case invalid([String])
  /// It was tried and did not work.
  case failed(String)
  /// It was done, and what came out is not what was expected; the output says so already.
  case unmet
  /// A guard rail, or a rule of the server, refused it.
  case refused(String)
  /// The state changed since it was read.
  case conflict(String)
  /// The server does not answer.
  case unreachable(String)
  /// The server does not let this caller do it.
  case notAllowed(String)
  /// Whoever read our output has gone away; nobody is left to tell.
  case outputClosed

  /// What the program ends with.
  var status: ExitStatus {
    switch self {
    case .usage, .invalid: .usage
    case .failed, .unmet: .failed
    case .refused: .refused
    case .conflict: .conflict
    case .unreachable: .unreachable
    case .notAllowed: .notAllowed
    case .outputClosed: .done
    }
  }

  /// What went wrong without the program's name, for a line of a report.
  var reason: String {
    switch self {
    case .usage(let message, _), .failed(let message), .refused(let message), .conflict(let message),
      .unreachable(let message), .notAllowed(let message):
      message
    case .invalid(let lines): lines.joined(separator: "; ")
    case .unmet, .outputClosed: "it failed"
    }
  }

  /// The same without the program's name in front, a line each: for screens and logs of the program itself.
  var sentences: [String] {
    let name = "route-console: "
    return lines.flatMap { $0.split(separator: "\n") }.map { line in
      String(line.hasPrefix(name) ? line.dropFirst(name.count) : line)
    }
  }

  /// The lines for standard error.
  var lines: [String] {
    switch self {
    case .usage(let message, let command):
      let help = command.map { "route-console help \($0.rawValue)" } ?? "route-console help"
      let end = message.hasSuffix("?") ? "" : "."
      return ["route-console: \(message)\(end) '\(help)' shows what there is."]
    case .invalid(let lines): return lines
    case .failed(let message), .refused(let message), .conflict(let message), .unreachable(let message),
      .notAllowed(let message):
      return ["route-console: " + message]
    case .unmet, .outputClosed: return []
    }
  }
}

/// What the program ends with.
enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Done.
  case done = 0
  /// Failed.
  case failed = 1
  /// Wrong usage, or an invalid file.
  case usage = 2
  /// Refused by a guard rail.
  case refused = 3
  /// The state changed since it was read.
  case conflict = 4
  /// The server is not reachable.
  case unreachable = 5
  /// Not allowed for this role.
  case notAllowed = 6

  /// What help says of it.
  var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "failed, or an expectation of a scenario was not met"
    case .usage: "wrong usage, or an invalid file"
    case .refused: "refused by a guard rail"
    case .conflict: "conflict: the state changed since it was read"
    case .unreachable: "the server is not reachable"
    case .notAllowed: "not allowed for this role"
    }
  }
}
