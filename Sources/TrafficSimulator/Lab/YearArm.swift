internal import RoutingEngine

/// Who serves the default world's features in a year of incidents.
public enum YearArm: String, Sendable, Hashable, CaseIterable {
  /// The engine over three clouds.
  case routeConsole = "route-console"
  /// Bedrock alone, each feature on one model, no retry.
  case aws = "aws alone"
  /// Vertex alone, each feature on one model, no retry.
  case gcp = "gcp alone"
  /// Azure alone, each feature on one model, no retry.
  case azure = "azure alone"

  /// The policy.
  public var policy: PolicyName { self == .routeConsole ? .routeConsole : .static }

  /// The default world, or the part of it that is one provider's.
  public var world: World {
    switch self {
    case .routeConsole: .default
    case .aws: Self.alone("bedrock")
    case .gcp: Self.alone("vertex")
    case .azure: Self.alone("azure")
    }
  }

  /// How much more than its demand an endpoint of a single cloud carries.
  static let headRoom = 1.5

  /// One provider's endpoints, each feature on its first candidate there, with capacity for it.
  private static func alone(_ provider: String) -> World {
    var world = World.default
    world.providers.removeAll { $0.id != provider }
    world.endpoints.removeAll { $0.provider != provider }
    let ids = world.endpoints.map(\.id)
    for place in world.features.indices {
      let feature = world.features[place]
      let here = ([feature.primary] + feature.backups).filter(ids.contains)
      guard let first = here.first else {
        preconditionFailure("The feature \(feature.id) of the default world has no candidate at \(provider).")
      }
      world.features[place].primary = first
      world.features[place].backups = Array(here.dropFirst())
    }
    for place in world.endpoints.indices {
      let demand = world.features.filter { $0.primary == world.endpoints[place].id }
        .reduce(0) { $0 + $1.requestsPerSecond }
      guard demand > 0 else { continue }
      world.endpoints[place].capacity.requestsPerSecond = demand * headRoom
      world.endpoints[place].capacity.inFlight = Int(demand * headRoom * 60)
    }
    return world
  }
}
