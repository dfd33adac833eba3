public import RoutingEngine

/// What an act would do that its words do not say.
public enum ActWarnings {
  /// Says what an act would do beyond its words.
  ///
  /// - Parameters:
  ///   - order: what is wanted.
  ///   - affected: the endpoints it touches, as the engine has them now.
  ///   - now: the instant of these.
  ///   - configuration: whose endpoints they are.
  /// - Returns: a sentence for each endpoint of which there is something to say; none where the act does what it says.
  public static func of(
    _ order: Order, on affected: [EndpointSnapshot], at now: Timestamp, in configuration: EngineConfiguration
  ) -> [String] {
    affected.compactMap { endpoint in
      let id = configuration.endpoints[endpoint.endpoint.value].id
      if let standing = endpoint.override, ends(standing.kind, order) {
        return "\(id): ends the \(words(standing.kind)) by \(standing.actor), "
          + (standing.isOverdue ? "lease over" : "\(clock((standing.leaseEnds - now).seconds)) left")
      }
      guard case .undrain = order, endpoint.override?.kind == .drain else { return nil }
      if let hold = endpoint.hold {
        return
          "\(id) is HELD (\(hold.name)): nothing comes back before a call is let through; then it goes up its ramp"
      }
      guard case .open = endpoint.state else { return nil }
      return "\(id) is OPEN: probes come back first, the rest once they succeed"
    }
  }

  /// Whether an order ends another one that stands, without being an undrain.
  private static func ends(_ standing: OverrideKind, _ order: Order) -> Bool {
    switch order {
    case .drain: standing != .drain
    case .breaker(_, .open): standing != .forcedOpen
    case .breaker(_, .close): standing != .forcedClosed
    case .breaker(_, .pin): standing != .pinned
    case .breaker(_, .auto): standing == .drain
    case .undrain, .flip, .share: false
    }
  }

  private static func words(_ kind: OverrideKind) -> String {
    switch kind {
    case .drain: "drain"
    case .forcedOpen: "order open"
    case .forcedClosed: "order closed"
    case .pinned: "pin"
    }
  }

  /// `14:02`, `3:02:11`.
  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 359_999))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (whole / 3_600, whole / 60 % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(whole % 60))" : "\(minutes):\(two(whole % 60))"
  }
}
