// State: what the engine says would be left of features without the endpoints that carry most of them.

internal import RoutingEngine
internal import Wire

/// Previews of drains that nobody is about to make, so that room to spare is counted one way everywhere: by the table.
struct LossBoard: Hashable, Sendable {
  /// How old an answer is before it is asked for again; one a snapshot, for a preview reads the whole fleet.
  static let pace = Duration.seconds(5)
  /// After so long an answer says nothing of now any more.
  static let goodFor = Duration.seconds(20)
  /// The most endpoints that are asked about; the tightest features' come first.
  static let maximumAsked = 12

  /// What a feature would have left.
  struct Loss: Hashable, Sendable {
    /// Capacity of the rest of its pool divided by its demand; nil where it is not declared.
    var headroom: Double?
    /// The part of its requests that nobody would serve, from 0 to 1.
    var shedShare: Double
  }

  /// By the endpoint that would go, then by feature.
  private var losses: [String: [String: Loss]] = [:]
  private var waiting: [Ticket: String] = [:]
  private var askedAt: [String: Duration] = [:]
  /// How every endpoint stood when it was asked last.
  private var standing: [Standing] = []

  /// What of an endpoint decides what the others have to carry.
  private struct Standing: Hashable {
    var id: String
    var state: String
    var hold: String?
    var order: String?
  }

  /// Notes how the endpoints stand; where one stands otherwise than before, everything has to be asked again.
  mutating func follow(_ snapshot: SystemSnapshot) {
    let now = snapshot.endpoints.map {
      Standing(id: $0.id, state: $0.state, hold: $0.hold?.kind, order: $0.override?.kind)
    }
    if now != standing { askedAt = [:] }
    standing = now
  }

  /// Makes a board on which nothing stands.
  init() {}

  /// Whom to ask about now: every endpoint of which nothing is known, else the one whose answer is oldest, where that is
  /// old enough.
  func due(of names: [String], now: Duration) -> [String] {
    let new = names.filter { name in askedAt[name].map { now - $0 > Self.goodFor } ?? true }
    guard new.isEmpty else { return new }
    let oldest = names.min { (askedAt[$0] ?? .zero) < (askedAt[$1] ?? .zero) }
    guard let oldest, let asked = askedAt[oldest], now - asked >= Self.pace else { return [] }
    return [oldest]
  }

  /// What a feature would have left without an endpoint; nil where that is not known, or not of now.
  func loss(of feature: String, without endpoint: String, now: Duration) -> Loss? {
    guard let asked = askedAt[endpoint], now - asked <= Self.goodFor else { return nil }
    return losses[endpoint]?[feature]
  }

  /// Notes what is asked; what was known of endpoints that are of no interest any more is forgotten.
  mutating func ask(_ tickets: [Ticket: String], among names: [String], now: Duration) {
    waiting = waiting.filter { names.contains($0.value) }
    for (ticket, name) in tickets {
      waiting[ticket] = name
      askedAt[name] = now
    }
    losses = losses.filter { names.contains($0.key) }
    askedAt = askedAt.filter { names.contains($0.key) }
  }

  /// Takes an answer; false where nobody waits for it.
  mutating func take(_ preview: ActPreview?, under ticket: Ticket) -> Bool {
    guard let endpoint = waiting.removeValue(forKey: ticket) else { return false }
    losses[endpoint] = preview?.features.reduce(into: [:]) { losses, feature in
      losses[feature.id] = Loss(headroom: feature.headroom, shedShare: feature.shedShare)
    }
    return true
  }
}

extension FeatureStatus {
  /// The endpoint that serves most of it; nil where nobody does.
  var busiest: String? { serving.max { $0.share < $1.share }?.endpoint }
}

extension SystemSnapshot {
  /// Features with the least to spare first.
  var tightestFirst: [FeatureStatus] {
    features.sorted { ($0.headroom ?? .infinity, $0.id) < ($1.headroom ?? .infinity, $1.id) }
  }
}

extension Model {
  /// Asks the engine what would be left without each of the busiest endpoints, where a pane shows it.
  mutating func askLosses(_ snapshot: SystemSnapshot) -> [Effect] {
    guard !isFrozen, !settings.traits.isReplay,
      ScreenLayout(self).area(of: .capacity) != nil
    else { return [] }
    var names: [String] = []
    for feature in snapshot.tightestFirst
    where feature.headroom != nil && names.count < LossBoard.maximumAsked {
      if let name = feature.busiest, !names.contains(name) { names.append(name) }
    }
    losses.follow(snapshot)
    var tickets: [Ticket: String] = [:]
    let due = losses.due(of: names, now: now)
    guard !due.isEmpty else { return [] }
    let effects = due.map { name -> Effect in
      let ticket = ticket()
      tickets[ticket] = name
      return .order(.preview(ticket, ActRequest(.drain(.endpoint(name)), reason: "")))
    }
    losses.ask(tickets, among: names, now: now)
    return effects
  }
}
