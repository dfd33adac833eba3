internal import RoutingEngine

extension FeatureStatus {
  /// What it is at risk of, by the states that its endpoints are shown in: `primary open, backup warn`.
  ///
  /// - Parameter endpoints: all endpoints of the snapshot.
  /// - Returns: the words; nil where nothing is at risk.
  public func risk(among endpoints: [EndpointStatus]) -> String? {
    guard severity >= .warn else { return nil }
    var words: [String] = []
    if isPanic { words.append("PANIC: only the least bad is left") }
    if let own = ownRisk(primary: endpoints.first { $0.id == primary }) {
      words.append(own.words)
    } else {
      for (place, id) in ([primary] + backups).prefix(2).enumerated() {
        guard let endpoint = endpoints.first(where: { $0.id == id }) else { continue }
        words.append((place == 0 ? "primary " : "backup ") + endpoint.riskWord)
      }
      if backups.isEmpty { words.append("no backup") }
    }
    if shedShare > 0 { words.append("\(Int((shedShare * 100).rounded())) % shed") }
    return words.joined(separator: ", ")
  }

  /// A reason that lies with the feature, while its primary is well.
  public enum OwnRisk: Sendable, Hashable {
    /// Its callers got more errors than its objective allows: the part of the last minute, from 0 to 1.
    case errors(Double)
    /// The primary is benchmarked below the quality that it must have.
    case quality
    /// The primary costs more than it may.
    case price

    /// The reason in full: `err 51% of the last minute`.
    public var words: String {
      switch self {
      case .errors(let rate): "err \(Self.percent(rate)) of the last minute"
      case .quality: "primary below the quality floor"
      case .price: "primary over the price ceiling"
      }
    }

    /// The reason where there is little room: `err 51%`.
    public var shortWords: String {
      switch self {
      case .errors(let rate): "err \(Self.percent(rate))"
      case .quality: "below floor"
      case .price: "over ceiling"
      }
    }

    /// `51%`, and with a digit behind the point where it would be little else: `1.4%`.
    private static func percent(_ rate: Double) -> String {
      let tenths = (min(max(rate, 0), 1) * 1_000).rounded()
      return tenths < 100 && tenths != 0 ? "\(tenths / 10)%" : "\(Int((tenths / 10).rounded()))%"
    }
  }

  /// Why it is at risk though its primary is well, and nothing is shed and nobody in panic; nil where it is not so.
  ///
  /// - Parameter endpoint: its primary.
  /// - Returns: the reason; where callers get no errors, what bars a primary that is well is its quality or its price.
  public func ownRisk(primary endpoint: EndpointStatus?) -> OwnRisk? {
    guard severity >= .warn, !isPanic, shedShare == 0, let endpoint, endpoint.riskWord == Severity.ok.name
    else {
      return nil
    }
    if let errorRate, errorRate > (objectiveErrorRate ?? 1) { return .errors(errorRate) }
    guard !serving.contains(where: { $0.endpoint == primary && $0.share > 0 }), !serving.isEmpty else {
      return nil
    }
    return qualityFloor == nil ? .price : .quality
  }
}

extension EndpointStatus {
  fileprivate var riskWord: String {
    if let override {
      // What is pinned is as it was: that it is open matters more than that it stays so.
      if override.kind == "pinned", state == "open" { return "pinned open" }
      return override.kind == "drain" ? "drained" : override.kind
    }
    if hold != nil || held != nil { return "held" }
    switch state {
    case "suspect": return "suspect"
    case "open": return "open"
    case "partial_open": return "coming back"
    default: return severity.name
    }
  }
}
