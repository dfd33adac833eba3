public import RoutingEngine
public import Transport

/// What a configuration says of one source; which of it counts depends on the kind.
public struct SourceSettings: Sendable, Hashable {
  /// Where a request log is.
  public enum LogPlace: Sendable, Hashable {
    /// A file that is followed, from its end or its start.
    case file(path: String, fromStart: Bool)
    /// Standard input.
    case standardInput
    /// A Unix socket that writers connect to.
    case socket(path: String)
  }

  /// A query of the configuration's own, for `prometheus`.
  public struct Query: Sendable, Hashable {
    /// In PromQL; its result has the labels that endpoints are known by.
    public var text: String
    /// What it measures.
    public var quantity: Quantity
    /// Which figure it is.
    public var statistic: Statistic
    /// The class of the errors it counts.
    public var outcome: OutcomeClass?
    /// Brings its values to the unit of the quantity.
    public var factor: Double
    /// How many seconds it looks back; 0 for a momentary value.
    public var windowSeconds: Int

    /// Describes a query.
    public init(
      text: String, quantity: Quantity, statistic: Statistic, outcome: OutcomeClass? = nil,
      factor: Double = 1,
      windowSeconds: Int = 0
    ) {
      self.text = text
      self.quantity = quantity
      self.statistic = statistic
      self.outcome = outcome
      self.factor = factor
      self.windowSeconds = windowSeconds
    }

    var own: PrometheusSource.OwnQuery {
      .init(
        text: text, quantity: quantity, statistic: statistic, outcome: outcome, factor: factor,
        windowSeconds: Int64(windowSeconds))
    }
  }

  /// The kind.
  public var kind: SourceKind
  /// Its name, unique among the sources.
  public var name: String
  /// Where it answers.
  public var url: String?
  /// The region, of `cloudwatch`.
  public var region: String?
  /// The project, of `cloud-monitoring`.
  public var project: String?
  /// The full id of the account, of `azure-monitor`.
  public var resource: String?
  /// Whose metric names are asked for.
  public var preset: Preset?
  /// Queries of the configuration's own.
  public var queries: [Query] = []
  /// Seconds between two questions.
  public var intervalSeconds: Int
  /// Seconds after which its newest figure is old.
  public var staleAfterSeconds: Int
  /// The one endpoint that everything belongs to; `nil` where labels tell.
  public var endpoint: String?
  /// The label whose value names a feature.
  public var featureLabel: String?
  /// The class of errors that a source does not tell apart.
  public var otherErrors = OutcomeClass.unknown
  /// Labels by endpoint id that are meant for this source alone.
  public var matches: [String: [Label]] = [:]
  /// Whether CloudWatch is asked for percentiles.
  public var percentiles = true
  /// Whether CloudWatch's `Invocations` counts successful calls only.
  public var invocationsSucceed = true
  /// Where the log is, of `events`.
  public var log: LogPlace?
  /// How we prove who we are; `nil` where nobody asks.
  public var credential: CredentialKind?
  /// What the configuration says about that.
  public var credentialSettings = CredentialSettings()

  /// Describes a source with the defaults of its kind.
  public init(kind: SourceKind, name: String) {
    self.kind = kind
    self.name = name
    intervalSeconds = kind.row.intervalSeconds
    staleAfterSeconds = kind.row.staleAfterSeconds
  }
}
