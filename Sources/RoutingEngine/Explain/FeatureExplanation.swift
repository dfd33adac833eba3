/// Why the requests of a feature go where they go: every candidate, with its score, or why it is passed over.
public struct FeatureExplanation: Sendable, Hashable {
  /// Which feature.
  public var feature: FeatureIndex
  /// When, on the caller's clock.
  public var at: Timestamp
  /// The engine's revision.
  public var revision: UInt64
  /// How shares are made.
  public var selection: FeatureConfiguration.Selection
  /// The fleet's present demand, in requests a second.
  public var demand: Double
  /// The part of requests that is refused, in millionths.
  public var shedMillionths: Int
  /// Whether its pool is down to the least bad.
  public var isPanic: Bool
  /// One entry a candidate, in the order in force: the primary first.
  public var candidates: [CandidateExplanation]
}

/// One candidate of a feature: what it is given and why.
public struct CandidateExplanation: Sendable, Hashable {
  /// Which endpoint.
  public var endpoint: EndpointIndex
  /// Its share of the feature's requests, in millionths.
  public var millionths: Int
  /// For what it is given requests; nil when it is given none.
  public var serves: DecisionReason?
  /// Why it is given none, or not all that it could be given; nil when nothing keeps it back.
  public var skipped: SkipReason?
  /// What a typical request costs its user there.
  ///
  /// Lower is better. It orders the candidates of a balanced feature, and proposes flips of the others.
  public var score: CandidateScore
  /// What it can carry for all features, in requests a second: the declared capacity or the learned cap,
  /// whichever is less; nil when neither is known.
  public var capacity: Double?
  /// What all features together are planned to send it, in requests a second.
  public var offered: Double
  /// The part of the feature's requests that an order or an experiment fixes on it, in millionths; what goes by score
  /// comes on top.
  public var fixedMillionths: Int

  /// The same from 0 to 1; nil where nothing is fixed.
  public var fixedShare: Double? { fixedMillionths > 0 ? Double(fixedMillionths) / 1e6 : nil }
}

/// Why a candidate is passed over.
public enum SkipReason: Sendable, Hashable {
  /// An operator drains it.
  case drained
  /// An operator forced it open.
  case forcedOpen
  /// It is held, for a reason that is not its health.
  case held(Hold)
  /// Its breaker is open until an instant.
  case open(until: Timestamp)
  /// Its breaker is open for this feature alone.
  case openForFeature(until: Timestamp)
  /// It is certainly down, and its pool cannot do without it: it is asked last.
  case lastResort
  /// Its provider asked to be left alone until an instant.
  case paused(until: Timestamp)
  /// Its quality, as far as it can be relied on, is below the feature's floor.
  case belowFloor(quality: Double, floor: Double)
  /// A typical request costs more there than the feature allows, in US dollars.
  case tooDear(price: Double, ceiling: Double)
  /// It lacks something that the request needs.
  case incapable(Capabilities)
  /// The prompt does not fit its context of so many tokens.
  case promptTooLong(context: UInt32)
  /// The request was there already.
  case tried
  /// It is on its ramp at a stage, and is given a part of its fair share only.
  case onRamp(stage: Int)
  /// It is in doubt, and is given a part of its fair share only.
  case inDoubt
  /// What it can carry is taken, by this feature or by more important ones.
  case full
  /// Candidates before it carry everything.
  case notNeeded

  /// The name in JSON.
  public var name: String {
    switch self {
    case .drained: "drained"
    case .forcedOpen: "forced_open"
    case .held(let hold): "held_" + hold.name
    case .open: "open"
    case .openForFeature: "open_for_feature"
    case .lastResort: "last_resort"
    case .paused: "paused"
    case .belowFloor: "below_floor"
    case .tooDear: "too_dear"
    case .incapable: "incapable"
    case .promptTooLong: "prompt_too_long"
    case .tried: "tried"
    case .onRamp: "on_ramp"
    case .inDoubt: "in_doubt"
    case .full: "full"
    case .notNeeded: "not_needed"
    }
  }

  /// Whether it takes nothing at all, rather than less than it could.
  public var isComplete: Bool {
    switch self {
    case .onRamp, .inDoubt: false
    default: true
    }
  }
}
