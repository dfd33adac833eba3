public import Documents
public import RoutingEngine
public import Wire

/// What attempts cost, by feature and endpoint, with names instead of places; sums are exact.
public struct LedgerSums: Sendable, Hashable {
  /// One feature on one endpoint.
  public struct Pair: Sendable, Hashable, Comparable {
    /// The feature.
    public var feature: String
    /// The endpoint.
    public var endpoint: String
    /// The provider of the endpoint.
    public var provider: String

    /// Names a pair.
    public init(feature: String, endpoint: String, provider: String) {
      self.feature = feature
      self.endpoint = endpoint
      self.provider = provider
    }

    /// By feature, then by endpoint, then by provider.
    public static func < (a: Pair, b: Pair) -> Bool {
      (a.feature, a.endpoint, a.provider) < (b.feature, b.endpoint, b.provider)
    }
  }

  /// A sum a pair; pairs without an attempt are left out.
  public private(set) var entries: [Pair: Ledger.Entry] = [:]

  /// Makes empty sums.
  public init() {}

  /// Everything together.
  public var total: Ledger.Entry {
    entries.values.reduce(into: Ledger.Entry()) { $0 += $1 }
  }

  /// Adds to a pair.
  public mutating func add(_ entry: Ledger.Entry, to pair: Pair) {
    guard entry != Ledger.Entry() else { return }
    entries[pair, default: Ledger.Entry()] += entry
  }

  /// Adds other sums.
  public mutating func add(_ other: LedgerSums) {
    for (pair, entry) in other.entries { add(entry, to: pair) }
  }

  /// The report of a span that these are the sums of, dearest first.
  public func report(from: Moment, to: Moment) -> CostReport {
    let total = total
    let lines = entries.sorted { left, right in
      left.value.wholeNanoUSD != right.value.wholeNanoUSD
        ? left.value.wholeNanoUSD > right.value.wholeNanoUSD : left.key < right.key
    }.map { CostReport.Line($0.key, $0.value) }
    return CostReport(
      from: from, to: to, totalUSD: Double(total.wholeNanoUSD) / 1e9,
      wastedUSD: Double(total.wastedNanoUSD) / 1e9, lines: lines)
  }
}

extension CostReport.Line {
  fileprivate init(_ pair: LedgerSums.Pair, _ entry: Ledger.Entry) {
    self.init(feature: pair.feature, endpoint: pair.endpoint, provider: pair.provider)
    attempts = entry.attempts
    succeeded = entry.succeeded
    input = entry.input
    cachedInput = entry.cachedInput
    cacheWrite = entry.cacheWrite
    output = entry.output
    reasoning = entry.reasoning
    usd = Double(entry.wholeNanoUSD) / 1e9
    wastedUSD = Double(entry.wastedNanoUSD) / 1e9
    estimatedShare = Double(entry.estimated) / Double(max(1, entry.attempts))
  }
}

extension LedgerSums: WireReadable {
  /// A line of a day's file; a pair is a list, since a day has many lines.
  private func line(hour: Int?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object {
      if let hour { $0.field("hour", hour) }
      $0.array("rows") { writer in
        for (pair, entry) in entries.sorted(by: { $0.key < $1.key }) {
          writer.array { $0.row(pair, entry) }
        }
      }
    }
    return writer.bytes
  }

  /// Reads a line of a day's file; nil where any part of it is not as it was written.
  public init?(_ node: Node) {
    guard let rows = node["rows"]?.array else { return nil }
    for row in rows {
      // The last number, of hourly prices, is missing in files of older versions.
      guard let cells = row.array, (13...14).contains(cells.count), let feature = cells[0].string,
        let endpoint = cells[1].string, let provider = cells[2].string
      else { return nil }
      let numbers = cells.dropFirst(3).compactMap(\.integer)
      guard numbers.count == cells.count - 3 else { return nil }
      add(Ledger.Entry(numbers), to: Pair(feature: feature, endpoint: endpoint, provider: provider))
    }
  }
}

extension LedgerSums {
  /// Pairs of one line, so that no line is longer than what is read.
  private static let pairsOfLine = 500

  /// The sealed lines of a day's file that say this of an hour of the day; nil where the hour is not known.
  func lines(hour: Int?) -> [UInt8] {
    var lines: [UInt8] = []
    var part = LedgerSums()
    for (pair, entry) in entries.sorted(by: { $0.key < $1.key }) {
      part.add(entry, to: pair)
      guard part.entries.count == Self.pairsOfLine else { continue }
      lines += SealedLine.seal(part.line(hour: hour))
      part = LedgerSums()
    }
    return part.entries.isEmpty ? lines : lines + SealedLine.seal(part.line(hour: hour))
  }
}

extension JSONWriter {
  fileprivate mutating func row(_ pair: LedgerSums.Pair, _ entry: Ledger.Entry) {
    for name in [pair.feature, pair.endpoint, pair.provider] { value(name) }
    for number in entry.numbers { value(number) }
  }
}

extension Ledger.Entry {
  /// Tokens and hours together, in nano-dollars.
  fileprivate var wholeNanoUSD: Int64 { nanoUSD + hourlyNanoUSD }

  /// Every sum, in the order of a day's file.
  fileprivate var numbers: [Int64] {
    [
      Int64(attempts), Int64(succeeded), input, cachedInput, cacheWrite, output, reasoning, nanoUSD,
      wastedNanoUSD, Int64(estimated), hourlyNanoUSD,
    ]
  }

  fileprivate init(_ numbers: [Int64]) {
    self.init()
    attempts = Int(numbers[0])
    succeeded = Int(numbers[1])
    (input, cachedInput, cacheWrite) = (numbers[2], numbers[3], numbers[4])
    (output, reasoning, nanoUSD, wastedNanoUSD) = (numbers[5], numbers[6], numbers[7], numbers[8])
    estimated = Int(numbers[9])
    if numbers.count > 10 { hourlyNanoUSD = numbers[10] }
  }

  /// What came to be since an earlier reading of the same sum; all of it where the sum began anew.
  func since(_ earlier: Ledger.Entry) -> Ledger.Entry {
    guard attempts >= earlier.attempts, hourlyNanoUSD >= earlier.hourlyNanoUSD else { return self }
    return Ledger.Entry(zip(numbers, earlier.numbers).map { $0 - $1 })
  }
}
