public import RoutingEngine

extension CostReport {
  /// The report of a ledger: a line a pair that had an attempt, dearest first.
  ///
  /// - Parameters:
  ///   - rows: the sums of what is configured.
  ///   - former: those of what no longer is.
  ///   - configuration: for the names of the rows.
  ///   - from: since when.
  ///   - to: until when.
  public init(
    _ rows: [Ledger.Row], former: [FormerPair] = [], in configuration: EngineConfiguration, from: Moment,
    to: Moment
  ) {
    self.init(from: from, to: to, totalUSD: 0, wastedUSD: 0, lines: [])
    var nano: Int64 = 0
    var wasted: Int64 = 0
    for pair in former {
      var line = Line(feature: pair.feature, endpoint: pair.endpoint, provider: pair.provider)
      line.add(pair.entry)
      line.isPriced = pair.costIsKnown
      nano += pair.entry.nanoUSD + pair.entry.hourlyNanoUSD
      wasted += pair.entry.wastedNanoUSD
      lines.append(line)
    }
    for row in rows where row.entry.attempts > 0 || row.entry.hourlyNanoUSD > 0 {
      let endpoint = configuration.endpoints[row.endpoint.value]
      var line = Line(
        feature: configuration.features[row.feature.value].id, endpoint: endpoint.id,
        provider: endpoint.provider)
      line.add(row.entry)
      line.isPriced = endpoint.costIsKnown
      nano += row.entry.nanoUSD + row.entry.hourlyNanoUSD
      wasted += row.entry.wastedNanoUSD
      lines.append(line)
    }
    lines.sort { $0.usd > $1.usd }
    totalUSD = Double(nano) / 1e9
    wastedUSD = Double(wasted) / 1e9
  }
}

extension CostReport.Line {
  fileprivate mutating func add(_ entry: Ledger.Entry) {
    attempts = entry.attempts
    succeeded = entry.succeeded
    input = entry.input
    cachedInput = entry.cachedInput
    cacheWrite = entry.cacheWrite
    output = entry.output
    reasoning = entry.reasoning
    usd = Double(entry.nanoUSD + entry.hourlyNanoUSD) / 1e9
    wastedUSD = Double(entry.wastedNanoUSD) / 1e9
    estimatedShare = Double(entry.estimated) / Double(max(1, entry.attempts))
  }
}
