/// Text that must never be seen: a key, a token, a password.
///
/// It prints as a placeholder in every way that Swift prints values, and compares in constant time. The text
/// leaves it only through ``reveal()``, which is easy to search for.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  /// Takes the text.
  public init(_ text: String) {
    self.text = text
  }

  /// The text itself, to be put into a request and nowhere else.
  ///
  /// - Returns: the text as it was given.
  public func reveal() -> String {
    text
  }

  /// Whether the secret has no text.
  public var isEmpty: Bool { text.isEmpty }

  /// A placeholder.
  public var description: String { "<secret>" }

  /// A placeholder.
  public var debugDescription: String { "<secret>" }

  /// A mirror without children, so that `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Whether two secrets are equal, in a time that depends on nothing but their lengths.
  public static func == (left: Secret, right: Secret) -> Bool {
    constantTimeEqual(Array(left.text.utf8), Array(right.text.utf8))
  }
}

/// A key of AWS, lasting or temporary.
public struct AWSKey: Hashable, Sendable {
  /// The public half.
  public var accessKeyID: String
  /// The secret half.
  public var secretAccessKey: Secret
  /// What comes with a temporary key.
  public var sessionToken: Secret?

  /// Creates a key.
  public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}
