/// Draws that depend on a seed alone: SplitMix64.
struct Dice {
  private var state: UInt64

  /// The seed is mixed first: neighbouring seeds would otherwise draw the same numbers one step apart.
  init(seed: UInt64) { state = Self.mix(seed) }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  private static func mix(_ bits: UInt64) -> UInt64 {
    var z = bits
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number of a range; the bias of the remainder is below one in a billion for ranges used here.
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// A number of a range.
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) * 0x1p-53
  }

  /// True so often, from 0 to 1.
  mutating func chance(_ share: Double) -> Bool { number(0...1) < share }

  /// One of several.
  mutating func pick<Element>(_ items: [Element]) -> Element {
    precondition(!items.isEmpty, "There is something to pick from.")
    return items[int(0...items.count - 1)]
  }
}
