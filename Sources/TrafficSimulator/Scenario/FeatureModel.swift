public import RoutingEngine

/// A modelled feature: its demand, the size of its requests, and what its users expect.
public struct FeatureModel: Sendable, Hashable {
  /// Its id, unique.
  public var id: String
  /// Mean demand, all replicas together, in requests a second.
  public var requestsPerSecond: Double
  /// The size of its prompts.
  public var promptTokens: TokenCountModel
  /// The length of its answers.
  public var outputTokens: TokenCountModel
  /// The id of its primary.
  public var primary: String
  /// The ids of its backups, in order.
  public var backups: [String]
  /// 1 is the most important; the highest number is shed first.
  public var priority = 1
  /// How shares are made.
  public var selection = FeatureConfiguration.Selection.primaryBackup
  /// Where the first retry goes.
  public var retry = FeatureConfiguration.RetryPlace.elsewhere
  /// What its users expect; callers give up at `objectives.deadline`.
  public var objectives = Objectives()
  /// The quality a candidate must have; nil for any.
  public var qualityFloor: Double?
  /// The lower floor that holds while nothing healthy is above the floor; nil for none.
  public var degradedFloor: Double?
  /// Benchmark results, in the order of the file.
  public var scores: [ModelScore] = []

  /// Describes a feature with default expectations.
  public init(
    id: String, requestsPerSecond: Double, promptTokens: TokenCountModel, outputTokens: TokenCountModel,
    primary: String, backups: [String] = []
  ) {
    self.id = id
    self.requestsPerSecond = requestsPerSecond
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.primary = primary
    self.backups = backups
  }
}

/// The benchmark result of a feature on one endpoint.
public struct ModelScore: Sendable, Hashable {
  /// The endpoint's id.
  public var endpoint: String
  /// The result.
  public var score: QualityScore

  /// Pairs an endpoint with its result.
  public init(endpoint: String, score: QualityScore) {
    self.endpoint = endpoint
    self.score = score
  }
}
