/// What a caller of the control API may do.
public enum ControlRole: String, Sendable, Hashable, Comparable {
  /// See.
  case viewer
  /// See and act.
  case `operator`

  /// A viewer may do less.
  public static func < (a: ControlRole, b: ControlRole) -> Bool { a == .viewer && b == .operator }
}

/// Who wants an act, as the audit log names them.
public struct ActAuthor: Sendable, Hashable {
  /// The name of the token, or of the login.
  public var name: String
  /// What they may do.
  public var role: ControlRole
  /// The machine they sit at; nil where it is not known.
  public var host: String?
  /// The terminal they type at; nil where there is none.
  public var tty: String?
  /// The address the act came from; nil for this process.
  public var remote: String?

  /// Describes an author.
  public init(
    name: String, role: ControlRole, host: String? = nil, tty: String? = nil, remote: String? = nil
  ) {
    self.name = name
    self.role = role
    self.host = host
    self.tty = tty
    self.remote = remote
  }
}
