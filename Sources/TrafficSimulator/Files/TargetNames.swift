internal import Documents
internal import RoutingEngine

/// The names a world has, so that a fault, an act or an expectation cannot aim at nothing.
struct TargetNames {
  let endpoints: [String]
  let features: [String]
  let providers: [String]
  let clouds: [String]
  let regions: [String]
  let models: [String]
  let replicas: Int
  private let usedProviders: Set<String>
  private let usedClouds: Set<String>

  init(world: World) {
    endpoints = world.endpoints.map(\.id)
    features = world.features.map(\.id)
    providers = world.providers.map(\.id)
    clouds = Self.unique(world.providers.map(\.cloud))
    regions = Self.unique(world.endpoints.map(\.region).filter { !$0.isEmpty })
    models = Self.unique(world.endpoints.map(\.model))
    replicas = world.replicas
    var used = Set(world.endpoints.map(\.provider))
    // An endpoint whose provider could not be read may be of any.
    if used.contains("") { used.formUnion(providers) }
    usedProviders = used
    usedClouds = Set(world.providers.filter { used.contains($0.id) }.map(\.cloud))
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static let prefixes = [
    "provider:", "cloud:", "region:", "endpoint:", "model:", "feature:", "replica:", "all",
  ]

  /// The target of a key that must be there, nil with the problem reported.
  func target(_ key: String, of object: ObjectReader) -> FaultTarget? {
    object.string(key).flatMap { check($0, key, object) }
  }

  /// The target of a key that may be missing, nil then or with the problem reported.
  func optionalTarget(_ key: String, of object: ObjectReader) -> FaultTarget? {
    object.optionalString(key).flatMap { check($0, key, object) }
  }

  private func check(_ text: String, _ key: String, _ object: ObjectReader) -> FaultTarget? {
    guard let target = FaultTarget(text: text) else {
      var hint =
        "write all, or one of provider:, cloud:, region:, endpoint:, model:, feature: with a name, "
        + "or replica: with a number"
      if endpoints.contains(text) { hint = "did you mean \(quoted("endpoint:" + text))?" }
      if features.contains(text) { hint = "did you mean \(quoted("feature:" + text))?" }
      if providers.contains(text) { hint = "did you mean \(quoted("provider:" + text))?" }
      object.report(key, "\"\(key)\" in \(object.what) is the unknown target \(quoted(text))", hint: hint)
      return nil
    }
    let isKnown =
      switch target {
      case .provider(let name):
        known(name, among: providers, "provider", key, object)
          && isUsed(name, among: usedProviders, "provider", key, object)
      case .cloud(let name):
        known(name, among: clouds, "cloud", key, object)
          && isUsed(name, among: usedClouds, "cloud", key, object)
      case .region(let name): known(name, among: regions, "region", key, object)
      case .endpoint(let name): known(name, among: endpoints, "endpoint", key, object)
      case .model(let name): known(name, among: models, "model", key, object)
      case .feature(let name): known(name, among: features, "feature", key, object)
      case .replica(let number): replica(number, key, object)
      case .all: true
      }
    return isKnown ? target : nil
  }

  /// Whether a name is one of the world's; otherwise the problem is reported.
  func known(
    _ name: String, among names: [String], _ noun: String, _ key: String, _ object: ObjectReader
  ) -> Bool {
    if names.contains(name) { return true }
    let near = object.problems.count < Problems.kept ? nearest(name, among: names) : nil
    object.report(
      key, "\"\(key)\" in \(object.what) names the \(noun) \(quoted(name)), which the world does not have",
      hint: near.map { "did you mean \(quoted($0))?" })
    return false
  }

  /// Whether something that exists has an endpoint that a fault could strike; otherwise the problem is reported.
  private func isUsed(
    _ name: String, among used: Set<String>, _ noun: String, _ key: String, _ object: ObjectReader
  ) -> Bool {
    if used.contains(name) { return true }
    object.report(
      key, "\"\(key)\" in \(object.what) names the \(noun) \(quoted(name)), which has no endpoint",
      hint: "give it an endpoint, or name another \(noun)")
    return false
  }

  /// Whether a replica exists; otherwise the problem is reported.
  func replica(_ number: Int, _ key: String, _ object: ObjectReader) -> Bool {
    if number < replicas { return true }
    object.report(
      key, "\"\(key)\" in \(object.what) names replica \(number), the world has \(replicas), counted from 0")
    return false
  }
}
