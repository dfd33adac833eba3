/// Header fields as the bytes that go out, each line ended.
///
/// Names are literals of the program; values may come from elsewhere, so a value that could end the line is
/// refused and the field is left out.
public struct HeaderBlock: Hashable, Sendable {
  /// The lines, each ended by CRLF.
  public private(set) var bytes: [UInt8] = []

  /// Creates an empty block with room for the usual fields.
  public init() { bytes.reserveCapacity(224) }

  /// Adds a field whose value is text.
  ///
  /// - Returns: false where the value has a control character; nothing is added then.
  @discardableResult
  public mutating func add(_ name: StaticString, _ value: String) -> Bool {
    guard value.utf8.allSatisfy(ByteClass.isFieldValue) else {
      return false
    }
    bytes.append(literal: name)
    bytes.append(literal: ": ")
    bytes.append(contentsOf: value.utf8)
    bytes.append(literal: "\r\n")
    return true
  }

  /// Adds a field whose value is bytes.
  ///
  /// - Returns: false where the value has a control character; nothing is added then.
  @discardableResult
  public mutating func add(_ name: StaticString, _ value: [UInt8]) -> Bool {
    guard value.allSatisfy(ByteClass.isFieldValue) else {
      return false
    }
    bytes.append(literal: name)
    bytes.append(literal: ": ")
    bytes.append(contentsOf: value)
    bytes.append(literal: "\r\n")
    return true
  }

  /// Adds a field whose value is a number.
  public mutating func add(_ name: StaticString, _ value: Int) {
    bytes.append(literal: name)
    bytes.append(literal: ": ")
    bytes.append(decimal: value)
    bytes.append(literal: "\r\n")
  }

  /// Adds a field whose name is not a literal.
  ///
  /// - Returns: false where the name is no token or the value has a control character; nothing is added then.
  @discardableResult
  public mutating func add(_ field: HeaderField) -> Bool {
    guard field.isValid else {
      return false
    }
    bytes.append(contentsOf: field.name.utf8)
    bytes.append(literal: ": ")
    bytes.append(contentsOf: field.value.utf8)
    bytes.append(literal: "\r\n")
    return true
  }
}
