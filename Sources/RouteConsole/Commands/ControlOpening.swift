internal import Gateway
internal import Transport

/// Where a control API listens, and who may do what there, as a configuration says it.
struct ControlOpening {
  /// Where it listens.
  let address: ListenAddress
  private let access: ControlAccess
  private let mode: String
  private let environment: String?

  /// Reads the tokens that a configuration names.
  ///
  /// - Throws: where the address is none, a token file cannot be used, or others could act without a token.
  init(_ configuration: Configuration, mode: String) throws(CommandError) {
    guard let address = ListenAddress(configuration.control.listen) else {
      throw .failed("cannot listen on \(configuration.control.listen): give an IP address and a port.")
    }
    do {
      access = ControlAccess(
        viewers: try configuration.control.viewerTokenFile.map { path throws(GatewaySetupError) in
          try TokenTable(file: path)
        },
        operators: try configuration.control.operatorTokenFile.map { path throws(GatewaySetupError) in
          try TokenTable(file: path)
        })
    } catch {
      throw .failed(error.description)
    }
    if let objection = access.objection(to: address) { throw .invalid(["route-console: " + objection]) }
    self.address = address
    self.mode = mode
    environment = configuration.control.environment
  }

  /// Why a server by this configuration would refuse to listen for want of tokens, without reading any; nil where it
  /// would not.
  static func objection(to configuration: Configuration) -> String? {
    let control = configuration.control
    guard control.viewerTokenFile == nil, control.operatorTokenFile == nil,
      let address = ListenAddress(control.listen)
    else { return nil }
    return ControlAccess.thisMachine.objection(to: address)
  }

  /// A token file that serve and watch could not begin with on this machine.
  struct UnreadableFile {
    /// The key that names it, and why.
    var sentence: String
    /// Whether it is there: one that is not may be on another machine.
    var isThere: Bool
  }

  /// The token files that serve and watch could not begin with on this machine.
  static func unreadable(_ configuration: Configuration) -> [UnreadableFile] {
    let named = [
      ("control.viewer_token_file", configuration.control.viewerTokenFile),
      ("control.operator_token_file", configuration.control.operatorTokenFile),
      ("gateway.tokens_file", configuration.gateway.tokensFile),
    ]
    return named.compactMap { (key, path) -> UnreadableFile? in
      guard let path else { return nil }
      do throws(GatewaySetupError) {
        _ = try TokenTable(file: path)
        return nil
      } catch {
        return UnreadableFile(
          sentence: "\(key): \(error.description) On this machine no server would begin with it.",
          isThere: FileIdentity.of(path: path) != nil)
      }
    }
  }

  /// Who may do what, the console of this process included.
  func access(consoleRole: ControlRole) -> ControlAccess {
    var access = access
    access.consoleRole = consoleRole
    return access
  }

  /// What the API says of itself; `wall` is nanoseconds since 1970.
  func setup(at wall: Int64, consoleRole: ControlRole = .operator) -> ControlSetup {
    ControlSetup(
      mode: mode, environment: environment, engine: Login.host ?? mode,
      run: String(wall / 1_000_000, radix: 36),
      version: ProgramVersion.text, access: access(consoleRole: consoleRole))
  }
}
