// Views: why a feature's new primary does not get all of it.

internal import RoutingEngine
internal import Wire

/// What keeps a part of a feature from its primary: what shuts it, else what it can carry, else what others are given.
enum FlipLimit {
  /// How much of a limit counts as having reached it: the figures are of calls that are over.
  private static let reached = 0.85

  /// How much of what an endpoint is given counts as all of it, of what would come.
  private static let nearlyFull = 0.97

  /// In a few words, what keeps the rest away.
  ///
  /// - Parameters:
  ///   - target: the primary.
  ///   - feature: whose primary it is; nil where it is not known any more.
  /// - Returns: the reason, of those that hold the one that decides.
  static func words(_ target: EndpointStatus, of feature: FeatureStatus?) -> String {
    if let shut = shut(target) { return "no more: " + shut }
    if let feature, target.openFor.contains(feature.id) { return "no more: it is open for \(feature.id)" }
    if let full = full(target) { return "no more: " + full }
    guard let feature, feature.selection != "balanced" else {
      return "the rest goes by score: Routes (5) says why"
    }
    let trickle = SelectionConfiguration().warmTrickle
    let others = feature.serving.filter { $0.endpoint != target.id }
    return others.allSatisfy { $0.share < trickle + 0.005 }
      ? "the rest keeps its backups warm" : "Routes (5) says why"
  }

  /// That a primary would be full once it has so many requests a second more, in a few words; nil where it would not, or
  /// nobody knows.
  static func fullWith(_ more: Double, _ target: EndpointStatus) -> String? {
    guard let rate = target.requestsPerSecond, let used = target.quota.requestsUsed, rate > 0, used > 0 else {
      return nil
    }
    let part = used * (rate + more) / rate
    guard part >= nearlyFull / SelectionConfiguration().capacitySlack else { return nil }
    return "\(target.id) would be full with it: \(Show.signed(part)) of its capacity"
  }

  private static func shut(_ target: EndpointStatus) -> String? {
    if let order = target.override, ["drain", "forced_open"].contains(order.kind) {
      return "\(order.word) by \(order.actor)"
    }
    if let hold = target.hold { return "held for \(hold.kind)" }
    guard target.override?.kind != "forced_closed" else { return nil }
    switch target.state {
    case "open": return "it is open"
    case "partial_open": return target.rampWords ?? "on the ramp"
    case "suspect": return "it is suspect"
    default: return nil
    }
  }

  /// The limit that is reached: of the learned cap and the declared capacity, with its slack, whichever is less.
  private static func full(_ target: EndpointStatus) -> String? {
    guard let rate = target.requestsPerSecond else { return nil }
    let slack = SelectionConfiguration().capacitySlack
    let used = target.quota.requestsUsed
    let declared = used.flatMap { $0 > 0 ? rate / $0 / slack : nil }
    let cap = target.quota.capRequestsPerSecond
    guard let limit = [declared, cap].compactMap(\.self).min(), rate >= limit * reached else { return nil }
    if let cap, cap <= limit { return "learned cap \(Show.rate(cap)) rps" }
    return "\(Show.signed(used)) of its capacity used"
  }
}
