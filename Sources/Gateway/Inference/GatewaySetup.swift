public import RoutingEngine
public import Transport

/// What the gateway is told: the engine's configuration, and whom to ask how.
public struct GatewaySetup: Sendable {
  /// Endpoints and features; their order is that of the other lists.
  public var engine: EngineConfiguration
  /// Whose interfaces are spoken.
  public var providers: [ProviderSetup]
  /// One entry an endpoint of the engine.
  public var endpoints: [EndpointSetup]
  /// Other names of each feature of the engine.
  public var aliases: [[String]]
  /// Who may ask; nil where everybody may who reaches the listener.
  public var callers: TokenTable?
  /// How long a stream may be silent after its first token.
  ///
  /// Ten seconds: pauses of healthy models stay below it, and clients are seen to wait for hours without a limit.
  public var interToken = Nanoseconds.seconds(10)
  /// Prefix of the ids that requests are given, so that ids of two runs differ.
  public var runID = "0"

  /// Describes a gateway without callers' tokens.
  public init(
    engine: EngineConfiguration, providers: [ProviderSetup], endpoints: [EndpointSetup],
    aliases: [[String]] = []
  ) {
    self.engine = engine
    self.providers = providers
    self.endpoints = endpoints
    self.aliases = aliases
  }
}

/// A provider: whose interface, where, and how it is told who we are.
public struct ProviderSetup: Sendable {
  /// Its name in the configuration.
  public var name: String
  /// The kind that decides the protocol, such as `aws-bedrock`.
  public var kind: String
  /// The region of endpoints that name none.
  public var region: String?
  /// The project of Google Cloud.
  public var project: String?
  /// The resource of Azure.
  public var resource: String?
  /// Where it is, if not at the usual place.
  public var baseURL: String?
  /// The version of the interface.
  public var apiVersion: String?
  /// Sent with every request; never a secret.
  public var headers: [HeaderField] = []
  /// How it is told who we are; nil where it does not ask.
  public var credential: CredentialSetup?
  /// Whom to trust and what to show over TLS.
  public var tls = TLSOptions()

  /// Describes a provider at its usual place.
  public init(name: String, kind: String) {
    self.name = name
    self.kind = kind
  }
}

/// A way to get a credential.
public struct CredentialSetup: Sendable, Hashable {
  /// The flow.
  public var kind: CredentialKind
  /// What the flow is told; the rest comes from the environment.
  public var settings: CredentialSettings

  /// Pairs a flow with its settings.
  public init(kind: CredentialKind, settings: CredentialSettings = CredentialSettings()) {
    self.kind = kind
    self.settings = settings
  }
}

/// An endpoint: a model at a provider.
public struct EndpointSetup: Sendable, Hashable {
  /// The place of its provider.
  public var provider: Int
  /// The model's id at the provider.
  public var model: String
  /// The deployment, where Azure gave the model a name of its own.
  public var deployment: String?
  /// The region, where it is not the provider's.
  public var region: String?

  /// Describes an endpoint.
  public init(provider: Int, model: String, deployment: String? = nil, region: String? = nil) {
    self.provider = provider
    self.model = model
    self.deployment = deployment
    self.region = region
  }
}

/// Why a gateway cannot be set up as it is told.
public enum GatewaySetupError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No protocol is known for a provider's kind.
  case unknownKind(String, provider: String)
  /// A credential cannot be got as it is described.
  case credential(provider: String, reason: String)
  /// A line of a tokens file is not `NAME TOKEN`.
  case badTokenLine(path: String, line: Int, reason: String)
  /// A tokens file without a token.
  case noTokens(path: String)
  /// A file that cannot be used.
  case file(String)

  /// What was tried, on what, what came back, what to do.
  public var description: String {
    switch self {
    case .unknownKind(let kind, let provider):
      "The provider \(provider) has the kind \(kind), which this program does not speak; it speaks "
        + ProviderTable.kinds.joined(separator: ", ") + "."
    case .credential(let provider, let reason):
      "The credential of the provider \(provider) cannot be set up: \(reason)"
    case .badTokenLine(let path, let line, let reason):
      "\(path):\(line): \(reason); write NAME TOKEN, one caller a line."
    case .noTokens(let path):
      "\(path) holds no token; write NAME TOKEN, one caller a line."
    case .file(let reason): reason
    }
  }
}
