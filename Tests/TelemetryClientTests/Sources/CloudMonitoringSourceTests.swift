import Documents
import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

/// Answers in the shape of Google's protocol buffers as JSON.
@Suite struct CloudMonitoringSourceTests {
  private static func source() -> CloudMonitoringSource {
    CloudMonitoringSource(project: "acme", url: nil, intervalSeconds: 60, bindings: [Bindings.gemini])
  }

  private static let resource =
    #""resource":{"type":"aiplatform.googleapis.com/PublisherModel","labels":{"location":"us-central1","model_user_id":"gemini-2.5-flash","publisher":"google"}}"#
  private static let interval =
    #""interval":{"startTime":"2026-11-22T07:58:00Z","endTime":"2026-11-22T07:59:00Z"}"#
  static let distribution =
    #"{"count":"50","mean":412.3,"sumOfSquaredDeviation":8123.5,"bucketOptions":{"exponentialBuckets":{"numFiniteBuckets":12,"growthFactor":2,"scale":1}},"bucketCounts":["0","0","0","0","0","0","0","2","10","25","10","3"]}"#

  private static func series(_ labels: String, _ value: String) -> String {
    #"{"metric":{"type":"t","labels":{\#(labels)}},\#(resource),"metricKind":"DELTA","points":[{\#(interval),"value":{\#(value)}}]}"#
  }

  private static func answer(_ question: SourceQuestion) -> SourceAnswer {
    let series: [String]
    switch question.tag {
    case 0: series = [self.series("", "\"distributionValue\":\(distribution)")]
    case 2:
      series = [
        self.series(#""response_code":"200""#, #""int64Value":"47""#),
        self.series(#""response_code":"429""#, #""int64Value":"3""#),
      ]
    case 3:
      series = [
        self.series(#""type":"input""#, #""int64Value":"4700""#),
        self.series(#""type":"output""#, #""int64Value":"900""#),
      ]
    default: series = []
    }
    return SourceAnswer(
      status: 200,
      #"{"timeSeries":[\#(series.joined(separator: ","))],"nextPageToken":"","executionErrors":[]}"#)
  }

  @Test(arguments: [(0.5, 389.12), (0.9, 921.6), (0.95, 1194.666_666_666_666_7)] as [(Double, Double)])
  func `quantiles come from the buckets`(share: Double, expected: Double) throws {
    let node = try Document.parse(Self.distribution, dialect: .json)
    let distribution = try #require(CloudDistribution.read(node))
    #expect(distribution.count == 50)
    #expect(try abs(#require(distribution.quantile(share)).value - expected) < 1e-9)
  }

  @Test func `linear and explicit bounds are read`() throws {
    let linear = try Document.parse(
      #"{"count":"3","bucketOptions":{"linearBuckets":{"numFiniteBuckets":2,"width":10,"offset":5}},"bucketCounts":["1","1","0","1"]}"#,
      dialect: .json)
    #expect(CloudDistribution.read(linear)?.buckets.map(\.upper) == [5, 15, 25, .infinity])
    let explicit = try Document.parse(
      #"{"count":"2","bucketOptions":{"explicitBuckets":{"bounds":[1,10]}},"bucketCounts":["1","1"]}"#,
      dialect: .json)
    #expect(CloudDistribution.read(explicit)?.buckets.map(\.count) == [1, 1, 0])
  }

  @Test func `distributions and counts become samples`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0), Self.answer).samples
    let ttft = try #require(samples.only(.ttft)?.distribution)
    #expect(try abs(#require(ttft.quantile(0.9)).value - 0.9216) < 1e-12)
    #expect(samples.only(.requests)?.number == 50)
    #expect(samples.only(.errors, .rateLimited)?.number == 3)
    #expect(samples.only(.inputTokens)?.number == 4700)
    #expect(samples.only(.outputTokens)?.number == 900)
    #expect(samples.only(.requests)?.observedAt == WallTime(iso: "2026-11-22T07:59:00Z"))
  }

  @Test func `series are summed on their side and split by region and code`() throws {
    var source = Self.source()
    let questions = source.beginRound(at: moment(0))
    let counts = questions[2].url
    #expect(counts.hasPrefix("https://monitoring.googleapis.com/v3/projects/acme/timeSeries?filter="))
    #expect(counts.contains("aggregation.crossSeriesReducer=REDUCE_SUM"))
    #expect(counts.contains("aggregation.perSeriesAligner=ALIGN_DELTA"))
    #expect(counts.contains("aggregation.groupByFields=resource.labels.location"))
    #expect(counts.contains("aggregation.groupByFields=metric.labels.response_code"))
    #expect(counts.contains("interval.endTime=2026-11-22T08%3A00%3A00Z"))
  }

  @Test func `a permission that is missing is said`() {
    var source = Self.source()
    let body = #"{"error":{"code":403,"message":"Permission denied","status":"PERMISSION_DENIED"}}"#
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(0)) { _ in SourceAnswer(status: 403, body) }
    }
    #expect(problem?.description.contains("PERMISSION_DENIED: Permission denied") == true)
  }

  @Test func `part of the data is better than none and is said`() throws {
    var source = Self.source()
    let missing = try source.round(at: moment(0)) { _ in
      SourceAnswer(status: 200, #"{"executionErrors":[{"code":4,"message":"deadline"}]}"#)
    }.missing
    #expect(missing == "Cloud Monitoring of acme left data out: deadline")
  }
}
