public import RoutingEngine

extension CostReport {
  /// The report of a ledger: a line a pair that had an attempt, dearest first.
  public init(_ rows: [Ledger.Row], in configuration: EngineConfiguration, from: Moment, to: Moment) {
    self.init(from: from, to: to, totalUSD: 0, wastedUSD: 0, lines: [])
    var nano: Int64 = 0
    var wasted: Int64 = 0
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
