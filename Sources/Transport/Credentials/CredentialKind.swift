/// The kinds of credentials, by the names that a configuration uses: the one table of flows.
public enum CredentialKind: String, Hashable, Sendable, CaseIterable {
  case webIdentity = "web-identity"
  case container
  case imds
  case workloadIdentity = "workload-identity"
  case metadata
  case federatedToken = "federated-token"
  case managedIdentity = "managed-identity"
  case apiKey = "api-key"

  /// What it is, in a few words.
  public var summary: String {
    switch self {
    case .webIdentity: "AWS: a token file exchanged at STS"
    case .container: "AWS: EKS Pod Identity or the ECS agent"
    case .imds: "AWS: the instance metadata service, version 2"
    case .workloadIdentity: "Google: an external account file exchanged at STS"
    case .metadata: "Google: the metadata server"
    case .federatedToken: "Azure: a token file exchanged at Entra ID"
    case .managedIdentity: "Azure: the instance metadata service"
    case .apiKey: "a key from an environment variable or a file"
    }
  }
}

/// What a configuration may say about a credential; what it leaves out comes from the environment that the clouds
/// set, or is the cloud's own default.
public struct CredentialSettings: Hashable, Sendable {
  /// The token file, external account file or key file.
  public var file: String?
  /// The environment variable with a key.
  public var variable: String?
  /// The role to take.
  public var role: String?
  /// The region of the token service.
  public var region: String?
  /// The directory of Azure.
  public var tenant: String?
  /// The application or identity of Azure.
  public var client: String?
  /// What the token is for: a scope, or for a managed identity a resource.
  public var scope: String?
  /// The address of the token or metadata service.
  public var endpoint: String?
  /// The address of Google's credentials service.
  public var impersonationEndpoint: String?

  /// Creates settings that leave everything to the environment.
  public init() {}
}

extension CredentialKind {
  /// The flow for some settings.
  ///
  /// - Parameters:
  ///   - settings: what the configuration says.
  ///   - environment: looks an environment variable up.
  /// - Returns: a flow that has asked for nothing yet.
  /// - Throws: where something is missing; the sentence names the setting and the variable.
  public func flow(
    _ settings: CredentialSettings, environment: @escaping (String) -> String?
  ) throws(CredentialFailure) -> any CredentialFlow {
    let reader = SettingsReader(kind: self, settings: settings, environment: environment)
    switch self {
    case .webIdentity: return try reader.webIdentity()
    case .container: return try reader.container()
    case .imds: return reader.imds()
    case .workloadIdentity: return try reader.workloadIdentity()
    case .metadata: return reader.metadata()
    case .federatedToken: return try reader.federatedToken()
    case .managedIdentity: return reader.managedIdentity()
    case .apiKey: return try reader.apiKey()
    }
  }
}

/// Reads the environment of this process.
public enum ProcessEnvironment {
  /// The value of a variable.
  ///
  /// - Returns: `nil` where it is not set.
  public static func value(of name: String) -> String? {
    SystemCalls.environment(name)
  }
}
