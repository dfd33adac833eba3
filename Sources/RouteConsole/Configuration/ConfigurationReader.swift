internal import Documents
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator

/// Reads the configuration file; every problem is reported, and nothing is half applied.
struct ConfigurationReader {
  private let root: ObjectReader
  private let problems: Problems

  /// The configuration in a document, or nil with the problems reported.
  static func read(_ document: Node, problems: Problems) -> Configuration? {
    guard let root = ObjectReader(document, what: "the configuration", problems: problems) else { return nil }
    let configuration = ConfigurationReader(root: root, problems: problems).configuration()
    root.finish()
    return problems.isEmpty ? configuration : nil
  }

  /// The keys of the console in a document, whatever else is in it.
  static func keys(in document: Node, problems: Problems) -> KeysSection {
    guard let root = ObjectReader(document, what: "the configuration", problems: problems),
      let section = root.optionalObject("keys")
    else { return KeysSection() }
    return KeysSection(section)
  }

  private func configuration() -> Configuration {
    let (providers, providerNames) = readProviders()
    var names = EndpointNames()
    let endpoints = readEndpoints(providers: providers, providerNames, names: &names)
    var configuration = Configuration(
      providers: providers, endpoints: endpoints, features: readFeatures(names: names))
    if let section = root.optionalObject("gateway") { configuration.gateway = GatewaySection(section) }
    if let section = root.optionalObject("control") { configuration.control = ControlSection(section) }
    configuration.telemetry = TelemetrySection.all(of: root, endpoints: endpoints)
    if let section = root.optionalObject("breaker") { configuration.breaker.override(from: section) }
    if let section = root.optionalObject("selection") { configuration.selection.override(from: section) }
    if let section = root.optionalObject("retry") { configuration.retry.override(from: section) }
    if let section = root.optionalObject("keys") { configuration.keys = KeysSection(section) }
    configuration.prices = readPrices()
    configuration.stateDirectory = root.optionalString("state_dir")
    if let section = root.optionalObject("watch") {
      configuration.watchActs = section.optionalObject("acts").flatMap(ActsSection.init)
      section.finish()
    }
    if let section = root.optionalObject("recording") { configuration.recording = RecordingSection(section) }
    return configuration
  }

  /// The providers that can be read, and the names of all: one with a problem is there all the same for whoever names it.
  private func readProviders() -> (sections: [ProviderSection], names: [String]) {
    guard let section = root.object("providers") else { return ([], []) }
    let objects = section.memberObjects(named: "provider")
    checkCount("providers", objects.count, most: Limits.providers)
    let sections = objects.prefix(Limits.providers).compactMap { ProviderSection(name: $0.key, $0.reader) }
    return (sections, objects.map(\.key))
  }

  private func readEndpoints(
    providers: [ProviderSection], _ providerNames: [String], names: inout EndpointNames
  ) -> [EndpointSection] {
    let objects = root.objects("endpoints", named: "endpoint", required: true)
    checkCount("endpoints", objects.count, most: Limits.endpoints)
    var sections: [EndpointSection] = []
    for object in objects.prefix(Limits.endpoints) {
      let section = EndpointSection(object, providers: providerNames)
      if let id = section?.id ?? object.optionalString("id") { names.add(id, of: object) }
      guard var section else { continue }
      if let kind = providers.first(where: { $0.name == section.provider })?.kind {
        section.learn(KnownModel(section.model, providerKind: kind.rawValue))
      }
      sections.append(section)
    }
    return sections
  }

  private func readFeatures(names: EndpointNames) -> [FeatureSection] {
    let objects = root.objects("features", named: "feature", required: true)
    checkCount("features", objects.count, most: Limits.features)
    var taken: [String: String] = [:]
    var sections: [FeatureSection] = []
    for object in objects.prefix(Limits.features) {
      guard let section = FeatureSection(object, names: names) else { continue }
      for name in [section.id] + section.aliases {
        if let owner = taken[name] {
          object.report(
            section.id == name ? "id" : "aliases", "\(object.what) has a name that \(owner) has already",
            hint: "callers ask for a feature by name, so every name needs to be unique")
        }
        taken[name] = object.what
      }
      sections.append(section)
    }
    return sections
  }

  private func readPrices() -> [Configuration.ModelPrice] {
    guard let section = root.optionalObject("prices") else { return [] }
    return section.memberObjects(named: "price of").map { member in
      Configuration.ModelPrice(model: member.key, price: FeatureSections.price(member.reader))
    }
  }

  private func checkCount(_ key: String, _ count: Int, most: Int) {
    guard count == 0 || count > most, root.optionalNode(key) != nil else { return }
    root.report(key, "there are \(count) \(key), there must be 1 to \(most)")
  }
}

extension ObjectReader {
  /// Whether a key is there, without counting as asking for it: a key that is refused must not be offered.
  ///
  /// A value never stands where its object begins.
  func holds(_ key: String) -> Bool { position(of: key) != position }
}
