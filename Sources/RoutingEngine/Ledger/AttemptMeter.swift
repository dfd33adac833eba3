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
    fileprivate let cells: ArraySlice<Int>

    /// Attempts by class, in the order of `OutcomeClass.allCases`.
    public var classes: [Int] { Array(cells.prefix(Layout.classes)) }
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
        cells[cells.startIndex + number] > 0 ? histogram(.latency, at: Layout.latency(of: number)) : nil
      }
    }

    private func histogram(_ bounds: HistogramBounds, at place: Int) -> CumulativeHistogram {
      let start = cells.startIndex + place
      let sum = start + bounds.cells - 1
      return CumulativeHistogram(
        bounds: bounds.bounds, counts: Array(cells[start..<sum]), sum: Int64(cells[sum]))
    }
  }

  private struct Name: Sendable, Hashable {
    let feature: FeatureIndex
    let endpoint: EndpointIndex
  }

  /// Where each count of a row lies.
  private enum Layout {
    @inline(__always) static var classes: Int { OutcomeClass.count }
    @inline(__always) static var ttft: Int { classes }
    @inline(__always) static var tpot: Int { ttft + HistogramBounds.Cells.ttft }
    @inline(__always) static var input: Int { tpot + HistogramBounds.Cells.tpot }
    @inline(__always) static var output: Int { input + HistogramBounds.Cells.tokens }
    @inline(__always) static var latencies: Int { output + HistogramBounds.Cells.tokens }
    @inline(__always) static var cells: Int { latencies + classes * HistogramBounds.Cells.latency }

    @inline(__always)
    static func latency(of number: Int) -> Int { latencies + number * HistogramBounds.Cells.latency }
  }

  /// Which feature and endpoint each row counts, in the order in which they came.
  private var names: [Name] = []
  /// All counts of all rows, one behind the other, so that an outcome touches one array.
  private var cells: [Int] = []
  /// Requests that were refused, a feature each, in the order of the configuration.
  public internal(set) var refused: [Int]
  /// Where the row of each pair begins; −1 where there is none yet.
  private var places: [Int32]
  private let ttftBounds = HistogramBounds.ttft
  private let tpotBounds = HistogramBounds.tpot

  init(features: Int, pairs: Int) {
    refused = [Int](repeating: 0, count: features)
    places = [Int32](repeating: -1, count: pairs)
  }

  /// One row a pair that had an outcome, in the order in which they came.
  public var rows: [Row] {
    names.enumerated().map { number, name in
      Row(
        feature: name.feature, endpoint: name.endpoint,
        cells: cells[number * Layout.cells..<(number + 1) * Layout.cells])
    }
  }

  /// Counts an attempt that ended.
  mutating func count(_ record: AttemptRecord, _ outcome: Outcome) {
    let row = place(of: record)
    let (ttftBounds, tpotBounds) = (ttftBounds, tpotBounds)
    let usage = outcome.usage
    var cells = self.cells.mutableSpan
    let number = Int(outcome.class.rawValue)
    cells[row + number] &+= 1
    let latency = outcome.latency.count
    Self.count(
      latency, in: HistogramBounds.latencyRange(of: latency), of: Layout.latency(of: number),
      HistogramBounds.Cells.latency, row, &cells)
    let first = record.hasFirstToken ? record.firstTokenAt - record.started : nil
    if let ttft = (outcome.ttft ?? first)?.count {
      Self.count(
        ttft, in: ttftBounds.range(of: ttft), of: Layout.ttft, HistogramBounds.Cells.ttft, row, &cells)
      if outcome.class == .ok, usage.output > 1 {
        let pace = (latency - ttft) / Int64(usage.output - 1)
        Self.count(
          pace, in: tpotBounds.range(of: pace), of: Layout.tpot, HistogramBounds.Cells.tpot, row, &cells)
      }
    }
    let input = Int64(usage.input) + Int64(usage.cachedInput) + Int64(usage.cacheWrite)
    Self.count(tokens: input, of: Layout.input, row, &cells)
    Self.count(tokens: Int64(usage.output), of: Layout.output, row, &cells)
  }

  @inline(__always)
  private static func count(tokens: Int64, of start: Int, _ row: Int, _ cells: inout MutableSpan<Int>) {
    guard tokens > 0 else { return }
    count(
      tokens, in: HistogramBounds.tokenRange(of: tokens), of: start, HistogramBounds.Cells.tokens, row, &cells
    )
  }

  @inline(__always)
  private static func count(
    _ value: Int64, in range: Int, of start: Int, _ length: Int, _ row: Int,
    _ cells: inout MutableSpan<Int>
  ) {
    cells[row + start + range] &+= 1
    cells[row + start + length - 1] &+= Int(max(0, value))
  }

  /// Adds what another replica counted.
  mutating func add(_ other: AttemptMeter) {
    for (place, count) in other.refused.enumerated() { refused[place] += count }
    for (number, name) in other.names.enumerated() {
      let row = self.row(name.feature, name.endpoint)
      for place in 0..<Layout.cells { cells[row + place] += other.cells[number * Layout.cells + place] }
    }
  }

  /// Goes on with what another configuration's engine counted; what is gone from it is counted no more.
  mutating func take(_ old: AttemptMeter, _ relocation: Relocation) {
    for (before, after) in relocation.features.enumerated() {
      if let after { refused[after.value] += old.refused[before] }
    }
    for (number, name) in old.names.enumerated() {
      guard let feature = relocation.features[name.feature.value],
        let endpoint = relocation.endpoints[name.endpoint.value]
      else { continue }
      let row = self.row(feature, endpoint)
      for place in 0..<Layout.cells { cells[row + place] += old.cells[number * Layout.cells + place] }
    }
  }

  @inline(__always)
  private mutating func place(of record: AttemptRecord) -> Int {
    let pair = Int(record.pair)
    if pair >= 0, places[pair] >= 0 { return Int(places[pair]) }
    let row = self.row(FeatureIndex(Int(record.feature)), EndpointIndex(Int(record.endpoint)))
    if pair >= 0 { places[pair] = Int32(row) }
    return row
  }

  /// Where a row begins; it is made when there is none yet.
  @inline(never)
  private mutating func row(_ feature: FeatureIndex, _ endpoint: EndpointIndex) -> Int {
    let known = names.firstIndex { $0.feature == feature && $0.endpoint == endpoint }
    if let known { return known * Layout.cells }
    names.append(Name(feature: feature, endpoint: endpoint))
    cells.append(contentsOf: repeatElement(0, count: Layout.cells))
    return (names.count - 1) * Layout.cells
  }
}
