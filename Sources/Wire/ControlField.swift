/// Header fields by which a caller of the control API says who they are, where no token does.
public enum ControlField {
  /// The name that a caller logged in with.
  public static let caller: StaticString = "x-route-console-caller"
  /// The machine that a caller sits at.
  public static let host: StaticString = "x-route-console-host"
  /// The terminal that a caller types at.
  public static let tty: StaticString = "x-route-console-tty"
}
