/// What the other replicas saw of an endpoint in the last seconds, by the start of the call, summed.
struct PeerCounts: Sendable, Hashable {
  /// How far back the counts reach.
  static let window = Nanoseconds.seconds(3)
  /// How far back the lasting counts reach.
  static let lastingWindow = Nanoseconds.seconds(10)

  var samples = 0
  var failures = 0
  /// Of ten seconds: a call that waits three seconds in vain fails when three seconds have forgotten it.
  var lastingSamples = 0
  var lastingFailures = 0
  /// Calls that began in that time and have neither failed nor brought a first token.
  var pending = 0

  /// Calls of the last thirty seconds whose first token came, or is overdue; slow and overdue ones among them.
  var timed = 0
  var slow = 0

  /// Whether what they saw is certain: three samples at least, and four in five failed.
  var areDown: Bool { samples >= 3 && failures * 5 >= samples * 4 }
}

/// What the other replicas last said; hints, never commands.
struct PeerView: Sendable, Hashable {
  /// A digest older than this is ignored.
  static let freshness = Nanoseconds.seconds(5)

  private var digests: [ReplicaDigest?]
  private var isOpenAtMajority: [Bool]
  private var isDoubted: [Bool]
  private var lowestStage: [Int]
  private var counts: [PeerCounts]
  /// Requests a second at the others, summed, one entry a feature; and how many of them were heard.
  private(set) var arrivals: [Double]
  private(set) var heard = 0

  init(replicas: Int, endpoints: Int, features: Int) {
    arrivals = [Double](repeating: 0, count: features)
    digests = [ReplicaDigest?](repeating: nil, count: replicas > 1 ? replicas : 0)
    isOpenAtMajority = [Bool](repeating: false, count: endpoints)
    isDoubted = [Bool](repeating: false, count: endpoints)
    lowestStage = [Int](repeating: Int.max, count: endpoints)
    counts = [PeerCounts](repeating: PeerCounts(), count: endpoints)
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
      var doubting = 0
      var lowest = Int.max
      var seenThere = PeerCounts()
      for case let digest? in digests {
        guard now - digest.at <= Self.freshness, endpoint < digest.endpoints.count else { continue }
        fresh += 1
        let seen = digest.endpoints[endpoint]
        seenThere.samples += Int(seen.samples)
        seenThere.failures += Int(seen.failures)
        seenThere.lastingSamples += Int(seen.lastingSamples)
        seenThere.lastingFailures += Int(seen.lastingFailures)
        seenThere.pending += Int(seen.pending)
        seenThere.timed += Int(seen.timed)
        seenThere.slow += Int(seen.slow)
        switch seen.state {
        case .open: open += 1
        case .partialOpen(let stage): if seen.stageSamples > 0 { lowest = min(lowest, stage) }
        case .suspect: doubting += 1
        case .closed: break
        }
      }
      isOpenAtMajority[endpoint] = fresh > 0 && open * 2 > fresh
      isDoubted[endpoint] = doubting > 0 && doubting * 4 >= fresh
      lowestStage[endpoint] = lowest
      counts[endpoint] = seenThere
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

  /// What the others saw of it.
  func counts(_ endpoint: Int) -> PeerCounts { counts[endpoint] }

  /// Whether most of the others have it open.
  func isOpen(_ endpoint: Int) -> Bool { isOpenAtMajority[endpoint] }

  /// Whether a quarter of the others or more have it in doubt.
  func isInDoubt(_ endpoint: Int) -> Bool { isDoubted[endpoint] }

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
  /// Reports since the last look.
  private var unseen: UInt32 = 0
  private var source: Int32 = -1
  private var otherSource: Int32 = -1
  private var otherSeen = Timestamp.origin

  init(at now: Timestamp) { last = now }

  /// Counts a report; the length of the gap that it ends, nil when there was none.
  @inline(__always)
  mutating func beat(from endpoint: Int32, at now: Timestamp) -> Nanoseconds? {
    if source != endpoint {
      (otherSource, otherSeen) = (source, last)
      source = endpoint
    }
    last = now
    unseen &+= 1
    guard let since = gapSince else { return nil }
    gapSince = nil
    return now - since
  }

  /// Whether a gap has just begun: ten reports were due and none came.
  ///
  /// Where two endpoints reported recently a second of silence is enough. A single endpoint may have gone
  /// silent itself, but then its calls end by their budgets: only a silence longer than `patience`, the longest
  /// budget of a call, is a gap.
  mutating func check(inFlight: Int, patience: Nanoseconds, at now: Timestamp) -> Bool {
    recent.add(unseen, at: now)
    unseen = 0
    guard gapSince == nil, inFlight > 0, source >= 0 else { return false }
    let silence = now - last
    let hasTwo = otherSource >= 0 && otherSeen >= last - .seconds(10)
    guard silence >= (hasTwo ? .seconds(1) : patience + .seconds(1)) else { return false }
    let lately = recent.recentRate(buckets: 10, at: now) * 10 / max(1, 10 - silence.seconds)
    // A handful of reports in a clump is not a rate: the last minute must have it as well.
    guard min(lately, recent.minuteRate) * silence.seconds >= 10 else { return false }
    gapSince = last
    return true
  }
}
