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

  /// Whether an order of an operator is in the audit log as well.
  private func isAudited(_ event: EventLine) -> Bool {
    audit.contains { line in
      guard case .act = line.receipt.act else { return false }
      return abs(line.receipt.at.seconds(since: event.at)) < 2
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
