internal import RoutingEngine
internal import Wire

/// What people ordered.
extension IncidentReport {
  /// An order, with every endpoint that it was about.
  struct Ordered: Hashable, Sendable {
    var line: EventLine
    var names: [String]

    /// Whether it came into force.
    var isInForce: Bool { line.kind != EventKind.actRefused.rawValue }
  }

  /// Orders of operators that are known by their events alone: a simulation has no audit log.
  var orders: [EventLine] {
    events.filter { event in
      switch EventKind(rawValue: event.kind) {
      case .overrideSet, .overrideEnded: event.detail.actor != nil && !isAudited(event)
      case .actRefused: !isAudited(event)
      default: false
      }
    }
  }

  /// Acts that came into force after the last figures, so that no figure knows of them.
  var actsAfterFigures: [AuditReceipt] {
    guard let last else { return [] }
    return audit.map(\.receipt).filter { receipt in
      guard case .act = receipt.act else { return false }
      return receipt.outcome == .applied && receipt.at > last
    }
  }

  /// The longest that a system which routes may take to confirm an act, in seconds.
  private static let confirmation = 630.0

  /// Whether an order of an operator is in the audit log as well: at the same time, or under the same name and for the
  /// same reason where it was confirmed later.
  private func isAudited(_ event: EventLine) -> Bool {
    audit.contains { line in
      guard case .act(let act) = line.receipt.act else { return false }
      let delay = event.at.seconds(since: line.receipt.at)
      if abs(delay) < 2 { return true }
      return (0...Self.confirmation).contains(delay) && line.receipt.outcome == .applied
        && line.receipt.actor == event.detail.actor && event.detail.reason ?? act.reason == act.reason
    }
  }

  /// The same orders, those of one act on several endpoints as one.
  var orderGroups: [Ordered] {
    orders.reduce(into: []) { told, order in
      let name = order.endpoint ?? order.feature ?? "everything"
      guard let last = told.last?.line, last.kind == order.kind, order.kind != EventKind.actRefused.rawValue,
        last.feature == nil, order.feature == nil, last.from == order.from, last.to == order.to,
        last.detail.actor == order.detail.actor, last.detail.reason == order.detail.reason,
        order.at.seconds(since: last.at) < 1
      else { return told.append(Ordered(line: order, names: [name])) }
      told[told.count - 1].names.append(name)
    }
  }
}
