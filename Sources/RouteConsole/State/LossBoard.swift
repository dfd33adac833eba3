// State: what the engine says would be left of features without the endpoints that carry most of them.

internal import RoutingEngine
internal import Wire

/// Previews of drains that nobody is about to make, so that room to spare is counted one way everywhere: by the table.
struct LossBoard: Hashable, Sendable {
  /// How often the engine is asked.
  static let pace = Duration.seconds(5)
  /// After so long an answer says nothing of now any more.
  static let goodFor = Duration.seconds(20)
  /// The most endpoints that are asked about at once; the tightest features' come first.
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
  private var askedAt: Duration?

  /// Makes a board on which nothing stands.
  init() {}

  /// Whether it is time to ask.
  func isDue(now: Duration) -> Bool { askedAt.map { now - $0 >= Self.pace } ?? true }

  /// What a feature would have left without an endpoint; nil where that is not known, or not of now.
  func loss(of feature: String, without endpoint: String, now: Duration) -> Loss? {
    guard let askedAt, now - askedAt <= Self.goodFor else { return nil }
    return losses[endpoint]?[feature]
  }

  /// Notes what is asked; what was known of other endpoints is forgotten.
  mutating func ask(_ tickets: [Ticket: String], now: Duration) {
    waiting = tickets
    askedAt = now
    losses = losses.filter { tickets.values.contains($0.key) }
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
    guard !isFrozen, !settings.traits.isReplay, losses.isDue(now: now),
      ScreenLayout(self).area(of: .capacity) != nil
    else { return [] }
    var names: [String] = []
    for feature in snapshot.tightestFirst
    where feature.headroom != nil && names.count < LossBoard.maximumAsked {
      if let name = feature.busiest, !names.contains(name) { names.append(name) }
    }
    var tickets: [Ticket: String] = [:]
    let effects = names.map { name -> Effect in
      let ticket = ticket()
      tickets[ticket] = name
      return .order(.preview(ticket, ActRequest(.drain(.endpoint(name)), reason: "")))
    }
    losses.ask(tickets, now: now)
    return effects
  }
}
