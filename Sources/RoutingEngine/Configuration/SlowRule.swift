/// When a call is slow; two numbers of the configuration, so that the hot path copies no more.
struct SlowRule: Sendable, Hashable {
  /// Above this multiple of the reference p90.
  var factor: Double
  /// And at least this much above it, in nanoseconds.
  var margin: Double
  /// The same for the time of a token, in nanoseconds.
  var paceMargin: Double

  init(_ configuration: BreakerConfiguration) {
    factor = configuration.slowFactor
    margin = Double(configuration.slowMargin.count)
    paceMargin = Double(configuration.slowPaceMargin.count)
  }

  /// Above this a first token is slow.
  @inline(__always)
  func limit(p90: Double) -> Double { max(p90 * factor, p90 + margin) }

  /// Above this the time of a token is slow.
  @inline(__always)
  func paceLimit(p90: Double) -> Double { max(p90 * factor, p90 + paceMargin) }
}
