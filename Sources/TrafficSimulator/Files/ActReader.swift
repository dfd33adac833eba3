internal import Documents
internal import RoutingEngine

/// Reads what operators do in a scenario.
struct ActReader {
  let names: TargetNames
  let duration: Nanoseconds

  private static let orders = ["drain", "undrain", "flip", "breaker", "share"]

  /// The act of an entry, or nil with the problems reported.
  func read(_ entry: ObjectReader) -> ScheduledAct? {
    let at = entry.duration("at", in: 0...Limits.duration)
    if let at, Nanoseconds(at) >= duration {
      entry.report("at", "\(entry.what) comes when the run is over")
    }
    guard let order = entry.choice("do", of: Self.orders) else { return nil }
    let read = readOrder(order, entry)
    let actor = entry.string("actor", default: "operator")
    let reason = entry.string("reason", default: "scenario")
    let day: Int64 = 86_400_000_000_000
    let lease = entry.duration("lease", in: 1_000_000_000...day, default: 30 * 60_000_000_000)
    let force = entry.bool("force", default: false)
    entry.finish()
    guard let at, let read else { return nil }
    return ScheduledAct(
      at: Nanoseconds(at),
      act: Act(read, actor: actor, reason: reason, lease: Nanoseconds(lease), force: force))
  }

  private func readOrder(_ order: String, _ entry: ObjectReader) -> Order? {
    switch order {
    case "drain": return scope(entry).map { .drain($0) }
    case "undrain": return scope(entry).map { .undrain($0) }
    case "flip":
      let feature = name("feature", names.features, "feature", entry)
      let to = entry.has("to") ? name("to", names.endpoints, "endpoint", entry) : nil
      let now = entry.bool("now", default: false)
      return feature.map { .flip(feature: $0, to: to, now: now) }
    case "breaker":
      let endpoint = name("endpoint", names.endpoints, "endpoint", entry)
      let to = entry.choice("to", as: BreakerOrder.self)
      guard let endpoint, let to else { return nil }
      return .breaker(endpoint: endpoint, to)
    default:
      let feature = name("feature", names.features, "feature", entry)
      let endpoint = name("endpoint", names.endpoints, "endpoint", entry)
      let percent = entry.number("percent", in: 0...100)
      guard let feature, let endpoint, let percent else { return nil }
      return .share(feature: feature, endpoint: endpoint, percent: percent)
    }
  }

  private func scope(_ entry: ObjectReader) -> Scope? {
    guard let text = entry.string("scope") else { return nil }
    let scope = Scope(text: text)
    let isKnown =
      switch scope {
      case .endpoint(let id): names.known(id, among: names.endpoints, "endpoint", "scope", entry)
      case .provider(let id): names.known(id, among: names.providers, "provider", "scope", entry)
      case .cloud(let id): names.known(id, among: names.clouds, "cloud", "scope", entry)
      case .region(let id): names.known(id, among: names.regions, "region", "scope", entry)
      case .model(let id): names.known(id, among: names.models, "model", "scope", entry)
      case .endpoints(let ids):
        ids.allSatisfy { names.known($0, among: names.endpoints, "endpoint", "scope", entry) }
      }
    return isKnown ? scope : nil
  }

  private func name(_ key: String, _ known: [String], _ noun: String, _ entry: ObjectReader) -> String? {
    guard let text = entry.string(key) else { return nil }
    return names.known(text, among: known, noun, key, entry) ? text : nil
  }
}
