import Documents
import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

/// Answers in the shape that moto 5.2.1 and boto3 1.43.11 exchanged.
@Suite struct CloudWatchSourceTests {
  private static func source(
    percentiles: Bool = true, invocations: CloudWatchSource.Invocations = .successful
  ) -> CloudWatchSource {
    CloudWatchSource(
      region: "us-east-1", url: nil, intervalSeconds: 60, percentiles: percentiles, invocations: invocations,
      bindings: [Bindings.sonnet])
  }

  private static let minute = moment(0).wall.seconds - 120

  /// An answer with one point a metric, by the metric's name and statistic.
  private static func answer(
    _ question: SourceQuestion, _ values: [String: Double], minute: Int64 = minute, token: String? = nil
  ) throws -> SourceAnswer {
    let body = try Document.parse(question.body ?? [], dialect: .json)
    let results = (body["MetricDataQueries"]?.array ?? []).map { query -> String in
      let stat = query["MetricStat"]
      let key = (stat?["Metric"]?["MetricName"]?.string ?? "") + " " + (stat?["Stat"]?.string ?? "")
      let id = query["Id"]?.string ?? ""
      let points = values[key].map { ("[\(minute).0]", "[\($0)]") } ?? ("[]", "[]")
      return "{\"Id\":\"\(id)\",\"Label\":\"x\",\"Timestamps\":\(points.0),\"Values\":\(points.1),"
        + "\"StatusCode\":\"Complete\"}"
    }
    let next = token.map { ",\"NextToken\":\"\($0)\"" } ?? ""
    return SourceAnswer(status: 200, "{\"MetricDataResults\":[\(results.joined(separator: ","))]\(next)}")
  }

  @Test func `the request is what boto3 sends`() throws {
    var source = Self.source()
    let question = try #require(source.beginRound(at: moment(30)).first)
    #expect(question.url == "https://monitoring.us-east-1.amazonaws.com/")
    #expect(question.authorisation == .aws(region: "us-east-1", service: "monitoring"))
    #expect(
      question.fields.contains(HeaderField("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricData")))
    let body = try Document.parse(question.body ?? [], dialect: .json)
    let first = try #require(body["MetricDataQueries"]?.array?.first?["MetricStat"])
    #expect(first["Metric"]?["Namespace"]?.string == "AWS/Bedrock")
    #expect(first["Metric"]?["Dimensions"]?.array?.first?["Name"]?.string == "ModelId")
    #expect(first["Metric"]?["Dimensions"]?.array?.first?["Value"]?.string == "sonnet")
    #expect(body["EndTime"]?.integer == moment(0).wall.seconds)
    #expect(body["StartTime"]?.integer == moment(0).wall.seconds - 600)
  }

  @Test func `counts of a minute come with its end`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0)) { question in
      try Self.answer(question, ["Invocations Sum": 90, "InvocationServerErrors Sum": 10])
    }.samples
    #expect(samples.only(.requests)?.number == 100)
    #expect(samples.only(.errors, .serverError)?.number == 10)
    #expect(samples.only(.errors, .rateLimited)?.number == 0)
    #expect(samples.only(.requests)?.observedAt == WallTime(seconds: Self.minute + 60))
  }

  @Test func `what invocations count can be said`() throws {
    var source = Self.source(invocations: .accepted)
    let values = ["Invocations Sum": 90.0, "InvocationServerErrors Sum": 10, "InvocationThrottles Sum": 5]
    let samples = try source.round(at: moment(0)) { try Self.answer($0, values) }.samples
    #expect(samples.only(.requests)?.number == 95)
  }

  @Test func `a percentile is CloudWatch's own and in seconds`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0)) { try Self.answer($0, ["TimeToFirstToken p90": 850]) }
      .samples
    let p90 = try #require(samples.only(.ttft, nil, .quantile(perMille: 900, .provider)))
    #expect(p90.number == 0.85)
    #expect(p90.unit == .seconds)
  }

  @Test func `an average is never labelled otherwise`() throws {
    var source = Self.source(percentiles: false)
    let samples = try source.round(at: moment(0)) {
      try Self.answer($0, ["TimeToFirstToken Average": 400])
    }.samples
    #expect(samples.map(\.statistic.label) == ["avg"])
  }

  @Test func `a minute that is not there is not known`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0)) { try Self.answer($0, [:]) }.samples
    #expect(samples.isEmpty)
  }

  @Test func `a minute is delivered once`() throws {
    var source = Self.source()
    let values = ["Invocations Sum": 90.0]
    _ = try source.round(at: moment(0)) { try Self.answer($0, values) }
    let again = try source.round(at: moment(60)) { try Self.answer($0, values) }.samples
    #expect(again.isEmpty)
    let next = try source.round(at: moment(120)) {
      try Self.answer($0, values, minute: Self.minute + 60)
    }.samples
    #expect(next.only(.requests)?.number == 90)
  }

  @Test func `the next page is asked for`() throws {
    var source = Self.source()
    let question = try #require(source.beginRound(at: moment(0)).first)
    let more = try source.read(
      try Self.answer(question, ["Invocations Sum": 1], token: "t1"), to: question, at: moment(0))
    let body = try Document.parse(more.first?.body ?? [], dialect: .json)
    #expect(body["NextToken"]?.string == "t1")
  }

  @Test(
    arguments: [
      ("ValidationError", SourceProblem.Kind.lasting), ("Throttling", .passing),
      ("ExpiredTokenException", .unauthorised),
    ] as [(String, SourceProblem.Kind)])
  func `an error is read by its code`(code: String, kind: SourceProblem.Kind) {
    var source = Self.source()
    let body = "{\"__type\":\"com.amazonaws#\(code)\",\"Message\":\"The parameter EndTime is wrong.\"}"
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(0)) { _ in SourceAnswer(status: 400, body) }
    }
    #expect(problem?.kind == kind)
    #expect(problem?.description.contains("\(code): The parameter EndTime is wrong.") == true)
  }
}
