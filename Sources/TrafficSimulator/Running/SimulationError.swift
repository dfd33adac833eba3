/// Why a scenario cannot be run.
public enum SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The world has no endpoint, no feature or no replica.
  case emptyWorld
  /// Something names what is not in the world.
  case unknownName(kind: String, name: String, place: String)
  /// The run is longer than seven days, or has no length at all.
  case badDuration(seconds: Double)
  /// A number is not finite or out of its range.
  case badNumber(what: String, value: Double)

  /// What was tried, what came back and what to do.
  public var description: String {
    switch self {
    case .emptyWorld:
      "A world needs at least one endpoint, one feature and one replica."
    case .unknownName(let kind, let name, let place):
      "There is no \(kind) \"\(name)\" in the world, but \(place) names it; correct the name."
    case .badDuration(let seconds):
      "A run of \(seconds) s is not possible; it must be longer than 0 s and at most seven days."
    case .badNumber(let what, let value):
      "\(what) is \(value), which is out of its range; correct it."
    }
  }
}
