internal import Documents
internal import RoutingEngine
internal import Transport

/// Reads Google Cloud Monitoring: `timeSeries.list` on the publisher models of Vertex AI.
///
/// There is no aligner for p90, so distributions are fetched whole and quantiles are ours.
struct CloudMonitoringSource: PolledSource {
  /// A metric type and how it is asked for.
  private struct Metric {
    var name: String
    var quantity: Quantity
    /// The label of the metric that its series are kept apart by.
    var label: String?
    var filter: String?
  }

  private static let prefix = "aiplatform.googleapis.com/publisher/online_serving/"
  private static let metrics = [
    Metric(name: "first_token_latencies", quantity: .ttft),
    Metric(
      name: "model_invocation_latencies", quantity: .latency, filter: "metric.labels.latency_type=\"model\""),
    Metric(name: "model_invocation_count", quantity: .requests, label: "response_code"),
    Metric(name: "token_count", quantity: .inputTokens, label: "type"),
  ]
  /// How far back is asked for, in seconds: points come two to four minutes late.
  private static let lookback: Int64 = 600
  private static let period: Int64 = 60

  let interval: Duration
  private let base: String
  private let project: String
  private let system: String
  private let bindings: [EndpointBinding]
  private let matcher: EndpointMatcher
  private var missing: String?
  private var newest = NewestMinute()
  /// By binding, quantity and class: by the end of the minute.
  private var numbers: [Key: [Int64: Double]] = [:]
  private var distributions: [Key: [Int64: Distribution]] = [:]

  private struct Key: Hashable {
    var binding: Int
    var quantity: Quantity
    var outcome: OutcomeClass?
  }

  init(project: String, url: String?, intervalSeconds: Int64, bindings: [EndpointBinding]) {
    base = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? "https://monitoring.googleapis.com"
    self.project = project
    system = "Cloud Monitoring of \(project)"
    interval = .seconds(intervalSeconds)
    self.bindings = bindings
    matcher = EndpointMatcher(bindings, modelLabel: "model_user_id", regionLabel: "location")
  }

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    numbers = [:]
    distributions = [:]
    missing = nil
    return Self.metrics.indices.map { question($0, now.wall, page: nil) }
  }

  private func question(_ tag: Int, _ wall: WallTime, page: String?) -> SourceQuestion {
    let metric = Self.metrics[tag]
    let filter = [
      "metric.type=\"\(Self.prefix)\(metric.name)\"",
      "resource.type=\"aiplatform.googleapis.com/PublisherModel\"", metric.filter,
    ]
    var fields: [(name: String, value: String)] = [
      ("filter", filter.compactMap { $0 }.joined(separator: " AND ")),
      ("interval.startTime", wall.advanced(bySeconds: -Self.lookback).extendedISO),
      ("interval.endTime", wall.extendedISO),
      ("aggregation.alignmentPeriod", "\(Self.period)s"), ("aggregation.perSeriesAligner", "ALIGN_DELTA"),
      ("aggregation.crossSeriesReducer", "REDUCE_SUM"),
    ]
    for name in matcher.names { fields.append(("aggregation.groupByFields", "resource.labels." + name)) }
    if let label = metric.label { fields.append(("aggregation.groupByFields", "metric.labels." + label)) }
    fields += [("view", "FULL"), ("pageSize", "1000")]
    if let page { fields.append(("pageToken", page)) }
    let path = "/v3/projects/" + PercentEncoding.encode(project) + "/timeSeries?"
    return SourceQuestion(tag: tag, url: base + path + PercentEncoding.form(fields))
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    let root: Node?
    do { root = try Document.parse(answer.body, dialect: .json) } catch { root = nil }
    guard (200..<300).contains(answer.status) else {
      let error = root?["error"]
      let words = [error?["status"]?.string, error?["message"]?.string].compactMap { $0 }
      throw answer.problem(of: system, words.isEmpty ? nil : words.joined(separator: ": "), wall: now.wall)
    }
    guard let root, root.members != nil else {
      throw SourceProblem(.lasting, "\(system) answered with something that is no JSON object")
    }
    for series in root["timeSeries"]?.array ?? [] { take(series, Self.metrics[question.tag]) }
    if let error = root["executionErrors"]?.array?.first {
      let message = error["message"]?.string.map(SourceProblem.quoted) ?? "no reason given"
      missing = "\(system) left data out: \(message)"
    }
    guard let page = root["nextPageToken"]?.string, !page.isEmpty else { return [] }
    return [self.question(question.tag, now.wall, page: page)]
  }

  private mutating func take(_ series: Node, _ metric: Metric) {
    let labels = (series["resource"]?["labels"]?.members ?? []) + (series["metric"]?["labels"]?.members ?? [])
    let texts = labels.compactMap { member in member.value.string.map { Label(member.key, $0) } }
    guard case .one(let binding) = matcher.binding(of: texts) else { return }
    let kind = metric.label.flatMap { name in texts.first { $0.name == name }?.value }
    var quantity = metric.quantity
    var outcome: OutcomeClass?
    if quantity == .inputTokens {
      guard kind == "input" || kind == "output" else { return }
      quantity = kind == "output" ? .outputTokens : .inputTokens
    } else if quantity == .requests {
      outcome = kind.flatMap { ErrorCode.outcome(of: $0, other: .unknown) }
    }
    for point in series["points"]?.array ?? [] {
      guard let end = point["interval"]?["endTime"]?.string.flatMap(WallTime.init(iso:)),
        let value = point["value"]
      else { continue }
      let key = Key(binding: binding, quantity: quantity, outcome: outcome)
      if let node = value["distributionValue"] {
        guard let distribution = CloudDistribution.read(node)?.scaled(by: 0.001) else { continue }
        distributions[key, default: [:]][end.seconds] = distribution
      } else {
        // A value of 0 is left out of the answer altogether.
        let number = CloudDistribution.number(value["int64Value"]) ?? value["doubleValue"]?.number ?? 0
        numbers[key, default: [:]][end.seconds, default: 0] += number
      }
    }
  }

  mutating func endRound(at now: SourceMoment) -> (samples: [Sample], missing: String?) {
    var samples: [Sample] = []
    for binding in bindings.indices {
      counts(of: binding, into: &samples)
      for quantity in [Quantity.ttft, .latency] {
        let points = distributions[Key(binding: binding, quantity: quantity, outcome: nil)] ?? [:]
        guard let end = points.keys.max(), let distribution = points[end],
          newest.isNew(.init(binding: binding, quantity: quantity, statistic: .distribution), endingAt: end)
        else { continue }
        samples.append(sample(binding, quantity, nil, .distribution(distribution), .distribution, end))
      }
    }
    return (samples, missing)
  }

  private mutating func counts(of binding: Int, into samples: inout [Sample]) {
    let mine = numbers.filter { $0.key.binding == binding }
    for quantity in [Quantity.requests, .inputTokens, .outputTokens] {
      let group = mine.filter { $0.key.quantity == quantity }
      guard let end = group.values.compactMap({ $0.keys.max() }).max(),
        newest.isNew(.init(binding: binding, quantity: quantity, statistic: .sum), endingAt: end)
      else { continue }
      let total = group.values.reduce(0) { $0 + ($1[end] ?? 0) }
      samples.append(sample(binding, quantity, nil, .number(total), .sum, end))
      guard quantity == .requests else { continue }
      for outcome in OutcomeClass.allCases {
        let key = Key(binding: binding, quantity: .requests, outcome: outcome)
        guard let count = group[key]?[end] else { continue }
        samples.append(sample(binding, .errors, outcome, .number(count), .sum, end))
      }
    }
  }

  private func sample(
    _ binding: Int, _ quantity: Quantity, _ outcome: OutcomeClass?, _ value: Sample.Value,
    _ statistic: Statistic, _ end: Int64
  ) -> Sample {
    Sample(
      endpoint: bindings[binding].endpoint, quantity: quantity, outcome: outcome, value: value,
      statistic: statistic, windowSeconds: Self.period, observedAt: WallTime(seconds: end))
  }
}
