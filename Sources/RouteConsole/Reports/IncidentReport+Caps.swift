internal import RoutingEngine
internal import Wire

extension IncidentReport {
  /// A time in which an endpoint was sent no more than it had shown that it takes: it pushed back.
  struct Cap: Hashable, Sendable {
    /// Which endpoint.
    var endpoint: String
    /// When it was first held to less.
    var from: Moment
    /// The first limit, in requests a second.
    var first: Double
    /// The lowest limit, in requests a second.
    var lowest: Double
    /// When it took all again; nil where it did not within the span.
    var lifted: Moment?
  }

  /// The part of an endpoint's calls that it has to refuse, and the part of its first limit that it has to be held to,
  /// for its pushback to be worth telling: one refusal at the limit that everybody knew of is not.
  private static let tellingRefusals = 0.2
  private static let tellingLimit = 0.85

  /// When endpoints pushed back by more than brushing against their limit, oldest first.
  var caps: [Cap] {
    allCaps.filter { cap in
      let refused = endpoints.first { $0.id == cap.endpoint }?.worstPushback ?? 0
      return cap.lowest <= cap.first * Self.tellingLimit || refused >= Self.tellingRefusals
    }
  }

  var allCaps: [Cap] {
    events.reduce(into: []) { caps, event in
      guard event.kind == EventKind.capChanged.rawValue, let endpoint = event.endpoint else { return }
      let place = caps.lastIndex { $0.endpoint == endpoint && $0.lifted == nil }
      switch (place, event.detail.rate) {
      case (nil, let rate?): caps.append(Cap(endpoint: endpoint, from: event.at, first: rate, lowest: rate))
      case (let place?, let rate?): caps[place].lowest = min(caps[place].lowest, rate)
      case (let place?, nil): caps[place].lifted = event.at
      case (nil, nil): break
      }
    }
  }

  /// The endpoints whose pushback is told and that are sent less to the end.
  var cappedAtEnd: [String] {
    let ended = Set(endpoints.filter { $0.capAtEnd == nil }.map(\.id))
    return capped.filter { name in
      !ended.contains(name) && endpoints.contains { $0.id == name && $0.isWellAtEnd }
    }
  }

  /// The endpoints that pushed back, each once.
  var capped: [String] {
    caps.reduce(into: []) { names, cap in
      if !names.contains(cap.endpoint) { names.append(cap.endpoint) }
    }
  }
}
