internal import RoutingEngine

/// Turns counts and distributions into calls that the engine can be told of one by one.
///
/// Exact in counts: as many calls of each class as were counted, fractions carried to the next window. Spread evenly:
/// failures stand between successes as their share has it, because aggregates do not tell the order, so that five of a
/// hundred are never a run of five. Times are the quantiles of the distribution at evenly spaced ranks, so that their
/// quantiles are those of the distribution. The same evidence gives the same calls.
struct CallSynthesis: Sendable {
  /// Most calls made of one endpoint's window; of more, every class is thinned alike.
  static let maxCalls = 100_000.0

  private struct Key: Hashable {
    var endpoint: EndpointIndex
    var feature: FeatureIndex?
    /// −1 for all calls, else the class.
    var outcome: Int
  }

  private var carried: [Key: Double] = [:]

  /// The calls of a window, in an order that can be played evenly.
  mutating func calls(of evidence: Evidence) -> [ObservedCall] {
    let errors = evidence.errors.map { error in
      (error.outcome, whole(error.count, evidence, Int(error.outcome.rawValue)))
    }
    let failed = errors.reduce(0) { $0 + $1.1 }
    let counted =
      evidence.requests ?? (max(evidence.ttft?.count ?? 0, evidence.latency?.count ?? 0) + Double(failed))
    let total = max(failed, whole(counted, evidence, -1))
    guard total > 0 else { return [] }
    let classes = Self.interleaved([(.ok, total - failed)] + errors)
    var times = SuccessTimes(evidence, successes: total - failed)
    return classes.map { outcome in
      let made = outcome == .ok ? times.next() : (Outcome(outcome, latency: .zero), evidence.ttft != nil)
      return ObservedCall(
        endpoint: evidence.endpoint, feature: evidence.feature, outcome: made.0, isStreaming: made.1)
    }
  }

  /// A whole number of calls; what is left of a fraction waits for the next window.
  private mutating func whole(_ count: Double, _ evidence: Evidence, _ outcome: Int) -> Int {
    let key = Key(endpoint: evidence.endpoint, feature: evidence.feature, outcome: outcome)
    let exact = min(max(0, count), Self.maxCalls) + (carried[key] ?? 0)
    let whole = (exact + 1e-9).rounded(.down)
    carried[key] = max(0, exact - whole)
    return Int(whole)
  }

  /// Each class spread evenly over the whole.
  static func interleaved(_ parts: [(OutcomeClass, Int)]) -> [OutcomeClass] {
    let total = parts.reduce(0) { $0 + $1.1 }
    var placed = [Int](repeating: 0, count: parts.count)
    return (0..<total).map { index in
      var best = 0
      var deficit = Int.min
      for (place, part) in parts.enumerated() where placed[place] < part.1 {
        let behind = (2 * index + 1) * part.1 - 2 * placed[place] * total
        if behind > deficit { (best, deficit) = (place, behind) }
      }
      placed[best] += 1
      return parts[best].0
    }
  }
}

/// The times and tokens of a window's successes, handed out one by one.
private struct SuccessTimes {
  private let ttft: [Double]
  private let latency: [Double]
  private let pace: Double?
  private let input: EvenSplit
  private let output: EvenSplit
  private let successes: Int
  private let stride: Int
  private var index = 0

  init(_ evidence: Evidence, successes: Int) {
    self.successes = successes
    // First tokens may be counted in one window and ends in the next; there is one for each success at most.
    let streamed = min(successes, Int((evidence.ttft?.count ?? 0).rounded()))
    ttft = Self.values(evidence.ttft, count: streamed)
    latency = Self.values(evidence.latency, count: evidence.latency?.count ?? 0 > 0 ? successes : 0)
    pace = evidence.tpot?.quantile(0.5)?.value
    input = EvenSplit(total: Int(evidence.inputTokens.rounded()), parts: successes)
    output = EvenSplit(total: Int(evidence.outputTokens.rounded()), parts: successes)
    stride = Self.stride(for: successes)
  }

  /// The quantiles of a distribution at evenly spaced ranks: `count` values, ascending.
  private static func values(_ distribution: Distribution?, count: Int) -> [Double] {
    guard let distribution, count > 0 else { return [] }
    return (0..<count).compactMap { distribution.quantile((Double($0) + 0.5) / Double(count))?.value }
  }

  /// A step near the golden section that shares no divisor with the count, so that it visits every place once and
  /// slow calls are not neighbours.
  private static func stride(for count: Int) -> Int {
    guard count > 2 else { return 1 }
    var step = max(1, Int(Double(count) * 0.618))
    while greatestCommonDivisor(step, count) != 1 { step += 1 }
    return step
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }

  mutating func next() -> (Outcome, Bool) {
    // The rank of this call among all: first token and end come from the same rank.
    let rank = index * stride % max(1, successes)
    let usage = TokenUsage(
      input: UInt32(clamping: input.part(index)), output: UInt32(clamping: output.part(index)),
      isEstimate: true)
    index += 1
    let first = place(rank, in: ttft)
    var end = latency.isEmpty ? nil : latency[rank * latency.count / successes]
    if end == nil, let first { end = first + (pace ?? 0) * Double(max(0, Int(usage.output) - 1)) }
    if let first, let known = end { end = max(first, known) }
    var outcome = Outcome(.ok, latency: Self.nanoseconds(end ?? 0), usage: usage)
    outcome.ttft = first.map(Self.nanoseconds)
    return (outcome, first != nil)
  }

  /// The first-token time of a rank; the ranks that have one are spread evenly where not every call was streamed.
  private func place(_ rank: Int, in values: [Double]) -> Double? {
    let before = rank * values.count / successes
    let after = (rank + 1) * values.count / successes
    return after > before ? values[before] : nil
  }

  private static func nanoseconds(_ seconds: Double) -> Nanoseconds {
    Nanoseconds(Int64(min(max(0, seconds), 86_400) * 1e9))
  }
}

/// A total in parts that differ by one at most and add up to it.
private struct EvenSplit {
  let total: Int
  let parts: Int

  func part(_ index: Int) -> Int {
    guard parts > 0 else { return 0 }
    return total * (index + 1) / parts - total * index / parts
  }
}
