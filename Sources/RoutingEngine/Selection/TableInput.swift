/// What the builder may give an endpoint.
enum Admission: Sendable, Hashable {
  /// Its full share.
  case full
  /// A part of its fair share, in millionths, on the ramp.
  case ramp(Int)
  /// A part of its fair share, in millionths, more if the others cannot carry the rest.
  case suspect(Int)
  /// Only what nobody else can carry: it is down, and the best there is.
  case lastResort
  /// Nothing.
  case out

  /// Whether it counts as a healthy candidate.
  var isHealthy: Bool {
    switch self {
    case .full, .suspect: true
    case .ramp, .lastResort, .out: false
    }
  }
}

/// An endpoint as the builder sees it; rates are the fleet's, in requests a second.
struct EndpointInput: Sendable, Hashable {
  var admission = Admission.full
  /// Whether an operator keeps it out, so that it cannot even be the least bad.
  var isShut = false
  /// Whether it is out of quota, its credential refused, or its model gone.
  var isHeld = false
  /// The error rate from which on an endpoint is dead, and one that is on hold no worse.
  static let dead = 0.99
  /// Declared capacity; infinity where it is not declared.
  var capacity = Double.infinity
  /// The learned cap; infinity where there is none.
  var cap = Double.infinity
  /// Whether it is left alone for now, as it asked for or refuses everything.
  var isPaused = false
  /// What it may be asked, cap and pause or not, before a request is refused for want of room.
  var inNeed = 0.0
  /// What it may take in a failover; infinity where there is no limit.
  var receives = Double.infinity
  /// Failures divided by evidence, recently; orders the least bad.
  var errorRate = 0.0
  /// The same of the last two seconds; nil with fewer than three calls.
  var lateErrorRate: Double?
  /// How many calls that rests on.
  var evidence = 0
  /// The p90 of TTFT, in nanoseconds; nil until it is known.
  var ttft: Double?
  /// Time per output token, in nanoseconds; nil until it is known.
  var tpot: Double?
  /// Pushback divided by attempts.
  var pushback = 0.0
  /// The present use of its capacity, from 0 to 1.
  var load = 0.0
}

/// One candidate of one feature as the builder sees it.
struct PairInput: Sendable, Hashable {
  var endpoint: Int32
  /// The admission of this pair alone, where it was tripped alone.
  var scoped: Admission?
  /// Whether the price allows it.
  var isEligible = true
  /// Whether its quality is below the floor, so that it is only used while nothing above it is healthy.
  var isDegraded = false
  /// Cost of a typical request, in micro-dollars.
  var price = 0.0
  /// The quality that can be relied on; nil when it was never measured.
  var quality: Double?
}

/// A feature as the builder sees it.
struct FeatureInput: Sendable, Hashable {
  /// Where its pairs begin in the list of pairs.
  var firstPair: Int
  /// Its pairs in the order in force; places in the list of pairs.
  var order: [Int32]
  /// The order before a flip that is still on its way, and how much of it remains, in millionths.
  var before: [Int32] = []
  var beforeMillionths = 0
  /// Present demand of the fleet, in requests a second.
  var demand = 0.0
  var selection = FeatureConfiguration.Selection.primaryBackup
  /// Sticky percentages.
  var percents: [Percent] = []
  /// Output tokens of a typical request.
  var outputTokens = 200.0
  /// Shares before in millionths, one a pair from `firstPair` on; empty for no step limit.
  var previous: [Int32] = []

  /// A sticky percentage of the feature for one pair.
  struct Percent: Sendable, Hashable {
    var pair: Int32
    var millionths: Int
  }
}

/// Everything the routing table is a function of.
struct TableInput: Sendable, Hashable {
  var endpoints: [EndpointInput]
  var pairs: [PairInput]
  var features: [FeatureInput]
  /// Features by priority, the most important first.
  var byPriority: [Int]
}
