// State: what a dialog is pinned to.

internal import RoutingEngine
internal import Wire

/// The parts of a dialog's targets that another operator or a reload can change, as they were when it opened.
///
/// What the engine does by itself is not among them, neither its breaker nor its holds: the dialog shows that as it
/// is, and drains are most wanted while it changes. Nor is any instant: one and the same is another moment of the
/// calendar once somebody sets the clock.
struct ActPin: Hashable, Sendable {
  /// An operator's order, without when it began.
  private struct Order: Hashable, Sendable {
    var kind: String
    var actor: String
    var reason: String
    /// For how long it was given, in whole seconds; nil where it has no lease.
    ///
    /// Both its ends are shown to the millisecond, and never moved apart by half a second.
    var lease: Int?

    init(_ order: EndpointStatus.Override) {
      (kind, actor, reason) = (order.kind, order.actor, order.reason)
      guard let since = order.since, let ends = order.leaseEnds else { return }
      lease = Show.whole(ends.seconds(since: since))
    }
  }

  /// The orders on the targets; of one that is under none, nil.
  private var orders: [String: Order?] = [:]
  /// When the leases of those end that end with them.
  private var ends: [String: Moment] = [:]
  /// The candidates of the feature it is about, the primary first.
  private var candidates: [String] = []

  /// What a choice is pinned to.
  init(_ choice: ActChoice, in snapshot: SystemSnapshot) {
    let wanted = Set(choice.endpoints)
    for endpoint in snapshot.endpoints where wanted.contains(endpoint.id) || Self.isInScope(endpoint, choice)
    {
      orders.updateValue(endpoint.override.map(Order.init), forKey: endpoint.id)
      if let order = endpoint.override, order.kind != "drain" { ends[endpoint.id] = order.leaseEnds }
    }
    guard let feature = snapshot.features.first(where: { $0.id == choice.feature }) else { return }
    candidates = [feature.primary] + feature.backups
  }

  /// What became of the targets since.
  enum Change: Hashable, Sendable {
    /// Nothing that matters.
    case none
    /// An order ended with its lease, which nobody did.
    case leaseEnded(String)
    /// Somebody acted on them, by the name of who did where an order of theirs stands, or another configuration came
    /// into force.
    case changed(by: String?)
  }

  /// How the targets of a choice differ from what this pins.
  func change(_ choice: ActChoice, in snapshot: SystemSnapshot) -> Change {
    let now = ActPin(choice, in: snapshot)
    guard now.orders != orders || now.candidates != candidates else { return .none }
    guard now.candidates == candidates, now.orders.keys == orders.keys else { return .changed(by: nil) }
    let moved = orders.keys.filter { now.orders[$0] != orders[$0] }.sorted()
    let isByLease = moved.allSatisfy { id in
      now.orders[id] == .some(nil) && ends[id].map { $0 <= snapshot.at } ?? false
    }
    guard isByLease, let first = moved.first else {
      return .changed(by: moved.lazy.compactMap { now.orders[$0] ?? nil }.first?.actor)
    }
    return .leaseEnded(first)
  }

  private static func isInScope(_ endpoint: EndpointStatus, _ choice: ActChoice) -> Bool {
    guard case .scope(let scope, _) = choice else { return false }
    return scope.holds(endpoint)
  }
}

extension Scope {
  /// Whether an endpoint belongs to the scope.
  func holds(_ endpoint: EndpointStatus) -> Bool {
    contains(
      id: endpoint.id, provider: endpoint.provider, cloud: endpoint.cloud, region: endpoint.region,
      model: endpoint.model)
  }
}
