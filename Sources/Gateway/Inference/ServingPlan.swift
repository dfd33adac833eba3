import RoutingEngine
import Transport

/// The configuration in the form the data path reads: names looked up, endpoints ready to be asked.
struct ServingPlan: Sendable {
  /// In the engine's order.
  let targets: [EndpointTarget]
  /// The features' ids, in the engine's order.
  let features: [String]
  /// How each feature rescues streams.
  let rescues: [[FeatureConfiguration.Rescue]]
  let callers: TokenTable?
  let interToken: Nanoseconds
  let runID: String
  private let candidates: [[EndpointIndex]]
  private let featureByName: [String: Int32]
  private let endpointByID: [String: Int32]

  /// Works a setup out; credentials that a former plan had are used on.
  ///
  /// - Throws: where a provider's kind is not known, or its credential cannot be set up.
  init(
    _ setup: GatewaySetup, credentials: inout CredentialBook, environment: @escaping (String) -> String?
  ) throws(GatewaySetupError) {
    var targets: [EndpointTarget] = []
    for (place, endpoint) in setup.endpoints.enumerated() {
      targets.append(
        try ServingPlan.target(
          setup.engine.endpoints[place], endpoint, setup.providers[endpoint.provider], &credentials,
          environment
        ))
    }
    self.targets = targets
    features = setup.engine.features.map(\.id)
    rescues = setup.engine.features.map(\.rescue)
    candidates = setup.engine.features.map { $0.candidates.map(\.endpoint) }
    callers = setup.callers
    interToken = setup.interToken
    runID = setup.runID
    var names: [String: Int32] = [:]
    for (place, feature) in setup.engine.features.enumerated() {
      names[feature.id] = Int32(place)
      guard place < setup.aliases.count else { continue }
      for alias in setup.aliases[place] { names[alias] = Int32(place) }
    }
    featureByName = names
    var ids: [String: Int32] = [:]
    for (place, endpoint) in setup.engine.endpoints.enumerated() { ids[endpoint.id] = Int32(place) }
    endpointByID = ids
  }

  /// The engine's configuration of the plan's setup, with what each endpoint's protocol can say.
  func completed(_ configuration: EngineConfiguration) -> EngineConfiguration {
    var completed = configuration
    for (place, target) in targets.enumerated() {
      completed.endpoints[place].capabilities.subtract(.ofOwnProtocol)
      if target.splicing != nil { completed.endpoints[place].capabilities.formUnion(.ofOwnProtocol) }
    }
    return completed
  }

  /// Whom a name asks for: a feature, or a feature at one endpoint.
  enum Destination: Sendable, Hashable {
    case feature(FeatureIndex, only: EndpointIndex?)
    case unknownFeature
    case unknownEndpoint(String)
    case noCandidate(String, FeatureIndex)
  }

  /// Reads `FEATURE` or `FEATURE@ENDPOINT`.
  func destination(_ name: String) -> Destination {
    if let feature = featureByName[name] { return .feature(FeatureIndex(Int(feature)), only: nil) }
    guard let mark = name.firstIndex(of: "@"), let feature = featureByName[String(name[..<mark])] else {
      return .unknownFeature
    }
    let id = String(name[name.index(after: mark)...])
    guard let endpoint = endpointByID[id] else { return .unknownEndpoint(id) }
    let only = EndpointIndex(Int(endpoint))
    guard candidates[Int(feature)].contains(only) else { return .noCandidate(id, FeatureIndex(Int(feature))) }
    return .feature(FeatureIndex(Int(feature)), only: only)
  }

  private static func target(
    _ known: EndpointConfiguration, _ endpoint: EndpointSetup, _ provider: ProviderSetup,
    _ credentials: inout CredentialBook,
    _ environment: @escaping (String) -> String?
  ) throws(GatewaySetupError) -> EndpointTarget {
    guard let adapter = ProviderTable.adapter(kind: provider.kind, model: endpoint.model) else {
      throw .unknownKind(provider.kind, provider: provider.name)
    }
    var described = ProviderEndpoint(model: endpoint.model)
    described.deployment = endpoint.deployment
    described.region = endpoint.region ?? provider.region ?? ""
    described.project = provider.project ?? ""
    described.resource = provider.resource ?? ""
    described.apiVersion = provider.apiVersion
    described.baseURL = provider.baseURL
    described.headers = provider.headers
    var credential: CredentialID?
    if var wanted = provider.credential {
      let placement = adapter.credentialPlacement(for: described)
      wanted.settings.scope = wanted.settings.scope ?? placement.scope(for: wanted.kind)
      if wanted.settings.region == nil, wanted.kind == .webIdentity {
        wanted.settings.region = provider.region
      }
      credential = try credentials.credential(wanted, of: provider.name, environment: environment)
    }
    return EndpointTarget(
      id: known.id, provider: provider, adapter: adapter, endpoint: described,
      capabilities: known.capabilities, credential: credential)
  }
}

extension CredentialPlacement {
  /// What a token of a flow is asked for; nil for the flow's own choice.
  func scope(for kind: CredentialKind) -> String? {
    switch kind {
    case .federatedToken: tokenScope
    case .managedIdentity:
      // The metadata service takes the resource, which is the scope without its last part.
      tokenScope.map { $0.hasSuffix("/.default") ? String($0.dropLast("/.default".count)) : $0 }
    default: nil
    }
  }
}

/// The credentials of a process by provider and how they are got, so that a reload keeps those that live.
///
/// Two providers never share one, even if both name the same variable or file: what one of them refuses, the other
/// may well accept.
struct CredentialBook: Sendable {
  /// The credentials, kept fresh.
  var store = CredentialStore()
  private var known: [(provider: String, setup: CredentialSetup, id: CredentialID)] = []
  /// Moves renewals of this process, so that replicas spread; from -100 to 100.
  private let jitterPerMille: Int64

  init(jitterPerMille: Int64 = 0) { self.jitterPerMille = jitterPerMille }

  /// The credential of a provider that is got in this way.
  mutating func credential(
    _ setup: CredentialSetup, of provider: String, environment: @escaping (String) -> String?
  ) throws(GatewaySetupError) -> CredentialID {
    if let found = known.first(where: { $0.provider == provider && $0.setup == setup }) { return found.id }
    let flow: any CredentialFlow
    do {
      flow = try setup.kind.flow(setup.settings, environment: environment)
    } catch {
      throw .credential(provider: provider, reason: error.description)
    }
    let id = store.add(CredentialSlot(flow, jitterPerMille: jitterPerMille))
    known.append((provider, setup, id))
    return id
  }
}
