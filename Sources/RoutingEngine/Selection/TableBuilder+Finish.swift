/// From rates to bins, probes, fallbacks and shares.
extension TableBuilder {
  /// Fills a feature's table from its plan; bins end at a million exactly.
  func finish(
    _ table: inout FeatureTable, plan: Plan, feature: FeatureInput, demand: Double, percentShare: Int
  ) {
    // Every list holds a candidate once; growing by appending would allocate each of them thrice.
    table.bins.reserveCapacity(feature.order.count)
    table.fallbacks.reserveCapacity(feature.order.count)
    table.shares.reserveCapacity(feature.order.count)
    table.isPanic = plan.isPanic
    table.isDegraded = plan.isDegraded
    table.healthy = plan.healthy
    table.throttle = Int32((plan.throttle * 1e6).rounded())
    let shed = plan.remaining > demand * 1e-9 ? plan.remaining : 0
    table.shed = Int32(min(1e6, (shed / demand * 1e6).rounded()))
    addBinsAndProbes(&table, plan, feature, demand)
    addFallbacks(&table, feature)
    addShares(&table, percentShare, feature)
  }

  private func rate(_ pair: Int32, _ plan: Plan, _ feature: FeatureInput) -> Double {
    plan.rates[Int(pair) - feature.firstPair]
  }

  private func addBinsAndProbes(
    _ table: inout FeatureTable, _ plan: Plan, _ feature: FeatureInput, _ demand: Double
  ) {
    var binned = 0.0
    for pair in feature.order where !isProbe(pair, plan) { binned += rate(pair, plan, feature) }
    var sum = 0.0
    for pair in feature.order where input.pairs[Int(pair)].isEligible {
      let rate = rate(pair, plan, feature)
      let endpoint = input.pairs[Int(pair)].endpoint
      if isProbe(pair, plan) {
        // Without a fair share it still gets a request a probe interval.
        let share = Int32((rate / demand * 1e6).rounded())
        table.probes.append(FeatureTable.Probe(endpoint: endpoint, pair: pair, millionths: share))
      } else if rate > 0 {
        sum += rate
        let upTo = Int32((sum / binned * 1e6).rounded())
        table.bins.append(FeatureTable.Bin(endpoint: endpoint, pair: pair, upTo: upTo))
      }
    }
    if !table.bins.isEmpty { table.bins[table.bins.count - 1].upTo = 1_000_000 }
    table.guideBins()
  }

  /// Whether a pair is on its ramp; in a panic the least bad serves even then.
  private func isProbe(_ pair: Int32, _ plan: Plan) -> Bool {
    guard case .ramp = admission(pair) else { return false }
    return !plan.isPanic
  }

  private func addFallbacks(_ table: inout FeatureTable, _ feature: FeatureInput) {
    for last in [false, true] {
      for pair in feature.order {
        let seen = input.pairs[Int(pair)]
        guard seen.isEligible, !seen.isDegraded || table.isDegraded else { continue }
        let allowed = admission(pair)
        guard last ? allowed == .lastResort : allowed.isHealthy else { continue }
        table.fallbacks.append(FeatureTable.Fallback(endpoint: seen.endpoint, pair: pair, isLast: last))
      }
    }
    guard table.isPanic, table.fallbacks.isEmpty else { return }
    for bin in table.bins {
      table.fallbacks.append(FeatureTable.Fallback(endpoint: bin.endpoint, pair: bin.pair, isLast: true))
    }
  }

  private func addShares(_ table: inout FeatureTable, _ percentShare: Int, _ feature: FeatureInput) {
    var shares = [Int](repeating: 0, count: feature.order.count)
    var before = 0
    for bin in table.percents {
      shares[Int(bin.pair) - feature.firstPair] += Int(bin.upTo) - before
      before = Int(bin.upTo)
    }
    let rest = 1_000_000 - percentShare
    let served = rest - rest * Int(table.shed) / 1_000_000
    var probed = 0
    for probe in table.probes {
      let part = rest * Int(probe.millionths) / 1_000_000
      shares[Int(probe.pair) - feature.firstPair] += part
      probed += part
    }
    before = 0
    let left = max(0, served - probed)
    for bin in table.bins {
      shares[Int(bin.pair) - feature.firstPair] +=
        left * Int(bin.upTo) / 1_000_000 - left * before / 1_000_000
      before = Int(bin.upTo)
    }
    for pair in feature.order where shares[Int(pair) - feature.firstPair] > 0 {
      table.shares.append(
        EndpointShare(
          endpoint: EndpointIndex(endpoint(pair)), millionths: shares[Int(pair) - feature.firstPair]))
    }
  }
}
