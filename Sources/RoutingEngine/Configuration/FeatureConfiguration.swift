/// What is known of a feature: who may serve it, how well, and how fast.
public struct FeatureConfiguration: Sendable, Hashable {
  /// Its id, unique.
  public var id: String
  /// The endpoints that may serve it: the primary first, then the backups in order.
  public var candidates: [Candidate]
  /// 1 is the most important; the highest number is shed first.
  public var priority: Int = 1
  /// How shares are made.
  public var selection = Selection.primaryBackup
  /// What its users expect.
  public var objectives = Objectives()
  /// The quality a candidate must have; nil for any.
  public var qualityFloor: Double?
  /// The lower floor that holds while nothing healthy is above the floor; nil for none.
  public var degradedFloor: Double?
  /// The most a typical request may cost, in US dollars; nil for anything.
  public var priceCeilingUSD: Double?
  /// Whether a content refusal may be taken to one other provider.
  public var failsOverOnContentFilter = false
  /// Where the first retry goes.
  public var retry = RetryPlace.elsewhere
  /// Ways to rescue a stream after its first token, in the order they are tried.
  public var rescue: [Rescue] = []
  /// Sticky percentages on top of the shares.
  public var experiments: [Experiment] = []

  /// How shares are made.
  public enum Selection: String, Sendable, Hashable, CaseIterable {
    /// The primary carries what it can, then the backups in order.
    case primaryBackup = "primary-backup"
    /// Every candidate above the floor, by score.
    case balanced
  }

  /// Where the first retry goes.
  public enum RetryPlace: String, Sendable, Hashable, CaseIterable {
    /// To another endpoint.
    case elsewhere
    /// Once to the same endpoint, while it is healthy.
    case sameThenElsewhere = "same-then-elsewhere"
  }

  /// A way to go on after a stream broke.
  public enum Rescue: String, Sendable, Hashable, CaseIterable {
    /// Send what was delivered as the beginning of the answer.
    case prefill
    /// Ask again and skip what was delivered, for as long as it is the same text.
    case replay
  }

  /// A sticky percentage of a feature's requests for one endpoint.
  public struct Experiment: Sendable, Hashable {
    /// Where they go.
    public var endpoint: EndpointIndex
    /// How many, in percent from 0 to 100.
    public var percent: Double

    /// Pairs an endpoint with its percentage.
    public init(endpoint: EndpointIndex, percent: Double) {
      self.endpoint = endpoint
      self.percent = percent
    }
  }

  /// Describes a feature with one primary and no backup.
  public init(id: String, candidates: [Candidate]) {
    self.id = id
    self.candidates = candidates
  }
}

/// An endpoint that may serve a feature, with what its benchmark says.
public struct Candidate: Sendable, Hashable {
  /// Which endpoint.
  public var endpoint: EndpointIndex
  /// The feature's benchmark on it; nil when it was never measured.
  public var quality: QualityScore?

  /// Pairs an endpoint with its benchmark.
  public init(endpoint: EndpointIndex, quality: QualityScore? = nil) {
    self.endpoint = endpoint
    self.quality = quality
  }
}

/// A benchmark result.
public struct QualityScore: Sendable, Hashable {
  /// The mean score, from 0 to 1.
  public var mean: Double
  /// How many samples it rests on; nil when the author gave a bare number.
  public var samples: Int?
  /// Whether it is older than 30 days; the shell knows the date.
  public var isStale = false

  /// Describes a benchmark result.
  public init(mean: Double, samples: Int? = nil, isStale: Bool = false) {
    self.mean = mean
    self.samples = samples
    self.isStale = isStale
  }

  /// What can be relied on: the lower end of the 95 % interval, one standard deviation less when stale.
  ///
  /// The normal approximation of the binomial: mean − 1.96·√(mean·(1−mean)/n).
  public var lowerBound: Double {
    let variance = mean * (1 - mean)
    guard let samples, samples > 0 else { return mean }
    let deviation = (variance / Double(samples)).squareRoot()
    return mean - (isStale ? 2.96 : 1.96) * deviation
  }
}

/// What the users of a feature expect.
public struct Objectives: Sendable, Hashable {
  /// The p90 of time to first token.
  public var ttftP90: Nanoseconds = .milliseconds(2_500)
  /// The p90 of the whole answer.
  public var latencyP90: Nanoseconds = .seconds(30)
  /// The share of requests that may fail, from 0 to 1.
  public var errorRate: Double = 0.01
  /// When a request is too late.
  public var deadline: Nanoseconds = .seconds(60)
  /// When a first token is too late, whatever the endpoint's own speed.
  public var ttftDeadline: Nanoseconds = .seconds(10)

  /// Sets the default expectations.
  public init() {}
}
