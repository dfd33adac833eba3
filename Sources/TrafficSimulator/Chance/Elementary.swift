/// Logarithm, exponential and normal quantile from IEEE + − × ÷ √ alone.
///
/// The C library's versions differ between machines in their last bit, and a run must not.
enum Elementary {
  /// The natural logarithm of a positive, finite, normal number.
  ///
  /// With m in [√½, √2) and s = (m − 1)/(m + 1): ln m = 2·(s + s³/3 + … + s¹⁹/19). The first term left out is
  /// below 10⁻¹⁷; the relative error is below 4·10⁻¹⁶ away from 1, and the absolute error below 10⁻¹⁶ near it.
  static func logarithm(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite && x.isNormal, "A logarithm needs a positive, finite, normal number.")
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m *= 0.5
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let q = s * s
    var sum = 1.0 / 19
    sum = sum * q + 1.0 / 17
    sum = sum * q + 1.0 / 15
    sum = sum * q + 1.0 / 13
    sum = sum * q + 1.0 / 11
    sum = sum * q + 1.0 / 9
    sum = sum * q + 1.0 / 7
    sum = sum * q + 1.0 / 5
    sum = sum * q + 1.0 / 3
    sum = sum * q + 1
    return exponent * 0.693_147_180_559_945_3 + 2 * s * sum
  }

  /// e to the power of a number; beyond ±700 the power of ±700.
  ///
  /// x = k·ln 2 + r with |r| ≤ ½ ln 2, then the Taylor sum to r¹³; the relative error is below 5·10⁻¹⁶.
  static func exponential(_ x: Double) -> Double {
    let x = max(-700, min(700, x))
    let k = (x * 1.442_695_040_888_963_4).rounded()
    let r = (x - k * 0.693_147_180_369_123_8) - k * 1.908_214_929_270_587_7e-10
    var sum = 1.0 / 13
    var divisor = 12.0
    while divisor >= 1 {
      sum = (1 + r * sum) / divisor
      divisor -= 1
    }
    sum = 1 + r * sum
    return sum * Double(sign: .plus, exponent: Int(k), significand: 1)
  }

  /// The number below which a share `p` of the standard normal distribution lies, for 0 < p < 1.
  ///
  /// Acklam's rational approximation; the relative error is below 1.15·10⁻⁹.
  static func normalQuantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "A quantile needs a share strictly between 0 and 1.")
    if p < 0.024_25 {
      return tail((-2 * logarithm(p)).squareRoot())
    }
    if p > 1 - 0.024_25 {
      return -tail((-2 * logarithm(1 - p)).squareRoot())
    }
    let q = p - 0.5
    let r = q * q
    var top = -3.969_683_028_665_376e+01
    top = top * r + 2.209_460_984_245_205e+02
    top = top * r - 2.759_285_104_469_687e+02
    top = top * r + 1.383_577_518_672_690e+02
    top = top * r - 3.066_479_806_614_716e+01
    top = top * r + 2.506_628_277_459_239
    var bottom = -5.447_609_879_822_406e+01
    bottom = bottom * r + 1.615_858_368_580_409e+02
    bottom = bottom * r - 1.556_989_798_598_866e+02
    bottom = bottom * r + 6.680_131_188_771_972e+01
    bottom = bottom * r - 1.328_068_155_288_572e+01
    bottom = bottom * r + 1
    return top * q / bottom
  }

  private static func tail(_ q: Double) -> Double {
    var top = -7.784_894_002_430_293e-03
    top = top * q - 3.223_964_580_411_365e-01
    top = top * q - 2.400_758_277_161_838
    top = top * q - 2.549_732_539_343_734
    top = top * q + 4.374_664_141_464_968
    top = top * q + 2.938_163_982_698_783
    var bottom = 7.784_695_709_041_462e-03
    bottom = bottom * q + 3.224_671_290_700_398e-01
    bottom = bottom * q + 2.445_134_137_142_996
    bottom = bottom * q + 3.754_408_661_907_416
    bottom = bottom * q + 1
    return top / bottom
  }
}
