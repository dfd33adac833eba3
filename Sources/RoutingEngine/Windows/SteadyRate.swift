/// A rate with what it rests on; held for as long as the evidence does not speak against it.
///
/// A plan that followed every fluctuation would move shares, and with them sessions and their caches, for
/// nothing; and no preview could say what will come. Replicas tell each other the rates they hold, so that they
/// plan with the same demand.
struct SteadyRate: Sendable, Hashable {
  /// Standard deviations that a rate must differ by to replace the one that is held.
  static let sigmas = 3.0

  /// Events a second.
  var perSecond = 0.0
  /// The length of the window it was measured over, in seconds.
  var seconds = 0.0
  /// Whether the last seconds differ from the last minute by more than chance explains.
  var isSurge = false

  /// Takes a new measurement: where it rests on more, or differs by more than chance explains.
  mutating func hold(_ next: SteadyRate) {
    let isSame = RateRing.agree(next.perSecond, perSecond, over: next.seconds, sigmas: Self.sigmas)
    if next.seconds > seconds || !isSame { (perSecond, seconds) = (next.perSecond, next.seconds) }
    isSurge = next.isSurge
  }
}
