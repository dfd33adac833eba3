// Update: the targets that were typed, over what there is.

internal import Documents
internal import RoutingEngine
internal import Wire

extension Completion {
  /// A choice that was typed, over what there is.
  ///
  /// - Parameters:
  ///   - choice: what was typed.
  ///   - snapshot: what there is.
  ///   - hint: how to find out which names there are, where it was typed.
  /// - Returns: the choice with the endpoints that it holds now.
  /// - Throws: which name nothing has, and which was probably meant.
  static func resolve(
    _ choice: ActChoice, in snapshot: SystemSnapshot, hint: String = "Tab completes the names"
  ) throws(CommandLineProblem) -> ActChoice {
    let ids = snapshot.endpoints.map(\.id)
    if let name = choice.feature {
      guard let feature = snapshot.features.first(where: { $0.id == name }) else {
        throw .unknown(name, "feature", among: snapshot.features.map(\.id), else: hint)
      }
      let candidates = [feature.primary] + feature.backups
      for id in choice.endpoints where ids.contains(id) && !candidates.contains(id) {
        throw CommandLineProblem(
          text: "\(id) is no candidate of \(name); there are \(candidates.joined(separator: ", "))")
      }
    }
    switch choice {
    case .scope(.endpoints(let wanted), _): return try resolve(.endpoints(wanted), in: snapshot, hint: hint)
    case .scope(let scope, _):
      let resolved = Model.choice(scope, snapshot)
      guard resolved.endpoints.isEmpty else { return resolved }
      if case .endpoint(let name) = scope { throw unknownTarget(name, snapshot, hint) }
      let names = Set(names(of: scope, snapshot)).sorted()
      throw .unknown(scope.nameText, scope.kindText, among: names, else: hint)
    default: break
    }
    for id in choice.endpoints where !ids.contains(id) {
      throw .unknown(id, "endpoint", among: ids, else: hint)
    }
    return choice
  }

  /// Tells of a name that no endpoint has: the scopes that bear it, else what is near among endpoints and scopes.
  private static func unknownTarget(
    _ name: String, _ snapshot: SystemSnapshot, _ hint: String
  ) -> CommandLineProblem {
    let scopes = scopes(of: snapshot.endpoints)
    let bare = scopes.map { String($0.drop { $0 != ":" }.dropFirst()) }
    let ids = snapshot.endpoints.map(\.id)
    let meant = nearest(name, among: ids) == nil ? nearest(name, among: bare) : nil
    let own = zip(scopes, bare).filter { $0.1.lowercased() == (meant ?? name).lowercased() }.map(\.0)
    guard !own.isEmpty else { return .unknown(name, "endpoint", among: ids, else: hint) }
    return CommandLineProblem(
      text: "there is no endpoint `\(name.prefix(40))`; did you mean \(own.joined(separator: " or "))?")
  }

  /// The names that a scope of the same kind could have.
  private static func names(of scope: Scope, _ snapshot: SystemSnapshot) -> [String] {
    switch scope {
    case .endpoint, .endpoints: snapshot.endpoints.map(\.id)
    case .provider: snapshot.endpoints.map(\.provider)
    case .cloud: snapshot.endpoints.map(\.cloud)
    case .region: snapshot.endpoints.map(\.region)
    case .model: snapshot.endpoints.map(\.model)
    }
  }
}
