/// Joins a configuration's settings with the variables that the clouds set.
struct SettingsReader {
  let kind: CredentialKind
  let settings: CredentialSettings
  let environment: (String) -> String?

  func webIdentity() throws(CredentialFailure) -> WebIdentityFlow {
    var configuration = WebIdentityFlow.Configuration(
      roleARN: try need(settings.role, "role", "AWS_ROLE_ARN"),
      tokenFile: try need(settings.file, "file", "AWS_WEB_IDENTITY_TOKEN_FILE"), region: try awsRegion())
    configuration.endpoint = settings.endpoint ?? value("AWS_ENDPOINT_URL_STS")
    configuration.sessionName = value("AWS_ROLE_SESSION_NAME") ?? configuration.sessionName
    return WebIdentityFlow(configuration)
  }

  func container() throws(CredentialFailure) -> ContainerFlow {
    let relative = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map { "http://169.254.170.2" + $0 }
    let endpoint = try need(
      settings.endpoint ?? relative, "endpoint", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
    let file = settings.file ?? value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    let authorization: SecretSource? =
      file.map { .file(path: $0) } ?? (value(variable) == nil ? nil : .environment(name: variable))
    return ContainerFlow(endpoint: endpoint, authorization: authorization)
  }

  func imds() -> IMDSFlow {
    let endpoint = settings.endpoint ?? value("AWS_EC2_METADATA_SERVICE_ENDPOINT")
    return endpoint.map { IMDSFlow(endpoint: $0) } ?? IMDSFlow()
  }

  func workloadIdentity() throws(CredentialFailure) -> WorkloadIdentityFlow {
    WorkloadIdentityFlow(
      file: try need(settings.file, "file", "GOOGLE_APPLICATION_CREDENTIALS"), tokenURL: settings.endpoint,
      impersonationBase: settings.impersonationEndpoint,
      awsRegion: settings.region ?? value("AWS_REGION") ?? value("AWS_DEFAULT_REGION"),
      awsFlow: awsFlow())
  }

  func metadata() -> MetadataFlow {
    let host = value("GCE_METADATA_HOST").map { "http://" + $0 }
    let endpoint = settings.endpoint ?? host ?? "http://metadata.google.internal"
    return settings.scope.map { MetadataFlow(endpoint: endpoint, scope: $0) }
      ?? MetadataFlow(endpoint: endpoint)
  }

  func federatedToken() throws(CredentialFailure) -> FederatedTokenFlow {
    var configuration = FederatedTokenFlow.Configuration(
      tenantID: try need(settings.tenant, "tenant", "AZURE_TENANT_ID"),
      clientID: try need(settings.client, "client", "AZURE_CLIENT_ID"),
      tokenFile: try need(settings.file, "file", "AZURE_FEDERATED_TOKEN_FILE"))
    configuration.scope = settings.scope ?? configuration.scope
    configuration.authority = settings.endpoint ?? value("AZURE_AUTHORITY_HOST") ?? configuration.authority
    return FederatedTokenFlow(configuration)
  }

  func managedIdentity() -> ManagedIdentityFlow {
    ManagedIdentityFlow(
      endpoint: settings.endpoint ?? "http://169.254.169.254",
      resource: settings.scope ?? "https://cognitiveservices.azure.com",
      clientID: settings.client ?? value("AZURE_CLIENT_ID"))
  }

  func apiKey() throws(CredentialFailure) -> APIKeyFlow {
    switch (settings.file, settings.variable) {
    case (let path?, nil): return APIKeyFlow(source: .file(path: path))
    case (nil, let name?): return APIKeyFlow(source: .environment(name: name))
    case (nil, nil): throw problem("a file or a variable with the key")
    case (_?, _?): throw problem("either a file or a variable with the key, not both")
    }
  }

  /// How this machine gets a key of AWS: the first way whose variables are set, at last the metadata service.
  private func awsFlow() -> any CredentialFlow {
    if let role = value("AWS_ROLE_ARN"), let file = value("AWS_WEB_IDENTITY_TOKEN_FILE"),
      let region = value("AWS_REGION") ?? value("AWS_DEFAULT_REGION")
    {
      return WebIdentityFlow(.init(roleARN: role, tokenFile: file, region: region))
    }
    let bare = SettingsReader(kind: .container, settings: CredentialSettings(), environment: environment)
    do {
      return try bare.container()
    } catch {
      // No container's variables are set, so this is a machine.
      return bare.imds()
    }
  }

  private func awsRegion() throws(CredentialFailure) -> String {
    try need(settings.region ?? value("AWS_REGION"), "region", "AWS_DEFAULT_REGION")
  }

  /// A variable that is set and not empty.
  private func value(_ name: String) -> String? {
    environment(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func need(
    _ setting: String?, _ name: String, _ variable: String
  ) throws(CredentialFailure) -> String {
    guard let found = setting ?? value(variable) else {
      // The others cannot be set in a configuration.
      throw problem((name == "file" ? "\"file\", or " : "") + "\(variable) in the environment")
    }
    return found
  }

  private func problem(_ missing: String) -> CredentialFailure {
    CredentialFailure(.badInput, "The credential \"\(kind.rawValue)\" needs \(missing).")
  }
}
