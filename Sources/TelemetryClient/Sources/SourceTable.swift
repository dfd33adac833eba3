public import RoutingEngine
public import Transport

/// The kinds of telemetry that can be read, by the names that a configuration uses.
public enum SourceKind: String, Sendable, Hashable, CaseIterable {
  case prometheus
  case scrape
  case cloudwatch
  case cloudMonitoring = "cloud-monitoring"
  case azureMonitor = "azure-monitor"
  case events
  case attach

  /// Its row in the table.
  public var row: SourceRow {
    switch self {
    case .prometheus: .prometheus
    case .scrape: .scrape
    case .cloudwatch: .cloudWatch
    case .cloudMonitoring: .cloudMonitoring
    case .azureMonitor: .azureMonitor
    case .events: .events
    case .attach: .attach
    }
  }
}

/// What a source's figures are good for.
public enum SourceRole: String, Sendable, Hashable {
  /// They are seconds old: the engine is told of every call, and its breaker judges.
  case evidence
  /// They are minutes old: they are shown, and agree or disagree with what others say, but trip nothing.
  case corroboration
}

/// A kind of source: what it is, what it needs, and how it is made.
public struct SourceRow: Sendable {
  /// What it is, in a few words.
  public let summary: String
  /// What its figures are good for.
  public let role: SourceRole
  /// Seconds between two questions, unless the configuration says otherwise.
  public let intervalSeconds: Int
  /// Seconds after which its newest figure is old.
  public let staleAfterSeconds: Int
  /// The ways to prove who we are, the preferred one first; empty where none is needed.
  public let credentials: [CredentialKind]
  /// What a token is for, by the way it is got.
  let scope: @Sendable (CredentialKind) -> String?
  let make: @Sendable (SourceSettings, SourceContext) -> SourceBody
}

/// What reads a source.
enum SourceBody: Sendable {
  case polled(any PolledSource)
  case log(EventLog, SourceSettings.LogPlace)
}

/// Whom a source may speak of.
public struct SourceContext: Sendable {
  /// The endpoints.
  public var endpoints: [EndpointBinding]
  /// Features by their names and aliases.
  public var features: [String: FeatureIndex]

  /// Describes whom a source may speak of.
  public init(endpoints: [EndpointBinding], features: [String: FeatureIndex]) {
    self.endpoints = endpoints
    self.features = features
  }

  /// The endpoints as one source sees them: in one cloud and region where it is bound to those, with the labels that
  /// are meant for it.
  func bindings(_ settings: SourceSettings, cloud: String? = nil, region: String? = nil) -> [EndpointBinding]
  {
    endpoints.compactMap { endpoint in
      var binding = endpoint
      binding.match = settings.matches[endpoint.id] ?? endpoint.match
      if let only = settings.endpoint {
        guard only == endpoint.id else { return nil }
        binding.match = settings.matches[endpoint.id] ?? []
        return binding
      }
      // An endpoint that names labels for this very source belongs to it, wherever it runs.
      guard settings.matches[endpoint.id] == nil else { return binding }
      if let cloud, endpoint.cloud != cloud { return nil }
      if let region, endpoint.region != region { return nil }
      return binding
    }
  }

  func scope(_ settings: SourceSettings, _ signals: [Signal]) -> SeriesScope {
    SeriesScope(
      bindings: bindings(settings), featureLabel: settings.featureLabel, features: features,
      other: settings.otherErrors,
      tellsErrors: signals.contains { $0.quantity == .errors && $0.namesModel },
      modelLabels: Set(signals.map(\.modelLabel) + ["model"]).sorted())
  }
}

extension SourceRow {
  static let prometheus = SourceRow(
    summary: "the query API of Prometheus and of every store that speaks it", role: .evidence,
    intervalSeconds: 15, staleAfterSeconds: 90,
    credentials: [.apiKey, .workloadIdentity, .metadata, .federatedToken, .managedIdentity],
    scope: { kind in
      switch kind {
      case .federatedToken: "https://prometheus.monitor.azure.com/.default"
      case .managedIdentity: "https://prometheus.monitor.azure.com"
      default: nil
      }
    },
    make: { settings, context in
      let signals = settings.preset?.signals ?? []
      return .polled(
        PrometheusSource(
          url: settings.url ?? "", intervalSeconds: Int64(settings.intervalSeconds), signals: signals,
          own: settings.queries.map(\.own), scope: context.scope(settings, signals)))
    })

  static let scrape = SourceRow(
    summary: "a /metrics page, without a Prometheus between", role: .evidence, intervalSeconds: 10,
    staleAfterSeconds: 45, credentials: [.apiKey], scope: { _ in nil },
    make: { settings, context in
      let signals = settings.preset?.signals ?? []
      return .polled(
        ScrapeSource(
          url: settings.url ?? "", intervalSeconds: Int64(settings.intervalSeconds), signals: signals,
          scope: context.scope(settings, signals)))
    })

  static let cloudWatch = SourceRow(
    summary: "Amazon CloudWatch, the metrics of Bedrock", role: .corroboration, intervalSeconds: 60,
    staleAfterSeconds: 300, credentials: [.webIdentity, .container, .imds], scope: { _ in nil },
    make: { settings, context in
      let region = settings.region ?? ""
      return .polled(
        CloudWatchSource(
          region: region, url: settings.url, intervalSeconds: Int64(settings.intervalSeconds),
          percentiles: settings.percentiles,
          invocations: settings.invocationsSucceed ? .successful : .accepted,
          bindings: context.bindings(settings, cloud: "aws", region: region)))
    })

  static let cloudMonitoring = SourceRow(
    summary: "Google Cloud Monitoring, the publisher models of Vertex AI", role: .corroboration,
    intervalSeconds: 60, staleAfterSeconds: 300, credentials: [.workloadIdentity, .metadata],
    scope: { $0 == .metadata ? "https://www.googleapis.com/auth/monitoring.read" : nil },
    make: { settings, context in
      .polled(
        CloudMonitoringSource(
          project: settings.project ?? "", url: settings.url,
          intervalSeconds: Int64(settings.intervalSeconds),
          bindings: context.bindings(settings, cloud: "gcp")))
    })

  static let azureMonitor = SourceRow(
    summary: "Azure Monitor; it has averages and no percentiles", role: .corroboration, intervalSeconds: 60,
    staleAfterSeconds: 300, credentials: [.federatedToken, .managedIdentity],
    scope: {
      $0 == .managedIdentity ? "https://management.azure.com" : "https://management.azure.com/.default"
    },
    make: { settings, context in
      .polled(
        AzureMonitorSource(
          resource: settings.resource ?? "", url: settings.url,
          intervalSeconds: Int64(settings.intervalSeconds),
          bindings: context.bindings(settings, cloud: "azure")))
    })

  static let events = SourceRow(
    summary:
      "a request log, one JSON object a line: a file that is followed, standard input, or a Unix socket",
    role: .evidence, intervalSeconds: 1, staleAfterSeconds: 60, credentials: [], scope: { _ in nil },
    make: { settings, context in
      .log(EventLog(context.scope(settings, [])), settings.log ?? .standardInput)
    })

  static let attach = SourceRow(
    summary: "another route-console, through its control API", role: .corroboration, intervalSeconds: 5,
    staleAfterSeconds: 15, credentials: [.apiKey], scope: { _ in nil },
    make: { settings, context in
      .polled(
        AttachSource(
          url: settings.url ?? "", intervalSeconds: Int64(settings.intervalSeconds),
          bindings: context.bindings(settings)))
    })
}
