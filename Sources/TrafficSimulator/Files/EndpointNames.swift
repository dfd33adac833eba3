public import Documents
public import RoutingEngine

/// The endpoints of a file by name, so that whoever names one is told when it does not exist.
public struct EndpointNames: Sendable {
  /// The ids, in the order of the file.
  public private(set) var ids: [String] = []
  private var places: [String: Int] = [:]

  /// No endpoints yet.
  public init() {}

  /// Adds the endpoint of a section; one whose id is taken is reported.
  public mutating func add(_ id: String, of section: ObjectReader) {
    if let first = places[id] {
      section.report(
        "id", "\(section.what) has the id of endpoint \(first + 1)",
        hint: "every endpoint needs an id of its own")
    } else {
      places[id] = ids.count
    }
    ids.append(id)
  }

  /// The place of an endpoint, or nil when none has the id.
  public subscript(id: String) -> EndpointIndex? { places[id].map(EndpointIndex.init) }

  /// The place of an endpoint that a file names; one that does not exist is reported.
  public func resolve(
    _ id: String, at position: Position, in what: String, problems: Problems
  ) -> EndpointIndex? {
    if let found = self[id] { return found }
    let near = problems.count < Problems.kept ? nearest(id, among: ids) : nil
    problems.report(
      position, "\(what) names the endpoint \(quoted(id)), which does not exist",
      hint: near.map { "did you mean \(quoted($0))?" } ?? "add it to \"endpoints\", or name another")
    return nil
  }

  /// Reads `primary`, `backups` and `quality.scores` of a feature.
  ///
  /// - Returns: The candidates, the primary first; nil when the primary does not exist.
  public func candidates(of feature: ObjectReader, scores: [FeatureSections.Score]) -> [EndpointIndex]? {
    let problems = feature.problems
    var candidates: [EndpointIndex] = []
    if let id = feature.string("primary"),
      let found = resolve(id, at: feature.position(of: "primary"), in: feature.what, problems: problems)
    {
      candidates.append(found)
    }
    let primary = candidates.first
    let backups = feature.optionalArray("backups") ?? []
    if backups.count > Limits.candidates {
      feature.report(
        "backups", "\(feature.what) has \(backups.count) backups, the limit is \(Limits.candidates)")
    }
    var seen = Set(candidates)
    for (place, node) in backups.prefix(Limits.candidates).enumerated() {
      guard let id = node.string else {
        problems.report(
          node.position, "item \(place + 1) of \"backups\" in \(feature.what) must be a string",
          hint: "write the id of an endpoint in quotes")
        continue
      }
      guard let found = resolve(id, at: node.position, in: feature.what, problems: problems) else { continue }
      if found == primary {
        problems.report(
          node.position, "the backup \(quoted(id)) of \(feature.what) is its primary",
          hint: "remove it, or make another endpoint the primary")
      } else if !seen.insert(found).inserted {
        problems.report(
          node.position, "\(feature.what) has the backup \(quoted(id)) twice", hint: "remove one")
      } else {
        candidates.append(found)
      }
    }
    for score in scores {
      _ = resolve(score.endpoint, at: score.position, in: "\"scores\" of \(feature.what)", problems: problems)
    }
    return primary == nil ? nil : candidates
  }
}
