/// Short ways to a value, for documents that a program wrote: nil when it is absent or of another type.
///
/// For files that a person wrote use `ObjectReader`, which says what is wrong.
extension Node {
  /// Whether this is `null`.
  public var isNull: Bool { if case .null = value { true } else { false } }

  /// The truth value, if it is one.
  public var bool: Bool? { if case .bool(let bool) = value { bool } else { nil } }

  /// The text, if it is text.
  public var string: String? { if case .string(let string) = value { string } else { nil } }

  /// The list, if it is one.
  public var array: [Node]? { if case .array(let nodes) = value { nodes } else { nil } }

  /// The members of the object, if it is one.
  public var members: [Member]? { if case .object(let members) = value { members } else { nil } }

  /// The number as a double, whichever way it was written.
  public var number: Double? {
    switch value {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  /// The number as an integer; `4e6` and `3.0` count, `3.5` and whatever a double cannot hold exactly do not.
  public var integer: Int64? {
    switch value {
    case .integer(let integer): integer
    case .number(let number): exactInteger(number)
    default: nil
    }
  }

  /// The value of a key, if this is an object that has it.
  ///
  /// Looks through the members one by one: meant for small objects.
  public subscript(key: String) -> Node? {
    members?.first { $0.key == key }?.value
  }

  /// What a message calls this type of value.
  var typeName: String {
    switch value {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A whole number up to 2⁵³ as an integer; beyond it not every whole number is a double of its own.
///
/// Not `Int64(exactly:)`: that rounds with a function of libm, which nothing here links.
func exactInteger(_ number: Double) -> Int64? {
  guard abs(number) <= 9_007_199_254_740_992 else { return nil }
  let integer = Int64(number)
  return Double(integer) == number ? integer : nil
}
