/// Draws that depend on a seed alone (SplitMix64), and the ways in which they spoil an input.
public struct TrialDice: Sendable {
  private var state: UInt64

  /// Longest input in bytes, so that a trial stays short.
  static let longestInput = 16 * 1024
  /// Most changes to one input.
  static let mostChanges = 6

  /// The seed is mixed first: neighbouring seeds would otherwise draw the same numbers one step apart.
  public init(seed: UInt64) { state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  private static func mix(_ bits: UInt64) -> UInt64 {
    var z = bits
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number from 0 to just below a bound; 0 for a bound of 0.
  mutating func below(_ bound: Int) -> Int { bound < 1 ? 0 : Int(next() % UInt64(bound)) }

  /// True so often, from 0 to 1.
  mutating func chance(_ share: Double) -> Bool { Double(next() >> 11) * 0x1p-53 < share }

  /// One of several.
  mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }

  /// A piece of a list of bytes.
  private mutating func piece(_ bytes: [UInt8]) -> Range<Int> {
    let start = below(bytes.count + 1)
    return start..<start + min(bytes.count - start, below(bytes.count - start + 1))
  }

  /// The bytes with a few changes: bits, bytes, words, pieces left out, doubled or taken from another input.
  mutating func mutate(_ bytes: [UInt8], with other: [UInt8], words: [String]) -> [UInt8] {
    var result = bytes
    for _ in 0...below(Self.mostChanges) {
      let place = below(result.count + 1)
      switch below(9) {
      case 0 where place < result.count: result[place] ^= 1 << UInt8(below(8))
      case 1 where place < result.count: result[place] = UInt8(truncatingIfNeeded: next())
      case 2: result.removeSubrange(piece(result))
      case 3: result.insert(contentsOf: result[piece(result)], at: place)
      case 4: result.insert(contentsOf: other[piece(other)], at: place)
      case 5 where !words.isEmpty: result.insert(contentsOf: pick(words).utf8, at: place)
      case 6 where !words.isEmpty: result.replaceSubrange(piece(result), with: pick(words).utf8)
      case 7: result.insert(contentsOf: Self.nasty[below(Self.nasty.count)], at: place)
      default: result.removeLast(below(min(result.count, 40) + 1))
      }
      if result.count > Self.longestInput { result.removeLast(result.count - Self.longestInput) }
    }
    return result
  }

  /// The bytes cut into pieces, in order.
  mutating func cut(_ bytes: [UInt8]) -> [[UInt8]] {
    let longest = pick([1, 3, 40, 1_000])
    var pieces: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + 1 + below(longest))
      pieces.append(Array(bytes[start..<end]))
      start = end
    }
    return pieces
  }

  /// Bytes on which parsers stumble: broken and long UTF-8, ends of lines, ends of numbers.
  private static let nasty: [[UInt8]] = [
    [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0x0D],
    [0x0A],
    [0x0D, 0x0A], [0x0D, 0x0A, 0x0D, 0x0A], [0x5C], [0x22], Array("\\ud800".utf8), Array("\\u0000".utf8),
    Array("1e999".utf8), Array("-0".utf8), Array("9223372036854775808".utf8),
    Array("-9223372036854775809".utf8), Array("4294967296".utf8), Array("1e-400".utf8),
    Array("18446744073709551616".utf8), Array(repeating: UInt8(ascii: "["), count: 300),
    Array(repeating: UInt8(ascii: "9"), count: 400),
  ]
}
