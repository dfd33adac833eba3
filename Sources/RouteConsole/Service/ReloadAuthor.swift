internal import Gateway
internal import Transport

extension ActAuthor {
  /// Whoever sits at the console of this process.
  static var console: ActAuthor {
    ActAuthor(
      name: Login.name ?? "console", role: .operator, host: Login.host, tty: Login.terminal)
  }

  /// A signal, which does not say who sent it.
  static var signal: ActAuthor { ActAuthor(name: "SIGHUP", role: .operator, host: Login.host) }

  /// Why a configuration cannot be used, in one line: the first of its mistakes, and how many there are besides.
  static func refusal(_ mistakes: [String]) -> String {
    let more = mistakes.count > 1 ? " (and \(mistakes.count - 1) more)" : ""
    return (mistakes.first ?? "it cannot be used") + more
  }
}
