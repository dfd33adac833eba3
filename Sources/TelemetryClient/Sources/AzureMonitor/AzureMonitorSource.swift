internal import Documents
internal import RoutingEngine
internal import Transport

/// Reads Azure Monitor: the metrics of an Azure OpenAI or AI Foundry account.
///
/// Azure has averages, minima and maxima of times and no quantile at all: the samples say so, and nothing here is ever
/// a p90. Its "normalised" first-token time is divided by tokens and therefore not read.
struct AzureMonitorSource: PolledSource {
  private struct Metric {
    var name: String
    var quantity: Quantity
    /// The aggregations asked for, by Azure's names.
    var aggregations: [(name: String, statistic: Statistic)]
    var factor = 1.0
    /// The dimension that series are kept apart by, besides the deployment.
    var dimension: String?
    /// Whether an account may be without it.
    var isOptional = false
  }

  private static let times: [(name: String, statistic: Statistic)] = [
    ("average", .average), ("maximum", .maximum),
  ]
  private static let metrics = [
    Metric(
      name: "AzureOpenAIRequests", quantity: .requests, aggregations: [("total", .sum)],
      dimension: "StatusCode"),
    Metric(
      name: "AzureOpenAITimeToResponse", quantity: .ttft, aggregations: times, factor: 0.001,
      isOptional: true),
    Metric(
      name: "AzureOpenAITTLTInMS", quantity: .latency, aggregations: times, factor: 0.001, isOptional: true),
    Metric(
      name: "AzureOpenAINormalizedTBTInMS", quantity: .tpot, aggregations: times, factor: 0.001,
      isOptional: true),
    Metric(
      name: "ProcessedPromptTokens", quantity: .inputTokens, aggregations: [("total", .sum)],
      isOptional: true),
    Metric(
      name: "GeneratedTokens", quantity: .outputTokens, aggregations: [("total", .sum)], isOptional: true),
    Metric(
      name: "AzureOpenAIProvisionedManagedUtilizationV2", quantity: .saturation,
      aggregations: [("average", .average)], factor: 0.01, isOptional: true),
  ]
  private static let lookback: Int64 = 600
  private static let period: Int64 = 60
  /// Most series of one answer; Azure's own default is ten.
  private static let seriesLimit = 1000

  private struct Point: Hashable {
    var binding: Int
    var metric: Int
    var statistic: Int
    var outcome: OutcomeClass?
  }

  let interval: Duration
  private let base: String
  private let resource: String
  private let system: String
  private let bindings: [EndpointBinding]
  private let matcher: EndpointMatcher
  private var points: [Point: [Int64: Double]] = [:]
  private var missing: [String] = []
  private var newest = NewestMinute()

  init(resource: String, url: String?, intervalSeconds: Int64, bindings: [EndpointBinding]) {
    base = url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? "https://management.azure.com"
    self.resource = resource.hasPrefix("/") ? resource : "/" + resource
    system = "Azure Monitor of " + (resource.split(separator: "/").last.map(String.init) ?? resource)
    interval = .seconds(intervalSeconds)
    self.bindings = bindings.map { binding in
      var lowered = binding
      // Dimension names come back in lower case, whatever was asked for.
      lowered.match = binding.match?.map { Label($0.name.lowercased(), $0.value) }
      return lowered
    }
    matcher = EndpointMatcher(self.bindings, modelLabel: "modeldeploymentname")
  }

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    points = [:]
    missing = []
    return Self.metrics.indices.map { question($0, now.wall) }
  }

  private func question(_ tag: Int, _ wall: WallTime) -> SourceQuestion {
    let metric = Self.metrics[tag]
    let end = wall.startOfMinute
    var filter = matcher.names.map { "\($0 == "modeldeploymentname" ? "ModelDeploymentName" : $0) eq '*'" }
    if let dimension = metric.dimension { filter.append("\(dimension) eq '*'") }
    let span = end.advanced(bySeconds: -Self.lookback).extendedISO + "/" + end.extendedISO
    let form = PercentEncoding.form([
      ("api-version", "2024-02-01"), ("metricnames", metric.name),
      ("metricnamespace", "Microsoft.CognitiveServices/accounts"), ("timespan", span), ("interval", "PT1M"),
      ("aggregation", metric.aggregations.map(\.name).joined(separator: ",")),
      ("$filter", filter.joined(separator: " and ")), ("top", String(Self.seriesLimit)),
      ("AutoAdjustTimegrain", "false"),
    ])
    let path = PercentEncoding.encode(resource, keepSlash: true) + "/providers/Microsoft.Insights/metrics?"
    return SourceQuestion(tag: tag, url: base + path + form)
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    let metric = Self.metrics[question.tag]
    let root: Node?
    do { root = try Document.parse(answer.body, dialect: .json) } catch { root = nil }
    guard (200..<300).contains(answer.status) else {
      let error = root?["error"]
      let words = [error?["code"]?.string, error?["message"]?.string].compactMap { $0 }
      if answer.status == 400, metric.isOptional {
        missing.append("\(metric.name) (\(SourceProblem.quoted(words.first ?? "refused")))")
        return []
      }
      throw answer.problem(of: system, words.isEmpty ? nil : words.joined(separator: ": "), wall: now.wall)
    }
    guard let value = root?["value"]?.array else {
      throw SourceProblem(.lasting, "\(system) answered without values; is it the metrics API?")
    }
    for item in value {
      // A metric can fail inside an answer that is otherwise good.
      if let code = item["errorCode"]?.string, code != "Success" {
        missing.append("\(metric.name) (\(SourceProblem.quoted(code)))")
        continue
      }
      for series in item["timeseries"]?.array ?? [] { take(series, question.tag) }
    }
    return []
  }

  private mutating func take(_ series: Node, _ index: Int) {
    let metric = Self.metrics[index]
    let labels = (series["metadatavalues"]?.array ?? []).compactMap { item -> Label? in
      guard let name = item["name"]?["value"]?.string, let value = item["value"]?.string else { return nil }
      return Label(name.lowercased(), value)
    }
    guard case .one(let binding) = matcher.binding(of: labels) else { return }
    let code = metric.dimension.flatMap { name in labels.first { $0.name == name.lowercased() }?.value }
    let outcome = code.flatMap { ErrorCode.outcome(of: $0, other: .unknown) }
    for data in series["data"]?.array ?? [] {
      guard let start = data["timeStamp"]?.string.flatMap(WallTime.init(iso:)) else { continue }
      for (place, aggregation) in metric.aggregations.enumerated() {
        // A point without the key was not measured; that is not 0.
        guard let value = data[aggregation.name]?.number else { continue }
        let point = Point(binding: binding, metric: index, statistic: place, outcome: outcome)
        points[point, default: [:]][start.seconds, default: 0] += value
      }
    }
  }

  mutating func endRound(at now: SourceMoment) -> (samples: [Sample], missing: String?) {
    var samples: [Sample] = []
    for binding in bindings.indices {
      for (index, metric) in Self.metrics.enumerated() {
        for (place, aggregation) in metric.aggregations.enumerated() {
          take(binding, index, place, aggregation.statistic, into: &samples)
        }
      }
    }
    let note = missing.isEmpty ? nil : "\(system) is without " + missing.joined(separator: ", ")
    return (samples, note)
  }

  private mutating func take(
    _ binding: Int, _ index: Int, _ place: Int, _ statistic: Statistic, into samples: inout [Sample]
  ) {
    let metric = Self.metrics[index]
    let mine = points.filter {
      $0.key.binding == binding && $0.key.metric == index && $0.key.statistic == place
    }
    guard let start = mine.values.compactMap({ $0.keys.max() }).max(),
      newest.isNew(.init(binding: binding, quantity: metric.quantity, statistic: statistic), endingAt: start)
    else { return }
    let total = mine.values.reduce(0) { $0 + ($1[start] ?? 0) }
    samples.append(sample(binding, metric.quantity, nil, total * metric.factor, statistic, start))
    guard metric.dimension != nil else { return }
    for outcome in OutcomeClass.allCases {
      let point = Point(binding: binding, metric: index, statistic: place, outcome: outcome)
      guard let count = mine[point]?[start] else { continue }
      samples.append(sample(binding, .errors, outcome, count, statistic, start))
    }
  }

  private func sample(
    _ binding: Int, _ quantity: Quantity, _ outcome: OutcomeClass?, _ value: Double, _ statistic: Statistic,
    _ start: Int64
  ) -> Sample {
    Sample(
      endpoint: bindings[binding].endpoint, quantity: quantity, outcome: outcome, value: .number(value),
      statistic: statistic, windowSeconds: Self.period, observedAt: WallTime(seconds: start + Self.period))
  }
}
