import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

/// Answers in the shape of Azure's own example.
@Suite struct AzureMonitorSourceTests {
  private static func source() -> AzureMonitorSource {
    AzureMonitorSource(
      resource: "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/acme-eus2",
      url: nil, intervalSeconds: 60, bindings: [Bindings.gpt])
  }

  private static func series(_ code: String?, _ data: String) -> String {
    let deployment =
      #"{"name":{"value":"modeldeploymentname","localizedValue":"modeldeploymentname"},"value":"gpt-4o"}"#
    let status = code.map {
      #"{"name":{"value":"statuscode","localizedValue":"statuscode"},"value":"\#($0)"},"#
    }
    return #"{"metadatavalues":[\#(status ?? "")\#(deployment)],"data":[\#(data)]}"#
  }

  private static func answer(_ series: [String], errorCode: String = "Success") -> SourceAnswer {
    SourceAnswer(
      status: 200,
      #"{"cost":9,"interval":"PT1M","value":[{"unit":"Count","errorCode":"\#(errorCode)","timeseries":[\#(series.joined(separator: ","))]}]}"#
    )
  }

  private static let empty = answer([])

  private static func isAbout(_ metric: String, _ question: SourceQuestion) -> Bool {
    question.url.contains("metricnames=\(metric)&")
  }

  @Test func `requests are told apart by status`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0)) { question in
      guard Self.isAbout("AzureOpenAIRequests", question) else { return Self.empty }
      return Self.answer([
        Self.series(
          "200", #"{"timeStamp":"2026-11-22T07:57:00Z","total":40.0},{"timeStamp":"2026-11-22T07:58:00Z"}"#),
        Self.series("429", #"{"timeStamp":"2026-11-22T07:57:00Z","total":3.0}"#),
      ])
    }.samples
    #expect(samples.only(.requests)?.number == 43)
    #expect(samples.only(.errors, .rateLimited)?.number == 3)
    #expect(samples.only(.requests)?.observedAt == WallTime(iso: "2026-11-22T07:58:00Z"))
  }

  @Test func `times are averages and maxima and never quantiles`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0)) { question in
      guard Self.isAbout("AzureOpenAITimeToResponse", question) else { return Self.empty }
      return Self.answer([
        Self.series(nil, #"{"timeStamp":"2026-11-22T07:57:00Z","average":412.0,"maximum":900}"#)
      ])
    }.samples
    #expect(samples.map(\.statistic.label).sorted() == ["avg", "max"])
    #expect(try abs(#require(samples.only(.ttft, nil, .average)?.number) - 0.412) < 1e-12)
  }

  @Test func `the first-token time that is divided by tokens is not asked for`() {
    var source = Self.source()
    let urls = source.beginRound(at: moment(0)).map(\.url)
    #expect(!urls.contains { $0.contains("NormalizedTTFT") || $0.contains("NormalizedTimeToFirstToken") })
  }

  @Test func `more than ten series are asked for`() {
    var source = Self.source()
    let url = source.beginRound(at: moment(0))[0].url
    #expect(url.contains("top=1000"))
    #expect(
      url.contains("%24filter=ModelDeploymentName%20eq%20%27%2A%27%20and%20StatusCode%20eq%20%27%2A%27"))
    #expect(url.contains("timespan=2026-11-22T07%3A50%3A00Z%2F2026-11-22T08%3A00%3A00Z"))
  }

  @Test func `a metric that an account is without is named`() throws {
    var source = Self.source()
    let missing = try source.round(at: moment(0)) { question in
      Self.isAbout("AzureOpenAITimeToResponse", question)
        ? SourceAnswer(status: 400, #"{"error":{"code":"BadRequest","message":"no such metric"}}"#)
        : Self.empty
    }.missing
    #expect(missing == "Azure Monitor of acme-eus2 is without AzureOpenAITimeToResponse (BadRequest)")
  }

  @Test func `a metric that fails inside a good answer is named`() throws {
    var source = Self.source()
    let missing = try source.round(at: moment(0)) { question in
      Self.isAbout("GeneratedTokens", question) ? Self.answer([], errorCode: "Throttled") : Self.empty
    }.missing
    #expect(missing?.contains("GeneratedTokens (Throttled)") == true)
  }
}
