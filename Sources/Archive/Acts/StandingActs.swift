internal import RoutingEngine
public import Wire

/// Which acts are still in force after all that were kept, so that a new process puts them in force again.
///
/// An endpoint has one order at a time, a feature the order of its candidates that all flips together made, and
/// a pair of feature and endpoint one share.
public struct StandingActs: Sendable, Hashable {
  /// The most flips of one feature that are kept.
  ///
  /// Without the ones before, its primary is still right; its backups may stand in another order.
  static let flipLimit = 256

  private var overrides: [String: KeptAct] = [:]
  private var flips: [String: [KeptAct]] = [:]
  private var shares: [Pair: KeptAct] = [:]
  /// The highest number of an act.
  public private(set) var lastID: UInt64 = 0

  private struct Pair: Hashable {
    var feature: String
    var endpoint: String
  }

  /// Makes a state in which nothing is in force.
  public init() {}

  /// Remembers a number that was used, so that it is not used again.
  mutating func use(id: UInt64) { lastID = max(lastID, id) }

  /// Takes the next act in.
  public mutating func take(_ kept: KeptAct) {
    use(id: kept.id)
    switch kept.act.order {
    case .drain:
      for endpoint in kept.affected {
        overrides[endpoint] = narrowed(kept, to: endpoint, .drain(.endpoint(endpoint)))
      }
    case .undrain:
      for endpoint in kept.affected {
        if case .drain? = overrides[endpoint]?.act.order { overrides[endpoint] = nil }
      }
    case .breaker(_, .auto): for endpoint in kept.affected { overrides[endpoint] = nil }
    case .breaker(_, let order):
      for endpoint in kept.affected {
        overrides[endpoint] = narrowed(kept, to: endpoint, .breaker(.endpoint(endpoint), order))
      }
    case .flip(let feature, _, _): takeFlip(kept, feature)
    case .share(let feature, let endpoint, let percent):
      shares[Pair(feature: feature, endpoint: endpoint)] = percent > 0 ? kept : nil
    }
  }

  /// The acts in force at an instant, in the order in which they were done.
  ///
  /// A drain outlives its lease and a flip has none; other acts end with theirs.
  public func inForce(at now: Moment) -> [KeptAct] { all.filter { !Self.hasLapsed($0, at: now) } }

  /// The acts whose lease ran out while nobody was there to end them.
  public func lapsed(at now: Moment) -> [KeptAct] { all.filter { Self.hasLapsed($0, at: now) } }

  /// Forgets the acts whose lease has ended.
  mutating func forgetLapsed(at now: Moment) {
    overrides = overrides.filter { !Self.hasLapsed($0.value, at: now) }
    shares = shares.filter { !Self.hasLapsed($0.value, at: now) }
  }

  /// Everything that was not taken back, lapsed or not.
  var all: [KeptAct] {
    (Array(overrides.values) + flips.values.joined() + Array(shares.values)).sorted { left, right in
      left.id != right.id ? left.id < right.id : left.affected.joined() < right.affected.joined()
    }
  }

  private static func hasLapsed(_ kept: KeptAct, at now: Moment) -> Bool {
    switch kept.act.order {
    case .drain, .undrain, .flip: false
    case .breaker, .share: kept.leaseEnds <= now
    }
  }

  /// The same act on one endpoint of its scope.
  private func narrowed(_ kept: KeptAct, to endpoint: String, _ order: Order) -> KeptAct {
    var one = kept
    one.act.order = order
    one.affected = [endpoint]
    return one
  }

  /// Appends a flip and takes out what goes to and fro: to X, then Y, then X again leaves what X alone left,
  /// since each flip exchanges the primary with its target.
  private mutating func takeFlip(_ kept: KeptAct, _ feature: String) {
    var all = flips[feature] ?? []
    all.append(kept)
    if all.count >= 3, Self.target(all[all.count - 3]) == Self.target(kept) {
      all.removeSubrange((all.count - 3)...(all.count - 2))
    }
    flips[feature] = Array(all.suffix(Self.flipLimit))
  }

  private static func target(_ kept: KeptAct) -> String? {
    guard case .flip(_, let target, _) = kept.act.order else { return nil }
    return target
  }
}
