/// A fixed stream of pseudo-random numbers (SplitMix64), the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A whole number from 0 to just below a bound.
  mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }

  /// A whole number of a range.
  mutating func among(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// Whether something of so many percent happens.
  mutating func percent(_ share: Int) -> Bool { below(100) < share }
}
