public import RoutingEngine
internal import Transport
public import Wire

/// What clouds say of endpoints, minutes later: shown and compared, never judged by alone.
public struct LateFigures: Sendable {
  /// The figures of one endpoint's newest minute.
  public struct Figures: Sendable, Hashable {
    /// The place of the source.
    public var source: Int
    /// The end of that minute.
    public var observedAt: Moment
    /// Calls in that minute; `nil` where they are not counted.
    public var requests: Double?
    /// Failures in that minute that are the endpoint's own.
    public var failures = 0.0
    /// Pushback in that minute.
    public var pushback = 0.0
    /// Calls of that minute that ended otherwise than well, by class.
    public var classes: [OutcomeClass: Double] = [:]
    /// Input and output tokens of that minute; `nil` where they are not counted.
    public var tokens: Double?
    /// The end of the minute that the counts are of.
    var countedAt: Moment?
    /// Time to first token; quantiles or a mean, as the source has it.
    public var ttft: QuantileFigures?
    /// Time of whole answers, likewise.
    public var latency: QuantileFigures?

    /// Calls that ended otherwise than well, by class as percentages of all of them, the most frequent first.
    public var classShares: [EndpointStatus.ClassShare] {
      let counted = classes.filter { $0.key != .ok && $0.key != .cancelled && $0.key != .local }
      let total = counted.values.reduce(0, +)
      guard total > 0 else { return [] }
      return counted.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }.map {
        EndpointStatus.ClassShare(name: $0.key.name, percent: ($0.value * 1_000 / total).rounded() / 10)
      }
    }

    /// Failures divided by calls; `nil` without calls.
    public var errorRate: Double? {
      requests.flatMap { $0 > 0 ? min(1, failures / $0) : nil }
    }
  }

  /// How many seconds the counts of a cloud cover.
  public static let windowSeconds = 60.0

  private var figures: [Figures?]

  init(endpoints: Int) { figures = [Figures?](repeating: nil, count: endpoints) }

  subscript(endpoint: EndpointIndex) -> Figures? { figures[endpoint.value] }

  /// The figures at the places of another configuration; what came from a source that is gone is forgotten.
  func relocated(_ relocation: Relocation, sources: [Int?], endpoints: Int) -> LateFigures {
    var moved = LateFigures(endpoints: endpoints)
    for (old, place) in relocation.endpoints.enumerated() {
      guard let place, var known = figures[old], let source = sources[known.source] else { continue }
      known.source = source
      moved.figures[place.value] = known
    }
    return moved
  }

  /// What the clouds say of an endpoint, for the line of an event; `nil` where they say nothing.
  func opinion(of endpoint: EndpointIndex) -> String? {
    guard let known = figures[endpoint.value], let rate = known.errorRate else { return nil }
    let percent = (rate * 1000).rounded() / 10
    let verdict = rate >= 0.05 ? "agrees" : "does not show it yet"
    return "its cloud \(verdict): \(percent) % failed in the minute to \(known.observedAt.clockText)"
  }

  mutating func take(_ samples: [Sample], from source: Int) {
    for sample in samples {
      let end = Moment(milliseconds: sample.observedAt.seconds * 1000)
      let place = sample.endpoint.value
      var known = figures[place] ?? Figures(source: source, observedAt: end)
      // Counts of another minute are another minute's: what is absent from this one did not happen in it.
      if sample.quantity.isCount, sample.statistic == .sum, known.countedAt.map({ end > $0 }) ?? true {
        (known.requests, known.tokens, known.countedAt) = (nil, nil, end)
        (known.failures, known.pushback, known.classes) = (0, 0, [:])
      }
      known.source = source
      known.observedAt = max(known.observedAt, end)
      figures[place] = known
    }
    for sample in samples { add(sample) }
  }

  private mutating func add(_ sample: Sample) {
    guard var known = figures[sample.endpoint.value] else { return }
    switch sample.quantity {
    case .requests: known.requests = sample.number
    case .errors:
      guard let outcome = sample.outcome, let count = sample.number else { return }
      if outcome.isFailure { known.failures += count }
      if outcome.isPushback { known.pushback += count }
      if count > 0 { known.classes[outcome, default: 0] += count }
    case .inputTokens, .outputTokens:
      guard sample.statistic == .sum, let count = sample.number else { return }
      known.tokens = (known.tokens ?? 0) + count
    case .ttft: known.ttft = Self.joined(known.ttft, sample)
    case .latency: known.latency = Self.joined(known.latency, sample)
    default: return
    }
    figures[sample.endpoint.value] = known
  }

  private static func shown(_ quantile: Distribution.Quantile?) -> Double? {
    quantile.map { $0.value * 1000 }
  }

  /// Puts a value where its statistic belongs: an average stays a mean.
  private static func joined(_ known: QuantileFigures?, _ sample: Sample) -> QuantileFigures? {
    var figures = known ?? QuantileFigures(windowSeconds: Double(sample.windowSeconds))
    switch (sample.statistic, sample.value) {
    case (.average, .number(let value)): figures.mean = value * 1000
    case (.quantile(500, _), .number(let value)): figures.p50 = value * 1000
    case (.quantile(900, _), .number(let value)): figures.p90 = value * 1000
    case (.quantile(990, _), .number(let value)): figures.p99 = value * 1000
    case (.distribution, .distribution(let distribution)):
      let (p50, p90, p99) = (
        distribution.quantile(0.5), distribution.quantile(0.9), distribution.quantile(0.99)
      )
      (figures.p50, figures.p90, figures.p99) = (Self.shown(p50), Self.shown(p90), Self.shown(p99))
      figures.atLeast = zip(QuantileFigures.Place.allCases, [p50, p90, p99]).compactMap { place, quantile in
        quantile?.isLowerLimit == true ? place : nil
      }
      figures.count = Int(distribution.count)
    default: return known
    }
    return figures
  }
}
