internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Transport

extension Configuration {
  /// What the gateway is told.
  ///
  /// - Parameters:
  ///   - runID: Prefix of request ids.
  ///   - today: Benchmarks more than 30 days older are stale.
  ///   - callers: The callers' tokens, read from the file that the configuration names.
  /// - Returns: A setup with what is known of models where the file is silent.
  func gatewaySetup(runID: String, today: CalendarDate?, callers: TokenTable?) -> GatewaySetup {
    let engine = engineConfiguration(seed: 1, today: today)
    var setup = GatewaySetup(
      engine: engine, providers: providers.map(\.gatewayProvider),
      endpoints: endpoints.map { endpoint in
        EndpointSetup(
          provider: providers.firstIndex { $0.name == endpoint.provider } ?? 0, model: endpoint.model,
          deployment: endpoint.deployment, region: endpoint.region)
      },
      aliases: features.map(\.aliases))
    setup.callers = callers
    setup.interToken = .milliseconds(Int64(gateway.interTokenMilliseconds))
    setup.runID = runID
    return setup
  }

  /// Bounds of the event loop that serves.
  var loopLimits: LoopLimits {
    var limits = LoopLimits()
    limits.http.bodyBytes = gateway.maxBodyBytes
    limits.connections = gateway.maxConnections
    limits.transfers = max(limits.transfers, gateway.maxConnections)
    return limits
  }
}

extension ProviderSection {
  /// What the gateway is told of the provider.
  fileprivate var gatewayProvider: ProviderSetup {
    var setup = ProviderSetup(name: name, kind: kind.rawValue)
    setup.region = region
    setup.project = project
    setup.resource = resource
    setup.baseURL = baseURL
    setup.apiVersion = apiVersion
    setup.headers = headers.map { HeaderField($0.name, $0.value) }
    setup.credential = credentials.map(\.gatewayCredential)
    setup.tls = TLSOptions(
      authorityFile: tls.authorityFile, certificateFile: tls.certificateFile, keyFile: tls.keyFile,
      pin: tls.pin)
    return setup
  }
}

extension CredentialSection {
  fileprivate var gatewayCredential: CredentialSetup {
    var settings = CredentialSettings()
    settings.variable = environment
    settings.file = file
    settings.endpoint = stsURL ?? tokenURL
    return CredentialSetup(kind: gatewayKind, settings: settings)
  }

  private var gatewayKind: CredentialKind {
    switch kind {
    case .webIdentity: .webIdentity
    case .container: .container
    case .imds: .imds
    case .workloadIdentity: .workloadIdentity
    case .metadata: .metadata
    case .federatedToken: .federatedToken
    case .managedIdentity: .managedIdentity
    case .apiKey: .apiKey
    }
  }
}
