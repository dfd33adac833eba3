internal import RoutingEngine

/// What one configuration has that another has not, in a line: for the event that says a configuration is in force.
struct ConfigurationChange {
  /// The longest line in characters.
  static let longestText = 240

  /// `endpoint eus2/gpt-4o added, feature chat changed`.
  let text: String

  /// Compares two configurations.
  init(from old: Configuration, to new: Configuration) {
    var parts: [String] = []
    parts += Self.changes("provider", Self.named(old.providers, \.name), Self.named(new.providers, \.name))
    parts += Self.changes("endpoint", Self.named(old.endpoints, \.id), Self.named(new.endpoints, \.id))
    parts += Self.changes("feature", Self.features(of: old), Self.features(of: new))
    parts += Self.changes("source", Self.named(old.telemetry, \.name), Self.named(new.telemetry, \.name))
    let others: [(name: String, isSame: Bool)] = [
      ("prices", old.prices == new.prices), ("breaker", old.breaker == new.breaker),
      ("selection", old.selection == new.selection), ("retry", old.retry == new.retry),
      ("gateway", old.gateway == new.gateway), ("control", old.control == new.control),
      ("watch.acts", old.watchActs == new.watchActs), ("recording", old.recording == new.recording),
      ("state_dir", old.stateDirectory == new.stateDirectory),
    ]
    parts += others.filter { !$0.isSame }.map { "\($0.name) changed" }
    let whole = parts.isEmpty ? "nothing changed" : parts.joined(separator: ", ")
    text = whole.count <= Self.longestText ? whole : whole.prefix(Self.longestText - 1) + "…"
  }

  private typealias Named<Value> = [(name: String, value: Value)]

  private static func named<Value>(_ values: [Value], _ name: KeyPath<Value, String>) -> Named<Value> {
    values.map { ($0[keyPath: name], $0) }
  }

  /// A feature with its endpoints by name: their places may differ though nothing has changed.
  private struct Feature: Equatable {
    var section: FeatureSection
    var candidates: [String]
    var experiments: [String]
  }

  private static func features(of configuration: Configuration) -> Named<Feature> {
    configuration.features.map { section in
      func ids(_ places: [EndpointIndex]) -> [String] {
        places.map { configuration.endpoints[$0.value].id }
      }
      var feature = Feature(
        section: section, candidates: ids(section.engine.candidates.map(\.endpoint)),
        experiments: ids(section.engine.experiments.map(\.endpoint)))
      for place in section.engine.candidates.indices {
        feature.section.engine.candidates[place].endpoint = EndpointIndex(place)
      }
      for place in section.engine.experiments.indices {
        feature.section.engine.experiments[place].endpoint = EndpointIndex(place)
      }
      return (section.id, feature)
    }
  }

  private static func changes<Value: Equatable>(
    _ what: String, _ old: Named<Value>, _ new: Named<Value>
  ) -> [String] {
    let added = new.filter { entry in !old.contains { $0.name == entry.name } }
    let removed = old.filter { entry in !new.contains { $0.name == entry.name } }
    let changed = new.filter { entry in old.contains { $0.name == entry.name && $0.value != entry.value } }
    return added.map { "\(what) \($0.name) added" } + removed.map { "\(what) \($0.name) removed" }
      + changed.map { "\(what) \($0.name) changed" }
  }
}
