internal import Transport

/// A line of JSON that says whether it is whole: its last field is a checksum of all before it.
///
/// Any reader of JSON lines reads it; one that knows the seal notices every torn or altered line.
enum SealedLine {
  /// The longest line, in bytes, seal and line feed included.
  static let longest = 1 << 20

  private static let head = Array(#","crc":""#.utf8)
  private static let tail = Array("\"}\n".utf8)
  private static let digits = 8
  private static let sealLength = head.count + digits + tail.count

  /// The line for an object that has at least one field.
  static func seal(_ object: [UInt8]) -> [UInt8] {
    precondition(
      object.count > 2 && object.last == UInt8(ascii: "}"), "Only an object with a field is sealed.")
    return object.dropLast() + head + hexadecimal(CRC32.checksum(object.span)) + tail
  }

  /// The object of a line without its line feed; nil where it is not what was sealed.
  static func open(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    let seal = sealLength - 1
    guard line.count > seal + 1, line.count < longest else { return nil }
    let object = Array(line.dropLast(seal)) + [UInt8(ascii: "}")]
    let expected = head + hexadecimal(CRC32.checksum(object.span)) + tail.dropLast()
    return line.suffix(seal).elementsEqual(expected) ? object : nil
  }

  private static func hexadecimal(_ value: UInt32) -> [UInt8] {
    (0..<digits).map { place in
      let digit = UInt8(truncatingIfNeeded: value >> UInt32(4 * (digits - 1 - place)) & 0xF)
      return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
  }
}

/// What a file of sealed lines holds.
struct SealedLines {
  /// The objects of whole lines, in order.
  var objects: [[UInt8]] = []
  /// The bytes of a last line that was cut off; 0 where none was.
  var tornBytes = 0
  /// The bytes before the line that was cut off; all where none was.
  var wholeBytes = 0
  /// Whether the file ends within a line, so that nothing may be appended to it as it is.
  var endsOpen = false
  /// Lines that are not what was sealed, the torn one not counted.
  var damaged = 0

  /// Reads what a process wrote, however it ended.
  init(_ bytes: [UInt8]) {
    wholeBytes = bytes.count
    endsOpen = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
      let line = bytes[start..<(end ?? bytes.count)]
      let began = start
      start = (end ?? bytes.count) + 1
      if line.isEmpty { continue }
      if let object = SealedLine.open(line) {
        objects.append(object)
      } else if start >= bytes.count {
        tornBytes = line.count
        wholeBytes = began
      } else {
        damaged += 1
      }
    }
  }
}
