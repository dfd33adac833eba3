public import Documents
public import RoutingEngine

/// What an act would do, by the builder that makes the routing table.
public struct ActPreview: Sendable, Hashable {
  /// The act.
  public var act: ActRequest
  /// The revision it was computed at.
  public var revision: UInt64
  /// Whether it may be done without force.
  public var isAllowed: Bool
  /// Why a guard rail refuses it; nil where none does.
  public var refusal: String?
  /// The endpoints it touches.
  public var affected: [String]
  /// Features that would have no healthy candidate left.
  public var stranded: [String]
  /// Every feature whose shares, candidates or head-room it changes.
  public var features: [Feature]
  /// Calls in flight on the endpoints it touches; nil where nobody counts them.
  public var inFlight: Int?
  /// What has to be typed to pass the guard rails; nil where nothing has to be.
  public var typedToken: String?
  /// What it would do that its words do not say, a sentence each: another operator's order that it ends, an endpoint
  /// that stays out all the same.
  public var warnings: [String]

  /// What an act would do to one feature.
  public struct Feature: Sendable, Hashable {
    /// Its id.
    public var id: String
    /// Shares now.
    public var before: [ServedShare]
    /// Shares afterwards, once every step is done.
    public var after: [ServedShare]
    /// Healthy candidates afterwards.
    public var candidatesLeft: Int
    /// Capacity of the rest of its pool divided by its demand; nil where capacity is not declared.
    public var headroom: Double?
    /// Expected p90 of time to first token, in milliseconds.
    public var ttftP90: Double?
    /// Expected cost, in US dollars an hour; nil where nobody named a price.
    public var costPerHour: Double?
    /// Expected mean quality.
    public var qualityMean: Double?
    /// The share of requests that would be refused, from 0 to 1.
    public var shedShare: Double
    /// The share of sessions that would lose a warm cache, from 0 to 1.
    public var sessionsMoved: Double

    /// Describes a feature that an act leaves as it is.
    public init(id: String, before: [ServedShare], after: [ServedShare], candidatesLeft: Int) {
      self.id = id
      self.before = before
      self.after = after
      self.candidatesLeft = candidatesLeft
      (shedShare, sessionsMoved) = (0, 0)
    }
  }

  /// Describes a preview.
  public init(act: ActRequest, revision: UInt64, refusal: String?) {
    self.act = act
    self.revision = revision
    self.refusal = refusal
    isAllowed = refusal == nil
    (affected, stranded, features, warnings) = ([], [], [], [])
    inFlight = 0
  }

  /// How many points a percentage in a token may have grown worse since it was typed.
  static let tokenSlack = 5

  /// Whether what was typed passes the guard rail: the token, or one whose percentage was of a moment ago.
  ///
  /// Figures move while somebody types; the kind of damage and the number of stranded features must be right.
  public func isPassed(by typed: String) -> Bool {
    guard let typedToken, typed != typedToken else { return true }
    let (wanted, given) = (typedToken.split(separator: " "), typed.split(separator: " "))
    guard wanted.count == 2, given.count == 2, wanted[0] == given[0], wanted[0] != Damage.stranding,
      let now = Int(wanted[1]), let then = Int(given[1])
    else { return false }
    return abs(now - then) <= Self.tokenSlack
  }
}

extension ActPreview: JSONWritable, WireReadable {
  /// Writes the preview.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("act", act)
      $0.field("revision", revision)
      $0.field("allowed", isAllowed)
      $0.field("refusal", refusal)
      $0.field("affected", affected)
      $0.field("stranded", stranded)
      $0.field("features", features)
      $0.field("in_flight", inFlight)
      $0.field("typed_token", typedToken)
      $0.field("warnings", warnings)
    }
  }

  /// Reads a preview; nil without its act.
  public init?(_ node: Node) {
    guard let act = node.shape("act", ActRequest.self) else { return nil }
    self.init(act: act, revision: node.serial("revision") ?? 0, refusal: node.text("refusal"))
    isAllowed = node.flag("allowed")
    affected = node.texts("affected")
    stranded = node.texts("stranded")
    features = node.list("features", of: Feature.self)
    inFlight = node.count("in_flight")
    typedToken = node.text("typed_token")
    warnings = node.texts("warnings")
  }
}

extension ActPreview.Feature: JSONWritable, WireReadable {
  /// Writes an item of `features`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("before", before)
      $0.field("after", after)
      $0.field("candidates_left", candidatesLeft)
      $0.field("headroom", headroom)
      $0.field("ttft_p90_ms", ttftP90)
      $0.field("cost_usd_per_h", costPerHour)
      $0.field("quality_mean", qualityMean)
      $0.field("shed_share", shedShare)
      $0.field("sessions_moved", sessionsMoved)
    }
  }

  /// Reads an item of `features`; nil without an id.
  public init?(_ node: Node) {
    guard let id = node.text("id") else { return nil }
    self.init(
      id: id, before: node.list("before", of: ServedShare.self),
      after: node.list("after", of: ServedShare.self),
      candidatesLeft: node.count("candidates_left") ?? 0)
    headroom = node.number("headroom")
    ttftP90 = node.number("ttft_p90_ms")
    costPerHour = node.number("cost_usd_per_h")
    qualityMean = node.number("quality_mean")
    shedShare = node.number("shed_share") ?? 0
    sessionsMoved = node.number("sessions_moved") ?? 0
  }
}

extension ActPreview {
  /// The preview of an engine, with names instead of places.
  public init(_ preview: Preview, of act: ActRequest, in configuration: EngineConfiguration) {
    self.init(act: act, revision: preview.revision, refusal: preview.refusal)
    affected = preview.affected.map { configuration.endpoints[$0.value].id }
    stranded = preview.stranded.map { configuration.features[$0.value].id }
    features = preview.features.map { Feature($0, in: configuration) }
    inFlight = preview.inFlight
    guard refusal != nil, let damage = Damage(self) else { return }
    typedToken = damage.token
    refusal = damage.words ?? refusal
  }
}

/// The worst that an act would do: what a guard rail names, and what has to be typed to pass it.
///
/// The token names the damage, so that it cannot be typed by habit.
struct Damage {
  /// The word of tokens that count features.
  static let stranding = "strand"
  /// `strand 2`, `shed 96`, `short 15`, `spare 4`; percentages but for the first.
  let token: String
  /// The damage in words; nil where the engine's own say it.
  let words: String?

  /// The worst of a preview; nil where it does no damage that has a number, and of orders that no guard rail stops.
  init?(_ preview: ActPreview) {
    switch preview.act.order {
    case .drain, .breaker(_, .open): break
    case .undrain, .breaker, .flip, .share: return nil
    }
    if !preview.stranded.isEmpty {
      (token, words) = ("\(Self.stranding) \(preview.stranded.count)", nil)
    } else if let worst = preview.features.filter({ $0.shedShare >= 0.005 }).max(by: {
      $0.shedShare < $1.shedShare
    }) {
      let percent = Int((worst.shedShare * 100).rounded())
      token = "shed \(percent)"
      words = "it would shed \(percent) % of the requests of \(worst.id)" + Self.room(worst)
    } else if let worst = preview.features.filter({ $0.headroom != nil }).min(by: {
      ($0.headroom ?? 0) < ($1.headroom ?? 0)
    }), let headroom = worst.headroom {
      let percent = Int((headroom * 100).rounded(.down))
      token = percent < 100 ? "short \(100 - percent)" : "spare \(percent - 100)"
      words = "the rest of the pool of \(worst.id) would hold \(percent) % of its demand, less than 110 %"
    } else {
      return nil
    }
  }

  private static func room(_ feature: ActPreview.Feature) -> String {
    guard let headroom = feature.headroom, headroom < 1 else { return "" }
    return ": the rest of its pool would hold \(Int((headroom * 100).rounded(.down))) % of its demand"
  }
}

extension ActPreview.Feature {
  init(_ preview: FeaturePreview, in configuration: EngineConfiguration) {
    func shares(_ shares: [EndpointShare]) -> [ServedShare] {
      shares.map { ServedShare(endpoint: configuration.endpoints[$0.endpoint.value].id, share: $0.fraction) }
    }
    self.init(
      id: configuration.features[preview.feature.value].id, before: shares(preview.before),
      after: shares(preview.after), candidatesLeft: preview.candidatesLeft)
    headroom = preview.headroom
    ttftP90 = preview.ttftP90?.milliseconds
    // Of several that would serve, those with a price say what is known.
    let isPriced = preview.after.contains {
      $0.millionths > 0 && configuration.endpoints[$0.endpoint.value].costIsKnown
    }
    costPerHour = isPriced ? preview.costPerHour : nil
    qualityMean = preview.quality
    shedShare = Double(preview.shedMillionths) / 1e6
    sessionsMoved = Double(preview.sessionsMovedMillionths) / 1e6
  }
}
