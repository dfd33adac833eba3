/// What fails elsewhere at the same moment: at other providers that serve the same features.
///
/// Five failures in a row say that an endpoint is down where the others serve well. Where three calls in ten
/// fail everywhere they are chance, and an ejection would only take capacity away.
struct AmbientFailures: Sendable, Hashable {
  /// Samples from which on a window counts.
  static let needed = 10

  /// The last three seconds, other replicas included.
  private var recent = PeerCounts()
  /// The last ten seconds at this replica.
  private var lasting = PeerCounts()

  mutating func add(_ windows: EndpointWindows, _ peers: PeerCounts) {
    recent.samples += windows.fast.recent(EndpointWindows.Lane.evidence, slots: 12) + peers.samples
    recent.failures += windows.fast.recent(EndpointWindows.Lane.failures, slots: 12) + peers.failures
    lasting.samples += windows.fast[EndpointWindows.Lane.evidence]
    lasting.failures += windows.fast[EndpointWindows.Lane.failures]
  }

  /// The share of failures, from 0 to 1; 0 where too little is known.
  var share: Double {
    func share(_ counts: PeerCounts) -> Double {
      counts.samples >= Self.needed ? Double(counts.failures) / Double(counts.samples) : 0
    }
    return max(share(recent), share(lasting))
  }

  /// Failures in a row that are as improbable by chance as `count` where one call in twenty fails.
  ///
  /// The factor is ln 0.05 / ln share, with the share rounded up to a tenth.
  func run(_ count: Int) -> Int {
    let share = share
    guard share > 0.05 else { return count }
    let factors = [1.31, 1.87, 2.49, 3.27, 4.33, 5.87, 8.40]
    let factor = factors[min(Int(share * 10), factors.count - 1)]
    return Int((Double(count) * factor).rounded(.up))
  }
}

extension RoutingEngine {
  /// What fails at other providers in the pools of an endpoint.
  func ambientFailures(besides index: Int) -> AmbientFailures {
    var ambient = AmbientFailures()
    var seen: Set<Int> = []
    for pair in map.pairsOfEndpoint[index] {
      for other in features[Int(pairs[Int(pair)].feature)].order {
        let place = Int(pairs[Int(other)].endpoint)
        guard map.provider[place] != map.provider[index], endpoints[place].window >= 0 else { continue }
        guard servingWeight(other) > 0, seen.insert(place).inserted else { continue }
        ambient.add(windows[endpoints[place].window], has(.digests) ? peers.counts(place) : PeerCounts())
      }
    }
    return ambient
  }
}
