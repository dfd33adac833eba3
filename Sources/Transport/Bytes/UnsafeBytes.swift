// The only place where this module touches the memory behind a span or a literal. Every function checks its
// own bounds, so that callers stay safe.
internal import Glibc

extension [UInt8] {
  /// Appends the bytes of a span in one copy.
  public mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends the bytes `range` of a span in one copy.
  mutating func append(copying bytes: Span<UInt8>, in range: Range<Int>) {
    append(copying: bytes.extracting(range))
  }

  /// Appends the UTF-8 bytes of a literal in one copy.
  public mutating func append(literal text: StaticString) {
    unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Whether the bytes `range` are exactly those of a literal.
  ///
  /// A range outside the bytes is a programmer's mistake and traps.
  public func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else {
      return false
    }
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "The range lies outside the bytes.")
    return unsafe withUnsafeBufferPointer { bytes in
      for offset in 0..<range.count
      where unsafe bytes[range.lowerBound + offset] != text.utf8Start[offset] {
        return false
      }
      return true
    }
  }

  /// The index of the first byte at or after `start` at which the plain text of a JSON string ends: a quotation mark,
  /// a backslash, or a control character; the number of bytes where there is none.
  public func endOfJSONText(from start: Int) -> Int {
    precondition(start >= 0 && start <= count, "The search starts outside the bytes.")
    return unsafe withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        let byte = unsafe bytes[index]
        if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
        index += 1
      }
      return index
    }
  }

  /// Whether the bytes `range` are those of a lower-case literal, letters compared without regard to case.
  func matches(_ range: Range<Int>, ignoringCase text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else {
      return false
    }
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "The range lies outside the bytes.")
    return unsafe withUnsafeBufferPointer { bytes in
      for offset in 0..<range.count
      where unsafe ByteClass.lowercased(bytes[range.lowerBound + offset]) != text.utf8Start[offset] {
        return false
      }
      return true
    }
  }
}

extension Span<UInt8> {
  /// The index of the first `byte` at or after `start`, or `nil`.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    precondition(start >= 0 && start <= count, "The search starts outside the bytes.")
    guard start < count else {
      return nil
    }
    return unsafe withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else {
        return nil
      }
      guard let found = unsafe memchr(base + start, Int32(byte), bytes.count - start) else {
        return nil
      }
      return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// The index of the first LF or CR at or after `start`; the number of bytes where there is none.
  func endOfLine(from start: Int) -> Int {
    precondition(start >= 0 && start <= count, "The search starts outside the bytes.")
    return unsafe withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count {
        let byte = unsafe bytes[index]
        if byte == ByteClass.lineFeed || byte == ByteClass.carriageReturn { break }
        index += 1
      }
      return index
    }
  }
}
