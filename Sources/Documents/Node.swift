/// A place in a document, as an editor shows it: line and column, both from 1.
///
/// A column counts Unicode scalars, not bytes. Lines end at LF, CR LF or CR. A byte order mark has no column.
public struct Position: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let line32: UInt32
  private let column32: UInt32

  /// The line, from 1.
  public var line: Int { Int(line32) }

  /// The column in Unicode scalars, from 1.
  public var column: Int { Int(column32) }

  /// A place; numbers beyond 32 bits are clamped.
  public init(line: Int, column: Int) {
    line32 = UInt32(clamping: line)
    column32 = UInt32(clamping: column)
  }

  /// Where every document begins.
  public static let start = Position(line: 1, column: 1)

  /// Reading order: by line, then by column.
  public static func < (left: Position, right: Position) -> Bool {
    (left.line32, left.column32) < (right.line32, right.column32)
  }

  /// `LINE:COLUMN`.
  public var description: String { "\(line32):\(column32)" }
}

/// One value of a document, and where it stands.
///
/// Two nodes are equal when their values *and* places are equal.
public struct Node: Sendable, Equatable {
  /// What stands there.
  public enum Value: Sendable, Equatable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, rounded to the nearest double; not finite only in JSON5 (`NaN`, `Infinity`).
    ///
    /// Whole numbers beyond `Int64` land here too and lose digits after the sixteenth or so; `-0` lands here
    /// so that it keeps its sign.
    case number(Double)
    /// Text, escapes resolved.
    case string(String)
    /// A list, in the order written.
    case array([Node])
    /// Keys and values, in the order written, each key once.
    case object([Member])
  }

  /// What stands there.
  public var value: Value

  /// Where its first character stands.
  public var position: Position

  /// A node; for one that no document holds the place may be left out.
  public init(_ value: Value, at position: Position = .start) {
    self.value = value
    self.position = position
  }
}

/// One key of an object with its value.
public struct Member: Sendable, Equatable {
  /// The key, escapes resolved.
  public var key: String

  /// Where the key begins, its quote included.
  public var keyPosition: Position

  /// What the key stands for.
  public var value: Node

  /// A member; for one that no document holds the place may be left out.
  public init(key: String, keyPosition: Position = .start, value: Node) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}
