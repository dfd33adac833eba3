/// A header field of a request to somewhere else.
///
/// Its value may be a credential, so it prints its name only.
public struct HeaderField: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The name, in the case in which it is sent.
  public var name: String
  /// The value.
  public var value: String

  /// Creates a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The name without the value.
  public var description: String { name + ": <hidden>" }

  /// A mirror that shows the name only.
  public var customMirror: Mirror { Mirror(self, children: ["name": name]) }

  /// Whether the name is a token and the value cannot end its line.
  public var isValid: Bool {
    !name.isEmpty && name.utf8.allSatisfy(ByteClass.isToken) && value.utf8.allSatisfy(ByteClass.isFieldValue)
  }

  /// Whether it has a name, whatever the case of its letters.
  ///
  /// - Parameter name: in lower case.
  /// - Returns: false where it has another name.
  func hasName(_ name: String) -> Bool {
    self.name.utf8.count == name.utf8.count
      && zip(self.name.utf8, name.utf8).allSatisfy { ByteClass.lowercased($0) == $1 }
  }
}
