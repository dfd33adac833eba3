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
    for (place, id) in ([primary] + backups).prefix(2).enumerated() {
      guard let endpoint = endpoints.first(where: { $0.id == id }) else { continue }
      words.append((place == 0 ? "primary " : "backup ") + endpoint.riskWord)
    }
    if backups.isEmpty { words.append("no backup") }
    if shedShare > 0 { words.append("\(Int((shedShare * 100).rounded())) % shed") }
    return words.joined(separator: ", ")
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
