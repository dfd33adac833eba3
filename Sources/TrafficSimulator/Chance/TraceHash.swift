/// A running 64-bit hash over everything that happens, in order.
///
/// Not a cryptographic one: it tells runs that differ by accident, not by intent.
struct TraceHash: Sendable, Hashable {
  private var state: UInt64 = 0x6A09_E667_F3BC_C908

  /// Adds a word.
  mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0x0000_0100_0000_01B3
    state ^= state >> 29
  }

  /// Adds a signed number.
  mutating func add(signed number: Int64) { add(UInt64(bitPattern: number)) }

  /// Adds a text byte by byte.
  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(0xFF))
  }

  /// The hash so far, as 16 hexadecimal digits.
  var text: String {
    let digits = String(Chance.mix(state, 0), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
