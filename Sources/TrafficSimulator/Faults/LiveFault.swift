internal import RoutingEngine

/// A fault with its names resolved; times are nanoseconds since the beginning of the run.
struct LiveFault: Sendable {
  /// What the scenario says.
  let fault: Fault
  /// When it begins.
  let start: Int64
  /// When it ends; `Int64.max` for never.
  var end: Int64
  /// The endpoints it strikes.
  let endpoints: [Bool]
  /// The only feature it strikes; nil for all.
  let feature: Int?
  /// The only replica it strikes; nil for all.
  let replica: Int?
  /// Whether it was lifted before its time.
  var isLifted = false
  /// A bucket for each endpoint, for `rate_limit`.
  var buckets: [TokenBucket]
  /// The text of `retry_after` as time, where it can be read.
  let retryAfter: Nanoseconds?

  init(_ fault: Fault, in geography: Geography) {
    self.fault = fault
    start = fault.start.count
    end = fault.duration.map { fault.start.count + $0.count } ?? Int64.max
    endpoints = geography.endpoints(of: fault.target)
    var feature = fault.condition.feature
    var replica = fault.condition.replica
    if case .feature(let name) = fault.target { feature = name }
    if case .replica(let number) = fault.target { replica = number }
    self.feature = feature.flatMap { geography.feature($0) }
    self.replica = replica
    var retryAfter: Nanoseconds?
    if case .rateLimit(_, let text, _) = fault.kind { retryAfter = text.flatMap(Self.readRetryAfter) }
    self.retryAfter = retryAfter
    if case .rateLimit = fault.kind {
      buckets = [TokenBucket](repeating: TokenBucket(), count: geography.endpointCount)
    } else {
      buckets = []
    }
  }

  /// How strong it is at an instant, from 0 to 1.
  func strength(at now: Int64) -> Double {
    guard !isLifted, now >= start, now < end else { return 0 }
    let ramp = fault.ramp.count
    guard ramp > 0, now - start < ramp else { return 1 }
    return Double(now - start) / Double(ramp)
  }

  /// Whether it strikes requests of this kind.
  func concerns(feature: Int, replica: Int, promptTokens: UInt32) -> Bool {
    if let only = self.feature, only != feature { return false }
    if let only = self.replica, only != replica { return false }
    if let over = fault.condition.promptTokensOver, promptTokens <= over { return false }
    return true
  }

  /// The wait a header asks for: whole or decimal seconds, or a number with `ms`; nil for anything else.
  ///
  /// A date is not read: the simulated callers have no calendar.
  static func readRetryAfter(_ text: String) -> Nanoseconds? {
    if text.hasSuffix("ms"), let number = Double(text.dropLast(2)) { return seconds(number / 1_000) }
    let digits = text.hasSuffix("s") ? text.dropLast() : text[...]
    return Double(digits).flatMap(seconds)
  }

  private static func seconds(_ number: Double) -> Nanoseconds? {
    guard number.isFinite, number >= 0, number < 1e9 else { return nil }
    return Nanoseconds(Int64(number * 1e9))
  }
}
