/// What a control API says of itself, and who may do what there.
public struct ControlSetup: Sendable {
  /// Whose engine it is: `demo`, `serve`, `watch`.
  public var mode: String
  /// What the place is called: `prod`; nil for none.
  public var environment: String?
  /// The name of the process, as snapshots give it.
  public var engine: String
  /// Names this run of the process; letters and digits.
  public var run: String
  /// The version of the program.
  public var version: String
  /// Who may do what.
  public var access: ControlAccess

  /// Describes an API.
  public init(
    mode: String, environment: String? = nil, engine: String, run: String, version: String,
    access: ControlAccess
  ) {
    self.mode = mode
    self.environment = environment
    self.engine = engine
    self.run = run
    self.version = version
    self.access = access
  }
}
