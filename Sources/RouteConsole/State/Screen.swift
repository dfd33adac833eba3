// State: the screens, and what a row of one of them is about.

internal import Wire

/// A screen, reached by its number.
enum Screen: Int, CaseIterable, Hashable, Sendable {
  case endpoints = 1
  case features, events, audit, routes, cost, simulate

  /// What the title bar calls it.
  var title: String {
    switch self {
    case .endpoints: "Endpoints"
    case .features: "Features"
    case .events: "Events"
    case .audit: "Audit"
    case .routes: "Routes"
    case .cost: "Cost"
    case .simulate: "Simulate"
    }
  }

  /// The name in commands.
  var name: String { title.lowercased() }

  /// The key of its number.
  var digit: Character { Character(String(rawValue)) }

  /// The action that goes there.
  var action: KeyAction {
    switch self {
    case .endpoints: .endpoints
    case .features: .features
    case .events: .events
    case .audit: .audit
    case .routes: .routes
    case .cost: .cost
    case .simulate: .simulate
    }
  }
}

/// What a row is about; rows are held by it, never by their place.
enum RowID: Hashable, Sendable {
  case endpoint(String)
  case feature(String)
  /// A cell of the route matrix.
  case cell(feature: String, endpoint: String)
  /// A line over the endpoints of a cloud or a feature.
  case group(String)
  case event(UInt64)
  case audit(UInt64)
  case cost(feature: String?, endpoint: String?)
  case fault(Int)
  case preset(Int)
  case scenario(String)

  /// The endpoint it is about; nil where it is about none, or several.
  var endpointID: String? {
    switch self {
    case .endpoint(let id), .cell(_, let id): id
    default: nil
    }
  }

  /// The text that copying takes, and by which a row is named.
  var text: String {
    switch self {
    case .endpoint(let id), .feature(let id), .group(let id), .scenario(let id): id
    case .event(let number), .audit(let number): String(number)
    case .cell(let feature, let endpoint): "\(feature) \(endpoint)"
    case .cost(let feature, let endpoint): [feature, endpoint].compactMap(\.self).joined(separator: " ")
    case .fault(let number), .preset(let number): String(number)
    }
  }
}

/// How endpoints are put together.
enum Grouping: String, CaseIterable, Hashable, Sendable {
  case none, cloud, feature

  /// The next one that the key takes.
  var next: Grouping {
    switch self {
    case .none: .cloud
    case .cloud: .feature
    case .feature: .none
    }
  }
}
