/// Counter-based randomness: every draw is a function of a key, a purpose and a number.
///
/// No draw depends on how many were made before it, so that one request's fate never depends on another's.
enum Chance {
  /// What a draw is for.
  enum Purpose: UInt64 {
    case arrivalGap = 1
    case promptTokens
    case outputTokens
    case session
    case ttft
    case tpot
    case baseError
    case baseErrorPlace
    case duplicate
    case late
    case jitter
    /// The fault's own number is added, so that faults strike independently.
    case fault = 1_024
  }

  /// Mixes two words into one (the finaliser of SplitMix64 over a Weyl step).
  static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var z = a &+ (b &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number strictly between 0 and 1.
  static func uniform(_ key: UInt64, _ purpose: Purpose, _ number: UInt64 = 0) -> Double {
    unit(mix(mix(key, purpose.rawValue), number))
  }

  /// A number strictly between 0 and 1, for one fault.
  static func uniform(_ key: UInt64, fault: Int, _ number: UInt64) -> Double {
    unit(mix(mix(key, Purpose.fault.rawValue &+ UInt64(fault)), number))
  }

  /// A draw from the exponential distribution with mean 1.
  static func exponential(_ key: UInt64, _ purpose: Purpose, _ number: UInt64 = 0) -> Double {
    -Elementary.logarithm(uniform(key, purpose, number))
  }

  /// A factor from the lognormal distribution with median 1.
  static func lognormal(sigma: Double, _ key: UInt64, _ purpose: Purpose, _ number: UInt64 = 0) -> Double {
    guard sigma != 0 else { return 1 }
    return Elementary.exponential(sigma * Elementary.normalQuantile(uniform(key, purpose, number)))
  }

  private static func unit(_ bits: UInt64) -> Double {
    (Double(bits >> 11) + 0.5) * 0x1p-53
  }
}
