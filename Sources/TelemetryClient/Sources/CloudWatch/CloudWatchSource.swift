internal import Documents
internal import RoutingEngine
internal import Transport

/// Reads Amazon CloudWatch: `GetMetricData` on the namespace `AWS/Bedrock`, signed, JSON 1.0.
///
/// CloudWatch leaves out minutes without traffic, so a minute that is not there is not known rather than empty.
struct CloudWatchSource: PolledSource {
  /// What `Invocations` counts; two editions of the documentation disagree.
  enum Invocations: String, Sendable, Hashable, CaseIterable {
    /// Successful calls only: errors and throttles come on top.
    case successful
    /// Every call that was accepted, failed ones included: only throttles come on top.
    case accepted
  }

  /// Seconds of a period.
  static let period: Int64 = 60
  /// How far back is asked for, in seconds: minutes come one to three minutes late.
  static let lookback: Int64 = 600
  /// Most metrics of one request, by CloudWatch's rules.
  static let metricsPerRequest = 500

  let interval: Duration
  private let url: String
  private let region: String
  private let system: String
  private let bindings: [EndpointBinding]
  private let metrics: [CloudWatchMetric]
  private let invocations: Invocations
  private var points: [String: [Int64: Double]] = [:]
  private var missing: String?
  private var newest = NewestMinute()

  init(
    region: String, url: String?, intervalSeconds: Int64, percentiles: Bool, invocations: Invocations,
    bindings: [EndpointBinding]
  ) {
    let suffix = region.hasPrefix("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com"
    self.url = url ?? "https://monitoring.\(region)\(suffix)/"
    self.region = region
    system = "CloudWatch in \(region)"
    interval = .seconds(intervalSeconds)
    self.bindings = bindings
    metrics = CloudWatchMetric.all(percentiles: percentiles)
    self.invocations = invocations
  }

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    points = [:]
    missing = nil
    let perRequest = max(1, Self.metricsPerRequest / metrics.count)
    return stride(from: 0, to: bindings.count, by: perRequest).map { first in
      question(first, from: first, to: min(first + perRequest, bindings.count), now.wall, token: nil)
    }
  }

  private func question(
    _ tag: Int, from first: Int, to end: Int, _ wall: WallTime, token: String?
  ) -> SourceQuestion {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("MetricDataQueries") { writer in
        for binding in first..<end { write(binding, to: &writer) }
      }
      let last = wall.startOfMinute.seconds
      writer.field("StartTime", last - Self.lookback)
      writer.field("EndTime", last)
      writer.field("ScanBy", "TimestampDescending")
      if let token { writer.field("NextToken", token) }
    }
    return SourceQuestion(
      tag: tag, method: "POST", url: url,
      fields: [
        HeaderField("Content-Type", "application/x-amz-json-1.0"),
        HeaderField("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricData"),
        HeaderField("x-amzn-query-mode", "true"),
      ],
      body: Array(writer.text.utf8), authorisation: .aws(region: region, service: "monitoring"))
  }

  private func write(_ binding: Int, to writer: inout JSONWriter) {
    let dimensions = bindings[binding].match ?? [Label("ModelId", bindings[binding].model)]
    for (place, metric) in metrics.enumerated() {
      writer.object { writer in
        writer.field("Id", "b\(binding)_m\(place)")
        writer.object("MetricStat") { writer in
          writer.object("Metric") { writer in
            writer.field("Namespace", "AWS/Bedrock")
            writer.field("MetricName", metric.name)
            writer.array("Dimensions") { writer in
              for dimension in dimensions {
                writer.object { writer in
                  writer.field("Name", dimension.name)
                  writer.field("Value", dimension.value)
                }
              }
            }
          }
          writer.field("Period", Self.period)
          writer.field("Stat", metric.stat)
        }
        writer.field("ReturnData", true)
      }
    }
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    let reply = try CloudWatchReply.read(answer, from: system, wall: now.wall)
    for result in reply.results {
      for point in result.points { points[result.id, default: [:]][point.start] = point.value }
      switch result.status {
      case "Complete", "PartialData": break
      case "Forbidden": missing = "\(system) forbids some metrics; allow cloudwatch:GetMetricData"
      default: missing = "\(system) could not read some metrics (\(SourceProblem.quoted(result.status)))"
      }
    }
    if let message = reply.messages.first { missing = "\(system) says: \(message)" }
    guard let token = reply.nextToken else { return [] }
    let perRequest = max(1, Self.metricsPerRequest / metrics.count)
    return [
      self.question(
        question.tag, from: question.tag, to: min(question.tag + perRequest, bindings.count), now.wall,
        token: token)
    ]
  }

  mutating func endRound(at now: SourceMoment) -> (samples: [Sample], missing: String?) {
    var samples: [Sample] = []
    for binding in bindings.indices {
      counts(of: binding, into: &samples)
      for (place, metric) in metrics.enumerated() where metric.quantity.isTime {
        guard let point = points["b\(binding)_m\(place)"]?.max(by: { $0.key < $1.key }) else { continue }
        deliver(
          binding, metric.quantity, nil, metric.statistic, point.value * metric.factor, point.key, &samples)
      }
    }
    return (samples, missing)
  }

  /// The counts of the newest minute in which anything was counted; what is absent there did not happen.
  private mutating func counts(of binding: Int, into samples: inout [Sample]) {
    let counting = metrics.indices.filter { metrics[$0].quantity.isCount }
    let minutes = counting.flatMap { points["b\(binding)_m\($0)"].map { Array($0.keys) } ?? [] }
    guard let minute = minutes.max() else { return }
    let key = NewestMinute.Key(binding: binding, quantity: .requests, statistic: .sum)
    guard newest.isNew(key, endingAt: minute) else { return }
    var calls = 0.0
    for place in counting {
      let metric = metrics[place]
      let value = points["b\(binding)_m\(place)"]?[minute] ?? 0
      switch metric.use {
      case .invocations: calls += value
      case .errors(let outcome):
        if invocations == .successful || outcome == .rateLimited { calls += value }
        append(binding, .errors, outcome, .sum, value, minute, &samples)
      case .plain: append(binding, metric.quantity, nil, .sum, value, minute, &samples)
      }
    }
    append(binding, .requests, nil, .sum, calls, minute, &samples)
  }

  private mutating func deliver(
    _ binding: Int, _ quantity: Quantity, _ outcome: OutcomeClass?, _ statistic: Statistic, _ value: Double,
    _ start: Int64, _ samples: inout [Sample]
  ) {
    let key = NewestMinute.Key(binding: binding, quantity: quantity, statistic: statistic)
    guard newest.isNew(key, endingAt: start) else { return }
    append(binding, quantity, outcome, statistic, value, start, &samples)
  }

  private func append(
    _ binding: Int, _ quantity: Quantity, _ outcome: OutcomeClass?, _ statistic: Statistic, _ value: Double,
    _ start: Int64, _ samples: inout [Sample]
  ) {
    samples.append(
      Sample(
        endpoint: bindings[binding].endpoint, quantity: quantity, outcome: outcome, value: .number(value),
        statistic: statistic, windowSeconds: Self.period, observedAt: WallTime(seconds: start + Self.period)))
  }
}
