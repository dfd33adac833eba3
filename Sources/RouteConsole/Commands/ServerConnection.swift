internal import TelemetryClient
internal import Transport
internal import Wire

/// A command's way to a running server: whom to ask, as whom, and what its answers mean for the command line.
struct ServerConnection: ~Copyable {
  private let server: ServerAddress
  private var client: ControlClient

  /// The longest token file in bytes.
  static let tokenFileBytes = 4_096
  /// The longest file of authorities in bytes; the system's own has a quarter of that.
  static let authorityFileBytes = 1 << 20

  /// Reads `--server` and `--token-file`.
  init(_ invocation: Invocation, shell: any Shell) throws(CommandError) {
    let text = invocation.text(.server) ?? shell.variable("ROUTE_CONSOLE_SERVER") ?? ServerAddress.standard
    let server = try Self.address(text, invocation, shell: shell)
    let caller = try Self.caller(
      tokenFile: invocation.text(.tokenFile), to: server, shell: shell)
    try self.init(to: server, as: caller)
  }

  /// A way to a server that is known already.
  init(to server: ServerAddress, as caller: ControlCaller) throws(CommandError) {
    client = try Self.client(of: server, as: caller)
    self.server = server
  }

  private static func client(
    of server: ServerAddress, as caller: ControlCaller
  ) throws(CommandError) -> ControlClient {
    do {
      return try ControlClient(server, as: caller)
    } catch {
      throw .failed(error.description)
    }
  }

  /// The address of a server.
  private static func address(_ text: String, help: CommandName) throws(CommandError) -> ServerAddress {
    guard let server = ServerAddress(text) else {
      throw .usage(
        "\(quotedText(text)) is no address of a server: that is http://HOST:PORT, https://HOST, HOST:PORT or "
          + "unix:/PATH, without a password, such as \(ServerAddress.standard)",
        help: help)
    }
    return server
  }

  /// The address of a server with what the command line says of whom to trust.
  static func address(
    _ text: String, _ invocation: Invocation, shell: any Shell
  ) throws(CommandError) -> ServerAddress {
    var server = try address(text, help: invocation.command.name)
    guard let path = invocation.text(.authorityFile) else { return server }
    guard server.isSecured else {
      throw .usage("--ca-file is for https://, not for \(server)", help: invocation.command.name)
    }
    do throws(FileError) {
      _ = try shell.read(path, limit: authorityFileBytes)
    } catch {
      throw .invalid(["\(path): \(error.message)"])
    }
    server.authorityFile = path
    return server
  }

  /// Who asks; nobody shows a token where others could read it on its way.
  static func caller(
    tokenFile: String?, to server: ServerAddress, shell: any Shell
  ) throws(CommandError) -> ControlCaller {
    var caller = ControlCaller(name: Login.name, host: Login.host, tty: Login.terminal)
    guard let path = tokenFile else { return caller }
    guard server.mayCarrySecrets else {
      throw .failed(
        "the token was not sent to \(server): it is no address of this machine, and without TLS everybody on the "
          + "way could read it; put a TLS proxy in front and use https://, or forward a port over ssh.")
    }
    do throws(FileError) {
      caller.token = ControlCaller.token(in: try shell.read(path, limit: tokenFileBytes))
    } catch {
      throw .invalid(["\(path): \(error.message)"])
    }
    guard caller.token != nil else {
      throw .invalid(["\(path): its first line holds no token; write the token there"])
    }
    return caller
  }

  private static func quotedText(_ text: String) -> String { "\"\(text.prefix(60))\"" }

  /// Makes a call.
  ///
  /// - Parameters:
  ///   - call: what is asked.
  ///   - sayWaiting: says once that the answer takes its time.
  /// - Returns: the answer.
  /// - Throws: the error of the command line that says what became of it.
  mutating func ask(_ call: ControlCall, sayWaiting: () -> Void = {}) throws(CommandError) -> ControlAnswer {
    do throws(ControlClientError) {
      return try client.ask(call, sayWaiting: sayWaiting)
    } catch {
      throw Self.failure(error, of: call, server)
    }
  }

  private static func failure(
    _ error: ControlClientError, of call: ControlCall, _ server: ServerAddress
  ) -> CommandError {
    switch error {
    case .unreachable(let reason):
      if case .act = call {
        return .unreachable(
          "\(server) was sent the act and did not answer: \(reason); whether it was done is not known here: "
            + "'route-console audit' says so")
      }
      return .unreachable(
        "\(server) does not answer: \(reason); is route-console running there, and is --server right?")
    case .unreadable(let reason):
      return .failed("\(server) answered, but not as a route-console does: \(reason)")
    case .refused(let status, let failure):
      let hint = failure.hint.map { "; \($0)" } ?? ""
      let message = "\(server) says no: \(failure.message)\(hint)"
      switch status {
      case 401, 403: return .notAllowed(message)
      case 409: return .conflict(message)
      case 422: return .refused(message)
      default: return .failed(message)
      }
    }
  }
}
