/// Chance from a seed: a draw depends on the seed, the request and the fault, and on no other draw.
struct StubChance: Sendable, Hashable {
  /// What every draw depends on.
  let seed: UInt64

  /// A number from 0 to just below 1 (SplitMix64's finaliser, Steele, Lea and Flood 2014).
  func unit(request: UInt64, fault: UInt64) -> Double {
    var z = seed &+ request &* 0x9E37_79B9_7F4A_7C15 &+ fault &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
