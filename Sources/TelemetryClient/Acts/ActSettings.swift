/// How acts are carried out by the system that routes.
public struct ActSettings: Sendable, Hashable {
  /// The way.
  public enum Target: Sendable, Hashable {
    /// JSON to an address, signed with the key in a file.
    case webhook(url: String, keyFile: String?)
    /// A program with its arguments; the act is its standard input.
    case command([String])
    /// A routing table that is replaced whole; where a second file is named, the other side confirms there.
    case file(path: String, confirmFile: String?)
  }

  /// Seconds in which the other side has to confirm, unless the configuration says otherwise.
  public static let defaultTimeoutSeconds = 30

  /// The way.
  public var target: Target
  /// Seconds in which the other side has to confirm.
  public var timeoutSeconds: Int

  /// Describes a way.
  public init(target: Target, timeoutSeconds: Int = defaultTimeoutSeconds) {
    self.target = target
    self.timeoutSeconds = timeoutSeconds
  }

  /// What carries acts out, for messages.
  public var subject: String {
    switch target {
    case .webhook(let url, _): "the webhook at " + URLText.host(of: url)
    case .command(let words): "the command " + (words.first ?? "")
    case .file(let path, _): "the routing table " + path
    }
  }
}
