internal import RoutingEngine
internal import TrafficSimulator

/// What a seed's scenario holds, for those who look at a failure.
struct ScenarioSummary {
  let scenario: Scenario

  init(_ scenario: Scenario) { self.scenario = scenario }

  /// A line for the world, and one for each feature, fault and act.
  var text: String {
    let world = scenario.world
    var lines = [
      "\(scenario.duration.seconds) s, \(world.replicas) replicas, endpoints "
        + world.endpoints.map { "\($0.id) (\($0.provider), \($0.region), \($0.model))" }
        .joined(separator: ", ")
    ]
    for feature in world.features {
      lines.append(
        "feature \(feature.id): \(feature.requestsPerSecond) requests/s, \(feature.selection.rawValue), "
          + ([feature.primary] + feature.backups).joined(separator: " "))
    }
    for fault in scenario.faults {
      let length = fault.duration.map { "for \($0.seconds) s" } ?? "to the end"
      lines.append("fault \(fault.kind) on \(fault.target.text) at \(fault.start.seconds) s \(length)")
    }
    for act in scenario.acts { lines.append("act \(act.act.order) at \(act.at.seconds) s") }
    return lines.joined(separator: "\n")
  }
}
