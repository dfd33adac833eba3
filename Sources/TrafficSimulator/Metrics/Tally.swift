internal import RoutingEngine

/// How a request ended.
enum RequestEnding: UInt64, Sendable, Hashable {
  case succeeded
  case failedPreToken
  case failedMidStream
  case shed
  case partial
}

/// What is counted over one span: requests by their arrival, attempts by their start.
struct Tally: Sendable {
  /// The span.
  let window: Window
  private let endpointCount: Int
  private(set) var requests = 0
  private(set) var ended = 0
  private(set) var succeeded = 0
  private(set) var failed = Failures()
  private(set) var partial = 0
  private(set) var attempts = 0
  /// Attempts of each feature at each endpoint, feature by feature.
  private(set) var attemptsAt: [Int]
  private(set) var trialProbes = 0
  private(set) var probeFailures = 0
  private(set) var sessionMoves = 0
  /// Pico-dollars.
  private(set) var cost: Int64 = 0
  private(set) var costWasted: Int64 = 0
  private var qualitySum = 0.0
  private var qualityCount = 0
  private(set) var ttft = DurationHistogram()
  private(set) var latency = DurationHistogram()
  private(set) var ttftOfFeature: [DurationHistogram]
  private(set) var latencyOfFeature: [DurationHistogram]
  /// Seconds in which each feature broke its objectives.
  private(set) var violations: [Int]

  init(window: Window, features: Int, endpoints: Int) {
    self.window = window
    endpointCount = endpoints
    attemptsAt = [Int](repeating: 0, count: features * endpoints)
    ttftOfFeature = (0..<features).map { _ in DurationHistogram() }
    latencyOfFeature = (0..<features).map { _ in DurationHistogram() }
    violations = [Int](repeating: 0, count: features)
  }

  /// The mean score of what served the requests; nil where nothing was ever measured.
  var qualityMean: Double? { qualityCount > 0 ? qualitySum / Double(qualityCount) : nil }

  /// Counts an arrival.
  mutating func addRequest() { requests += 1 }

  /// Counts an attempt.
  mutating func addAttempt(_ record: AttemptRecord) {
    attempts += 1
    attemptsAt[record.feature * endpointCount + record.endpoint] += 1
    if record.isTrialProbe { trialProbes += 1 }
  }

  /// Books an attempt, in pico-dollars.
  mutating func addCost(_ picoUSD: Int64, isWasted: Bool) {
    cost += picoUSD
    if isWasted { costWasted += picoUSD }
  }

  /// Counts the end of a request.
  mutating func addEnding(_ record: RequestRecord) {
    ended += 1
    switch record.ending {
    case .succeeded:
      succeeded += 1
      ttft.add(record.ttft)
      latency.add(record.latency)
      ttftOfFeature[record.feature].add(record.ttft)
      latencyOfFeature[record.feature].add(record.latency)
      if record.hasMoved { sessionMoves += 1 }
      if let quality = record.quality {
        qualitySum += quality
        qualityCount += 1
      }
    case .failedPreToken: failed.preToken += 1
    case .failedMidStream: failed.midStream += 1
    case .shed: failed.shed += 1
    case .partial: partial += 1
    }
    if record.lastWasProbe, record.ending == .failedPreToken || record.ending == .failedMidStream {
      probeFailures += 1
    }
  }

  /// Counts a second in which a feature broke its objectives.
  mutating func addViolation(feature: Int) { violations[feature] += 1 }
}

/// One attempt at its start, with the truth about the endpoint: what an oracle would be told as well.
struct AttemptRecord: Sendable {
  var feature: Int
  var endpoint: Int
  var replica: Int
  /// Whether it is the request's first.
  var isFirst: Bool
  /// Whether it probes an endpoint that is open or at the ramp's first two stages.
  var isTrialProbe: Bool
  /// When it starts, in nanoseconds since the beginning of the run.
  var at: Int64
  /// How it will go.
  var plan: ServicePlan
  /// What it will cost, in pico-dollars.
  var picoUSD: Int64
}

/// One request at its end.
struct RequestRecord: Sendable {
  var feature: Int
  /// When it arrived, in nanoseconds since the beginning of the run.
  var arrived: Int64
  var ending: RequestEnding
  /// From its arrival to its first token, in nanoseconds; 0 where none came.
  var ttft: Int64 = 0
  /// From its arrival to its end, in nanoseconds.
  var latency: Int64 = 0
  /// The benchmark score of what served it; nil where it was never measured.
  var quality: Double?
  /// Whether its conversation was served elsewhere before.
  var hasMoved = false
  /// Whether its last attempt probed an endpoint that was open or at the ramp's first two stages.
  var lastWasProbe = false
}
