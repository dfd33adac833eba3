internal import RoutingEngine
internal import TelemetryClient

extension Configuration {
  /// Whom telemetry sources may speak of.
  var sourceContext: SourceContext {
    var names: [String: FeatureIndex] = [:]
    for (place, feature) in features.enumerated() {
      for name in [feature.id] + feature.aliases { names[name] = FeatureIndex(place) }
    }
    let bindings = endpoints.enumerated().map { place, endpoint in
      let owner = providers.first { $0.name == endpoint.provider }
      let labels = endpoint.match.map { TelemetryClient.Label($0.name, $0.value) }
      return EndpointBinding(
        endpoint: EndpointIndex(place), id: endpoint.id, cloud: owner?.cloud ?? "",
        region: endpoint.region ?? owner?.region ?? "", model: endpoint.deployment ?? endpoint.model,
        match: labels.isEmpty ? nil : labels)
    }
    return SourceContext(endpoints: bindings, features: names)
  }
}
