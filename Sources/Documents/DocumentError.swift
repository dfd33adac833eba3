/// Why a document cannot be read, and where.
///
/// Messages never repeat the text of a string or a bare word from the document: it may be a secret.
public struct DocumentError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What sort of trouble it is, for callers that answer them differently.
  public enum Kind: Sendable, Hashable {
    /// Not well formed in the dialect that was asked for.
    case syntax
    /// Not UTF-8 text.
    case encoding
    /// An object has one key twice.
    case duplicateKey
    /// A number that no double can hold.
    case numberRange
    /// Lists and objects stand inside each other deeper than the `Document.Limits` allow.
    case depth
    /// Well formed so far, but larger than one of the `Document.Limits`.
    case limit
  }

  /// What sort of trouble it is.
  public let kind: Kind

  /// Where it was noticed.
  public let position: Position

  /// What is wrong, and what to do about it.
  public let message: String

  /// `LINE:COLUMN: message`.
  public var description: String { "\(position): \(message)" }

  init(_ kind: Kind, at position: Position, _ message: String) {
    self.kind = kind
    self.position = position
    self.message = message
  }
}
