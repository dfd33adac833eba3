internal import RoutingEngine

/// A metric of the namespace `AWS/Bedrock`, and which figure of it is asked for.
///
/// Names and meanings: AWS, "Monitoring Amazon Bedrock with Amazon CloudWatch".
struct CloudWatchMetric: Sendable, Hashable {
  /// What the figure is used for.
  enum Use: Sendable, Hashable {
    /// Calls that were accepted, or succeeded: the documentation says both.
    case invocations
    case errors(OutcomeClass)
    case plain
  }

  var name: String
  /// CloudWatch's name of the statistic.
  var stat: String
  var use = Use.plain
  var quantity: Quantity
  var statistic: Statistic
  /// Brings the value to the unit of the quantity.
  var factor = 1.0

  /// What is asked of every endpoint.
  ///
  /// - Parameter percentiles: whether quantiles of times are asked for, or only averages.
  /// - Returns: the metrics, in the order of their ids.
  static func all(percentiles: Bool) -> [CloudWatchMetric] {
    counts + times("TimeToFirstToken", .ttft, percentiles) + times("InvocationLatency", .latency, percentiles)
  }

  private static let counts = [
    CloudWatchMetric(
      name: "Invocations", stat: "Sum", use: .invocations, quantity: .requests, statistic: .sum),
    CloudWatchMetric(
      name: "InvocationServerErrors", stat: "Sum", use: .errors(.serverError), quantity: .errors,
      statistic: .sum),
    CloudWatchMetric(
      name: "InvocationClientErrors", stat: "Sum", use: .errors(.invalidRequest), quantity: .errors,
      statistic: .sum),
    CloudWatchMetric(
      name: "InvocationThrottles", stat: "Sum", use: .errors(.rateLimited), quantity: .errors, statistic: .sum
    ),
    CloudWatchMetric(name: "InputTokenCount", stat: "Sum", quantity: .inputTokens, statistic: .sum),
    CloudWatchMetric(name: "OutputTokenCount", stat: "Sum", quantity: .outputTokens, statistic: .sum),
  ]

  private static func times(
    _ name: String, _ quantity: Quantity, _ percentiles: Bool
  ) -> [CloudWatchMetric] {
    let average = CloudWatchMetric(
      name: name, stat: "Average", quantity: quantity, statistic: .average, factor: 0.001)
    guard percentiles else { return [average] }
    return [500, 900, 990].map { perMille in
      CloudWatchMetric(
        name: name, stat: "p\(perMille / 10)", quantity: quantity,
        statistic: .quantile(perMille: perMille, .provider), factor: 0.001)
    }
  }
}
