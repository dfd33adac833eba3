/// Counter-based randomness: a draw depends on its seed, its counter and its purpose, and on no other draw.
enum Chance {
  /// What a draw is for; two purposes never share a number.
  enum Purpose: UInt64 {
    case split = 1
    case experiment
    case shed
    case openTime
    case diffusionPhase
    case detour
  }

  /// 64 random bits (SplitMix64's finaliser, Steele, Lea and Flood 2014).
  @inline(__always)
  static func bits(_ seed: UInt64, _ counter: UInt64, _ purpose: Purpose) -> UInt64 {
    var z = seed &+ counter &* 0x9E37_79B9_7F4A_7C15 &+ purpose.rawValue &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number from 0 to just below a million.
  @inline(__always)
  static func millionths(_ seed: UInt64, _ counter: UInt64, _ purpose: Purpose) -> Int {
    Int(((bits(seed, counter, purpose) >> 32) &* 1_000_000) >> 32)
  }
}
