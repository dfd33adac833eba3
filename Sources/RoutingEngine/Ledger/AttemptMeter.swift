/// What attempts came to since the engine began, for metrics: exact counts that only grow.
///
/// Windows forget, metrics must not: a store that reads counters computes rates and quantiles of its own. A row
/// is made at a pair's first outcome, so that what is not used costs nothing; it takes 3 KB.
public struct AttemptMeter: Sendable, Hashable {
  /// One feature on one endpoint.
  public struct Row: Sendable, Hashable {
    /// Which feature.
    public let feature: FeatureIndex
    /// On which endpoint.
    public let endpoint: EndpointIndex
    /// All counts one behind the other, as `Layout` says, so that an outcome touches one array.
    private var cells = [Int](repeating: 0, count: Layout.cells)

    init(feature: FeatureIndex, endpoint: EndpointIndex) {
      self.feature = feature
      self.endpoint = endpoint
    }

    /// Attempts by class, in the order of `OutcomeClass.allCases`.
    public var classes: [Int] { Array(cells[..<Layout.classes]) }
    /// Time to first token.
    public var ttft: CumulativeHistogram { histogram(.ttft, at: Layout.ttft) }
    /// Time per output token after the first.
    public var tpot: CumulativeHistogram { histogram(.tpot, at: Layout.tpot) }
    /// Input tokens of an attempt, cached ones included.
    public var input: CumulativeHistogram { histogram(.tokens, at: Layout.input) }
    /// Output tokens of an attempt.
    public var output: CumulativeHistogram { histogram(.tokens, at: Layout.output) }

    /// From the start of an attempt to its end, by class; nil for a class that has not occurred.
    public var latency: [CumulativeHistogram?] {
      OutcomeClass.allCases.indices.map { number in
        cells[number] > 0 ? histogram(.latency, at: Layout.latency(of: number)) : nil
      }
    }

    private func histogram(_ bounds: HistogramBounds, at start: Int) -> CumulativeHistogram {
      let sum = start + bounds.cells - 1
      return CumulativeHistogram(
        bounds: bounds.bounds, counts: Array(cells[start..<sum]), sum: Int64(cells[sum]))
    }

    @inline(__always)
    private mutating func count(_ value: Int64, _ bounds: HistogramBounds, at start: Int) {
      cells[start + bounds.range(of: value)] &+= 1
      cells[start + bounds.cells - 1] &+= Int(max(0, value))
    }

    fileprivate mutating func count(_ record: AttemptRecord, _ outcome: Outcome) {
      let number = Int(outcome.class.rawValue)
      cells[number] &+= 1
      count(outcome.latency.count, .latency, at: Layout.latency(of: number))
      let first = record.hasFirstToken ? record.firstTokenAt - record.started : nil
      if let ttft = outcome.ttft ?? first {
        count(ttft.count, .ttft, at: Layout.ttft)
        if outcome.class == .ok, outcome.usage.output > 1 {
          let pace = (outcome.latency - ttft).count / Int64(outcome.usage.output - 1)
          count(pace, .tpot, at: Layout.tpot)
        }
      }
      let usage = outcome.usage
      let input = Int64(usage.input) + Int64(usage.cachedInput) + Int64(usage.cacheWrite)
      if input > 0 { count(input, .tokens, at: Layout.input) }
      if usage.output > 0 { count(Int64(usage.output), .tokens, at: Layout.output) }
    }

    fileprivate mutating func add(_ other: Row) {
      for place in cells.indices { cells[place] += other.cells[place] }
    }
  }

  /// Where each count of a row lies.
  private enum Layout {
    static let classes = OutcomeClass.allCases.count
    static let ttft = classes
    static let tpot = ttft + HistogramBounds.ttft.cells
    static let input = tpot + HistogramBounds.tpot.cells
    static let output = input + HistogramBounds.tokens.cells
    static let latencies = output + HistogramBounds.tokens.cells
    static let cells = latencies + classes * HistogramBounds.latency.cells

    @inline(__always)
    static func latency(of number: Int) -> Int { latencies + number * HistogramBounds.latency.cells }
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
    rows[place(of: record)].count(record, outcome)
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
