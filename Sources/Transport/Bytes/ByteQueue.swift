/// Bytes waiting to be read or sent: appended at the back, consumed at the front.
///
/// Consuming moves an offset and never shifts the backlog byte by byte; the storage is compacted only when
/// more than half of it has been consumed, so that draining stays linear.
public struct ByteQueue: Hashable, Sendable {
  /// The storage; the bytes before ``start`` have been consumed.
  public private(set) var storage: [UInt8] = []
  /// The index in ``storage`` of the first byte that still waits.
  public private(set) var start = 0

  /// Capacity in bytes above which an emptied queue gives its storage back.
  static let retainedCapacityBytes = 4 * 1024

  /// Consumed bytes below which the rest is not moved.
  static let compactionBytes = 16 * 1024

  /// Creates an empty queue.
  public init() {}

  /// The number of bytes that wait.
  public var count: Int { storage.count - start }

  /// Whether no byte waits.
  public var isEmpty: Bool { storage.count == start }

  /// The bytes that wait, as an array of their own.
  public var bytes: [UInt8] { Array(storage[start...]) }

  /// Appends one byte.
  public mutating func append(_ byte: UInt8) {
    storage.append(byte)
  }

  /// Appends a run of bytes.
  public mutating func append(_ bytes: Span<UInt8>) {
    storage.append(copying: bytes)
  }

  /// Appends the bytes of an array.
  public mutating func append(_ bytes: [UInt8]) {
    storage.append(contentsOf: bytes)
  }

  /// Appends the bytes of a literal.
  public mutating func append(_ text: StaticString) {
    storage.append(literal: text)
  }

  /// Appends a number in decimal.
  public mutating func append(decimal value: Int) {
    storage.append(decimal: value)
  }

  /// Appends a number in lower-case hexadecimal.
  public mutating func append(hexadecimal value: Int) {
    storage.append(hexadecimal: value)
  }

  /// Forgets the first `count` bytes.
  ///
  /// - Parameter count: at most the number of bytes that wait; more is a programmer's mistake and traps.
  public mutating func consume(_ count: Int) {
    precondition(count >= 0 && count <= self.count, "More bytes are consumed than the queue holds.")
    start += count
    if start == storage.count {
      removeAll()
    } else if start > storage.count / 2, start > Self.compactionBytes {
      storage.removeSubrange(0..<start)
      start = 0
    }
  }

  /// Forgets every byte.
  public mutating func removeAll() {
    storage.removeAll(keepingCapacity: storage.capacity <= Self.retainedCapacityBytes)
    start = 0
  }
}

extension [UInt8] {
  /// Appends a number in decimal digits; a negative one is a programmer's mistake and traps.
  public mutating func append(decimal value: Int) {
    precondition(value >= 0, "Only numbers that are not negative are written in decimal.")
    if value >= 10 {
      append(decimal: value / 10)
    }
    append(UInt8(0x30 + value % 10))
  }

  /// Appends a number in lower-case hexadecimal digits.
  mutating func append(hexadecimal value: Int) {
    precondition(value >= 0, "Only numbers that are not negative are written in hexadecimal.")
    if value >= 16 {
      append(hexadecimal: value / 16)
    }
    let digit = UInt8(value % 16)
    append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
  }
}
