internal import RoutingEngine
internal import TrafficSimulator

/// Quality floors that keep a feature from its own endpoints: valid, and hardly meant.
enum FloorWarning {
  /// A feature with a floor, and what was measured of its candidates, the primary first.
  struct Feature {
    var id: String
    var floor: Double?
    var degradedFloor: Double?
    var candidates: [(endpoint: String, quality: QualityScore?)]
  }

  /// A sentence for each feature whose primary, or every candidate, never serves.
  static func sentences(_ features: [Feature]) -> [String] { features.compactMap(sentence) }

  private static func sentence(_ feature: Feature) -> String? {
    guard let floor = feature.floor, let primary = feature.candidates.first else { return nil }
    let least = feature.degradedFloor ?? floor
    let shut = feature.candidates.filter { reached($0.quality).map { $0 < least } ?? false }
    let head = "feature \(SnapshotText.plain(feature.id)): "
    if shut.count == feature.candidates.count {
      let scores = shut.map { "\(SnapshotText.plain($0.endpoint)) \(score($0.quality))" }.joined(
        separator: ", ")
      return head + "every request would be refused, as no candidate reaches the quality floor "
        + "\(number(least)) (\(scores)); lower the floor, or name an endpoint that reaches it"
    }
    guard let quality = reached(primary.quality), quality < floor else { return nil }
    let others = feature.candidates.contains { reached($0.quality).map { $0 >= floor } ?? true }
    guard others else { return nil }
    return head + "the primary \(SnapshotText.plain(primary.endpoint)) stands below the quality floor "
      + "\(number(floor)) with \(score(primary.quality)), so another candidate serves in its place; lower the floor, "
      + "or name another primary"
  }

  /// What can be relied on, which is what is held against the floor.
  private static func reached(_ quality: QualityScore?) -> Double? { quality?.lowerBound }

  private static func score(_ quality: QualityScore?) -> String {
    guard let quality else { return "unmeasured" }
    let bound = quality.lowerBound
    guard bound < quality.mean else { return number(bound) }
    return "\(number(bound)), the lower bound of \(number(quality.mean))"
  }

  private static func number(_ value: Double) -> String { Figures.fixed(value, 3) }
}

extension FloorWarning.Feature {
  /// A feature as the engine is told of it.
  init(_ feature: FeatureConfiguration, endpoints: [EndpointConfiguration]) {
    id = feature.id
    floor = feature.qualityFloor
    degradedFloor = feature.degradedFloor
    candidates = feature.candidates.map { (endpoints[$0.endpoint.value].id, $0.quality) }
  }

  /// A feature of a scenario's world.
  init(_ feature: FeatureModel) {
    id = feature.id
    floor = feature.qualityFloor
    degradedFloor = feature.degradedFloor
    candidates = ([feature.primary] + feature.backups).map { endpoint in
      (endpoint, feature.scores.first { $0.endpoint == endpoint }?.score)
    }
  }
}
