/// What happened in every second of the run, endpoint by endpoint.
struct Timeline: Sendable {
  /// How many endpoints there are.
  let endpointCount: Int
  /// Seconds that are complete.
  private(set) var seconds = 0
  /// First attempts, second by second.
  private var first: [UInt32] = []
  /// All attempts.
  private var offered: [UInt32] = []
  /// Probes of endpoints that were open or at the ramp's first two stages.
  private var trialProbes: [UInt32] = []
  /// Capacity in requests a second; below 0 where it is not declared.
  private var capacity: [Double] = []
  private var nowFirst: [UInt32]
  private var nowOffered: [UInt32]
  private var nowTrialProbes: [UInt32]

  init(endpointCount: Int) {
    self.endpointCount = endpointCount
    nowFirst = [UInt32](repeating: 0, count: endpointCount)
    nowOffered = nowFirst
    nowTrialProbes = nowFirst
  }

  /// Counts an attempt in the present second.
  mutating func add(_ record: AttemptRecord) {
    nowOffered[record.endpoint] += 1
    if record.isFirst { nowFirst[record.endpoint] += 1 }
    if record.isTrialProbe { nowTrialProbes[record.endpoint] += 1 }
  }

  /// Ends the present second.
  mutating func closeSecond(capacity now: [Double?]) {
    first += nowFirst
    offered += nowOffered
    trialProbes += nowTrialProbes
    for value in now { capacity.append(value ?? -1) }
    for endpoint in 0..<endpointCount {
      nowFirst[endpoint] = 0
      nowOffered[endpoint] = 0
      nowTrialProbes[endpoint] = 0
    }
    seconds += 1
  }

  /// First attempts at an endpoint, and at all, over a span of seconds.
  func firstAttempts(_ endpoint: Int, _ span: Range<Int>) -> (here: Int, all: Int) {
    sum(first, endpoint, span)
  }

  /// Attempts at an endpoint, and at all, over a span of seconds.
  func attempts(_ endpoint: Int, _ span: Range<Int>) -> (here: Int, all: Int) { sum(offered, endpoint, span) }

  /// The endpoint's share of first attempts over a span; nil where there were none at all.
  func firstShare(_ endpoint: Int, _ span: Range<Int>) -> Double? {
    let found = firstAttempts(endpoint, span)
    return found.all > 0 ? Double(found.here) / Double(found.all) : nil
  }

  /// What an endpoint could have carried over a span, in requests; nil where its capacity is not declared.
  func capacity(_ endpoint: Int, _ span: Range<Int>) -> Double? {
    var sum = 0.0
    for second in span.clamped(to: 0..<seconds) {
      let value = capacity[second * endpointCount + endpoint]
      guard value >= 0 else { return nil }
      sum += value
    }
    return sum
  }

  /// The highest ratio in a second of trial probes to capacity; nil where no capacity is declared.
  func peakTrialShare(in span: Range<Int>) -> Double? {
    var peak: Double?
    for second in span.clamped(to: 0..<seconds) {
      for endpoint in 0..<endpointCount {
        let place = second * endpointCount + endpoint
        guard capacity[place] > 0 else { continue }
        peak = max(peak ?? 0, Double(trialProbes[place]) / capacity[place])
      }
    }
    return peak
  }

  /// How much shares move in an hour: half the sum of their changes from one minute to the next.
  ///
  /// Whole minutes, because in shorter slots chance moves them more than any decision; 1 is all the traffic
  /// once. Nil with less than two minutes.
  func churnPerHour(in span: Range<Int>) -> Double? {
    let span = span.clamped(to: 0..<seconds)
    let minutes = span.count / 60
    guard minutes >= 2 else { return nil }
    var moved = 0.0
    for minute in 1..<minutes {
      let start = span.lowerBound + minute * 60
      for endpoint in 0..<endpointCount {
        let before = attempts(endpoint, start - 60..<start)
        let after = attempts(endpoint, start..<start + 60)
        guard before.all > 0, after.all > 0 else { continue }
        let difference = Double(after.here) / Double(after.all) - Double(before.here) / Double(before.all)
        moved += abs(difference) / 2
      }
    }
    return moved * 60 / Double(minutes - 1)
  }

  private func sum(_ counts: [UInt32], _ endpoint: Int, _ span: Range<Int>) -> (here: Int, all: Int) {
    var here = 0
    var all = 0
    for second in span.clamped(to: 0..<seconds) {
      let row = second * endpointCount
      here += Int(counts[row + endpoint])
      for place in row..<row + endpointCount { all += Int(counts[place]) }
    }
    return (here, all)
  }
}
