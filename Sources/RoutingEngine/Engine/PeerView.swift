/// What the other replicas last said; hints, never commands.
struct PeerView: Sendable, Hashable {
  /// A digest older than this is ignored.
  static let freshness = Nanoseconds.seconds(5)

  private var digests: [ReplicaDigest?]
  private var isOpenAtMajority: [Bool]
  private var lowestStage: [Int]
  /// Requests a second at the others, summed, one entry a feature; and how many of them were heard.
  private(set) var arrivals: [Double]
  private(set) var heard = 0

  init(replicas: Int, endpoints: Int, features: Int) {
    arrivals = [Double](repeating: 0, count: features)
    digests = [ReplicaDigest?](repeating: nil, count: replicas > 1 ? replicas : 0)
    isOpenAtMajority = [Bool](repeating: false, count: endpoints)
    lowestStage = [Int](repeating: Int.max, count: endpoints)
  }

  /// Keeps the newest digest of each replica.
  mutating func take(_ digest: ReplicaDigest, at now: Timestamp) {
    guard digests.indices.contains(digest.replica) else { return }
    if let known = digests[digest.replica], known.at > digest.at { return }
    digests[digest.replica] = digest
  }

  /// Sums up what is fresh; called once a second.
  mutating func refresh(at now: Timestamp) {
    guard !digests.isEmpty else { return }
    sumArrivals(at: now)
    for endpoint in isOpenAtMajority.indices {
      var fresh = 0
      var open = 0
      var lowest = Int.max
      for case let digest? in digests {
        guard now - digest.at <= Self.freshness, endpoint < digest.endpoints.count else { continue }
        fresh += 1
        let seen = digest.endpoints[endpoint]
        switch seen.state {
        case .open: open += 1
        case .partialOpen(let stage): if seen.stageSamples > 0 { lowest = min(lowest, stage) }
        case .closed, .suspect: break
        }
      }
      isOpenAtMajority[endpoint] = fresh > 0 && open * 2 > fresh
      lowestStage[endpoint] = lowest
    }
  }

  private mutating func sumArrivals(at now: Timestamp) {
    heard = 0
    for feature in arrivals.indices { arrivals[feature] = 0 }
    for case let digest? in digests {
      guard now - digest.at <= Self.freshness, digest.arrivals.count == arrivals.count else { continue }
      heard += 1
      for feature in arrivals.indices { arrivals[feature] += digest.arrivals[feature] }
    }
  }

  /// Whether most of the others have it open.
  func isOpen(_ endpoint: Int) -> Bool { isOpenAtMajority[endpoint] }

  /// The highest stage that the others' evidence allows: one past the lowest with evidence.
  func stageCeiling(_ endpoint: Int) -> Int {
    lowestStage[endpoint] == Int.max ? Int.max : lowestStage[endpoint] + 1
  }
}

/// Whether outcomes arrive at all; without them an overdue call proves nothing.
struct OutcomePulse: Sendable, Hashable {
  /// The last report of anything, from anywhere.
  private(set) var last: Timestamp
  /// Since when there is a gap; nil while there is none.
  private(set) var gapSince: Timestamp?
  private var recent = RateRing(bucket: .seconds(1), span: 10)
  private var source: Int32 = -1
  private var otherSource: Int32 = -1
  private var otherSeen = Timestamp.origin

  init(at now: Timestamp) { last = now }

  /// Counts a report; the length of the gap that it ends, nil when there was none.
  mutating func beat(from endpoint: Int32, at now: Timestamp) -> Nanoseconds? {
    if source != endpoint {
      (otherSource, otherSeen) = (source, last)
      source = endpoint
    }
    last = now
    recent.add(at: now)
    defer { gapSince = nil }
    return gapSince.map { now - $0 }
  }

  /// Whether a gap has just begun: two endpoints reported recently, ten reports were due, none came.
  mutating func check(inFlight: Int, at now: Timestamp) -> Bool {
    guard gapSince == nil, inFlight > 0, otherSource >= 0 else { return false }
    let silence = now - last
    guard silence >= .seconds(1), otherSeen >= last - .seconds(10) else { return false }
    recent.advance(to: now)
    let due = recent.recentRate(buckets: 10, at: now) * 10 / max(1, 10 - silence.seconds) * silence.seconds
    guard due >= 10 else { return false }
    gapSince = last
    return true
  }
}
