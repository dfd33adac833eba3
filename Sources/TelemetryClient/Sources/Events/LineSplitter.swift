/// Cuts a stream of bytes into lines; the last line waits for its end.
struct LineSplitter: Sendable, Hashable {
  /// Longest line in bytes; a longer one is passed over.
  static let maxLineBytes = 1 << 20

  private var rest: [UInt8] = []
  private var isPassingOver = false
  /// Lines that were too long.
  private(set) var tooLong = 0

  /// The lines that are complete, without their ends; empty ones are left out.
  mutating func take(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let piece = bytes[start..<end]
      start = end + 1
      if isPassingOver || rest.count + piece.count > Self.maxLineBytes {
        tooLong += 1
        isPassingOver = false
      } else if rest.isEmpty {
        if !piece.isEmpty { lines.append(piece) }
      } else {
        lines.append((rest + piece)[...])
      }
      rest.removeAll(keepingCapacity: true)
    }
    if isPassingOver { return lines }
    rest += bytes[start...]
    if rest.count > Self.maxLineBytes {
      isPassingOver = true
      rest.removeAll()
    }
    return lines
  }

  /// Forgets the line that has not ended.
  mutating func dropRest() {
    rest.removeAll()
    isPassingOver = false
  }
}
