/// Why a source could not be read.
public struct SourceProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// What can be done about it.
  public enum Kind: Sendable, Hashable {
    /// It may go away by itself: asked again after a pause.
    case passing
    /// The credential was not accepted: a new one is tried.
    case unauthorised
    /// Somebody has to change something; asked again seldom.
    case lasting
  }

  /// What can be done about it.
  public var kind: Kind
  /// What was tried, on what, what came back, and what to do; without secrets.
  public var description: String
  /// How many seconds the other side asks us to wait; `nil` where it did not say.
  public var retryAfterSeconds: Int64?

  /// Describes a problem.
  public init(_ kind: Kind, _ description: String, retryAfterSeconds: Int64? = nil) {
    self.kind = kind
    self.description = description
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// Text from elsewhere, fit to stand in a message: one line, printable, at most 200 characters.
  static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars.lazy.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) }
    let short = String(scalars.prefix(200))
    return short.count < text.unicodeScalars.count ? short + "…" : short
  }
}
