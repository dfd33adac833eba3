/// A value that has a JSON form.
public protocol JSONWritable {
  /// Writes exactly one value.
  func write(to writer: inout JSONWriter)
}

extension String: JSONWritable {
  /// Writes a string.
  public func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: JSONWritable {
  /// Writes `true` or `false`.
  public func write(to writer: inout JSONWriter) { writer.raw(self ? "true" : "false") }
}

extension Int: JSONWritable {
  /// Writes a number.
  public func write(to writer: inout JSONWriter) { writer.raw(description) }
}

extension Int64: JSONWritable {
  /// Writes a number.
  public func write(to writer: inout JSONWriter) { writer.raw(description) }
}

extension UInt64: JSONWritable {
  /// Writes a number; readers that hold numbers as doubles lose digits beyond 2⁵³.
  public func write(to writer: inout JSONWriter) { writer.raw(description) }
}

extension Double: JSONWritable {
  /// Writes the shortest number that reads back as the same double, or `null` if it is not finite.
  public func write(to writer: inout JSONWriter) { writer.raw(isFinite ? description : "null") }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
  /// Writes the value, or `null`.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .some(let value): value.write(to: &writer)
    case .none: writer.null()
    }
  }
}

extension Array: JSONWritable where Element: JSONWritable {
  /// Writes a list.
  public func write(to writer: inout JSONWriter) {
    writer.array { writer in
      for element in self { element.write(to: &writer) }
    }
  }
}

extension Node: JSONWritable {
  /// Writes the node and everything in it; numbers that are not finite become `null`.
  public func write(to writer: inout JSONWriter) {
    switch value {
    case .null: writer.null()
    case .bool(let bool): bool.write(to: &writer)
    case .integer(let integer): integer.write(to: &writer)
    case .number(let number): number.write(to: &writer)
    case .string(let string): writer.string(string)
    case .array(let nodes): nodes.write(to: &writer)
    case .object(let members):
      writer.object { writer in
        for member in members { writer.field(member.key, member.value) }
      }
    }
  }
}
