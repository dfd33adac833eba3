/// What attempts came to since the engine began, for metrics: exact counts that only grow.
///
/// Windows forget, metrics must not: a store that reads counters computes rates and quantiles of its own. A row
/// is made at a pair's first outcome, so that what is not used costs nothing.
public struct AttemptMeter: Sendable, Hashable {
  /// One feature on one endpoint.
  public struct Row: Sendable, Hashable {
    /// Which feature.
    public let feature: FeatureIndex
    /// On which endpoint.
    public let endpoint: EndpointIndex
    /// Attempts by class, in the order of `OutcomeClass.allCases`.
    public internal(set) var classes = [Int](repeating: 0, count: OutcomeClass.allCases.count)
    /// Time to first token.
    public internal(set) var ttft = CumulativeHistogram(CumulativeHistogram.ttftBounds)
    /// From the start of an attempt to its end, by class; nil for a class that has not occurred.
    public internal(set) var latency = [CumulativeHistogram?](
      repeating: nil, count: OutcomeClass.allCases.count)
    /// Time per output token after the first.
    public internal(set) var tpot = CumulativeHistogram(CumulativeHistogram.tpotBounds)
    /// Input tokens of an attempt, cached ones included.
    public internal(set) var input = CumulativeHistogram(CumulativeHistogram.tokenBounds)
    /// Output tokens of an attempt.
    public internal(set) var output = CumulativeHistogram(CumulativeHistogram.tokenBounds)

    init(feature: FeatureIndex, endpoint: EndpointIndex) {
      self.feature = feature
      self.endpoint = endpoint
    }
  }

  /// One row a pair that had an outcome, in the order in which they came.
  public private(set) var rows: [Row] = []
  /// Requests that were refused, a feature each, in the order of the configuration.
  public internal(set) var refused: [Int]
  /// The row of each pair; −1 where there is none yet.
  private var places: [Int32]

  init(features: Int, pairs: Int) {
    refused = [Int](repeating: 0, count: features)
    places = [Int32](repeating: -1, count: pairs)
  }

  mutating func count(_ record: AttemptRecord, _ outcome: Outcome) {
    let place = place(of: record)
    let number = Int(outcome.class.rawValue)
    rows[place].classes[number] += 1
    if rows[place].latency[number] == nil {
      rows[place].latency[number] = CumulativeHistogram(CumulativeHistogram.latencyBounds)
    }
    rows[place].latency[number]?.count(outcome.latency.count)
    let ttft = outcome.ttft ?? (record.hasFirstToken ? record.firstTokenAt - record.started : nil)
    if let ttft {
      rows[place].ttft.count(ttft.count)
      if outcome.class == .ok, outcome.usage.output > 1 {
        rows[place].tpot.count((outcome.latency - ttft).count / Int64(outcome.usage.output - 1))
      }
    }
    let input =
      Int64(outcome.usage.input) + Int64(outcome.usage.cachedInput) + Int64(outcome.usage.cacheWrite)
    if input > 0 { rows[place].input.count(input) }
    if outcome.usage.output > 0 { rows[place].output.count(Int64(outcome.usage.output)) }
  }

  /// Adds what another replica counted.
  mutating func add(_ other: AttemptMeter) {
    for (place, count) in other.refused.enumerated() { refused[place] += count }
    for row in other.rows {
      if let known = rows.firstIndex(where: { $0.feature == row.feature && $0.endpoint == row.endpoint }) {
        rows[known].add(row)
      } else {
        rows.append(row)
      }
    }
  }

  private mutating func place(of record: AttemptRecord) -> Int {
    let pair = Int(record.pair)
    if pair >= 0, places[pair] >= 0 { return Int(places[pair]) }
    let feature = FeatureIndex(Int(record.feature))
    let endpoint = EndpointIndex(Int(record.endpoint))
    let known = rows.firstIndex { $0.feature == feature && $0.endpoint == endpoint }
    let place = known ?? rows.count
    if known == nil { rows.append(Row(feature: feature, endpoint: endpoint)) }
    if pair >= 0 { places[pair] = Int32(place) }
    return place
  }
}

extension AttemptMeter.Row {
  fileprivate mutating func add(_ other: AttemptMeter.Row) {
    for place in classes.indices {
      classes[place] += other.classes[place]
      guard let theirs = other.latency[place] else { continue }
      if latency[place] == nil { latency[place] = theirs } else { latency[place]?.add(theirs) }
    }
    ttft.add(other.ttft)
    tpot.add(other.tpot)
    input.add(other.input)
    output.add(other.output)
  }
}
