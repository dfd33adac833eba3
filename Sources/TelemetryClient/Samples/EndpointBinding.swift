public import RoutingEngine

/// A label or dimension with its value.
public struct Label: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The value.
  public var value: String

  /// Describes a label.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What a source needs to know of an endpoint to recognise it.
public struct EndpointBinding: Sendable, Hashable {
  /// The endpoint.
  public var endpoint: EndpointIndex
  /// Its id, for messages.
  public var id: String
  /// The cloud it runs in.
  public var cloud: String
  /// Its region; empty when it has none.
  public var region: String
  /// The name that its provider knows the model by: the deployment of Azure, else the model.
  public var model: String
  /// The labels that identify it: `nil` leaves it to the source to compare region and model, and an empty list means
  /// that everything the source has is this endpoint's.
  public var match: [Label]?

  /// Describes an endpoint for a source.
  public init(
    endpoint: EndpointIndex, id: String, cloud: String, region: String, model: String, match: [Label]? = nil
  ) {
    self.endpoint = endpoint
    self.id = id
    self.cloud = cloud
    self.region = region
    self.model = model
    self.match = match
  }
}

/// Finds the endpoint that a series belongs to.
struct EndpointMatcher: Sendable, Hashable {
  let bindings: [EndpointBinding]
  /// What each binding looks for, in the order of `bindings`; nil where nothing identifies it.
  private let wanted: [[Label]?]
  /// The names of all labels that are looked at, sorted.
  let names: [String]

  /// - Parameters:
  ///   - bindings: the endpoints.
  ///   - modelLabel: the label whose value is the model, for endpoints that say nothing else.
  ///   - regionLabel: the label whose value is the region, likewise; `nil` where there is none.
  ///   - namesModel: whether the series have the model's label; where not, the other labels have to do.
  init(
    _ bindings: [EndpointBinding], modelLabel: String, regionLabel: String? = nil, namesModel: Bool = true
  ) {
    self.bindings = bindings
    wanted = bindings.map { binding in
      let region = binding.region.isEmpty ? nil : regionLabel.map { Label($0, binding.region) }
      let all = binding.match ?? [Label(modelLabel, binding.model)] + [region].compactMap { $0 }
      guard !namesModel, !all.isEmpty else { return all }
      let others = all.filter { $0.name != modelLabel }
      return others.isEmpty ? nil : others
    }
    names = Set(wanted.compactMap(\.self).joined().map(\.name)).sorted()
  }

  /// The place of the binding that a series belongs to.
  ///
  /// Where several match, the one that names most labels wins; among equals there is no telling, and so none.
  func binding(of labels: [Label]) -> Found {
    var best: Int?
    var isTied = false
    var most = -1
    for (index, looked) in wanted.enumerated() {
      guard let looked, looked.allSatisfy({ labels.contains($0) }) else { continue }
      if looked.count > most {
        (best, most, isTied) = (index, looked.count, false)
      } else {
        isTied = isTied || looked.count == most
      }
    }
    guard let best else { return .none }
    return isTied ? .ambiguous : .one(best)
  }

  enum Found: Hashable {
    case one(Int)
    case none
    case ambiguous
  }
}
