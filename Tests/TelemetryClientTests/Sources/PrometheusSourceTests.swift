import RoutingEngine
import Testing
import Transport

@testable import TelemetryClient

/// Answers in the shapes that Prometheus 2.42 gave.
@Suite struct PrometheusSourceTests {
  private static let signals = [
    Signal(quantity: .requests, metric: "calls_total", form: .counter, modelLabel: "model"),
    Signal(quantity: .ttft, metric: "first_token_seconds", form: .histogram, modelLabel: "model"),
  ]

  private static func source(own: [PrometheusSource.OwnQuery] = []) -> PrometheusSource {
    PrometheusSource(
      url: "http://127.0.0.1:9090/", intervalSeconds: 15, signals: signals, own: own,
      scope: Bindings.scope([Bindings.sonnet, Bindings.gpt]))
  }

  private static func vector(_ elements: [(labels: String, value: String)]) -> SourceAnswer {
    let list = elements.map { "{\"metric\":{\($0.labels)},\"value\":[1795336084.868,\"\($0.value)\"]}" }
    return SourceAnswer(
      status: 200,
      "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[\(list.joined(separator: ","))]}}"
    )
  }

  private static func form(_ question: SourceQuestion) -> String {
    String(decoding: question.body ?? [], as: UTF8.self)
  }

  /// Answers as a store would that scraped `sonnet` last at a second.
  private static func answer(
    _ question: SourceQuestion, calls: String, buckets: [(String, String)] = [], seen: Int64
  ) -> SourceAnswer {
    let model = "\"model\":\"sonnet\""
    switch question.tag {
    case 0: return vector([(model, calls)])
    case 1: return vector(buckets.map { (model + ",\"le\":\"\($0.0)\"", $0.1) })
    default: return vector([(model, String(moment(seen).wall.seconds))])
    }
  }

  @Test func `the gain of a window is asked for exactly`() {
    let query = PrometheusQuery.gain(of: Self.signals[0], by: ["model"], windowSeconds: 15)
    #expect(
      query == "sum by (model) (((calls_total - calls_total offset 15s) >= 0) or "
        + "((calls_total unless (calls_total >= last_over_time(calls_total[1h] offset 15s))) "
        + "and on (job, instance) (up offset 15s == 1)))")
  }

  @Test func `the first look is a baseline, for each endpoint`() throws {
    var source = Self.source()
    let first = try source.round(at: moment(0)) { Self.answer($0, calls: "5000", seen: 0) }.samples
    #expect(first.isEmpty)
    let second = try source.round(at: moment(15)) { Self.answer($0, calls: "60", seen: 15) }.samples
    #expect(second.only(.requests)?.number == 60)
  }

  @Test func `after a gap too long to be made up for the next look is a baseline again`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }
    _ = try source.round(at: moment(15)) { Self.answer($0, calls: "3", seen: 15) }
    let late = try source.round(at: moment(900)) { Self.answer($0, calls: "9000", seen: 900) }.samples
    #expect(late.isEmpty)
  }

  @Test func `counts are delivered with window, source time and statistic`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: -4) }
    let samples = try source.round(at: moment(15)) { Self.answer($0, calls: "60", seen: 11) }.samples
    let requests = try #require(samples.only(.requests))
    #expect(requests.number == 60)
    #expect(requests.windowSeconds == 15)
    #expect(requests.observedAt == moment(11).wall)
    #expect(requests.endpoint == EndpointIndex(0))
  }

  @Test func `a round that failed is made up for by the next`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }
    _ = source.beginRound(at: moment(15))
    let questions = source.beginRound(at: moment(45))
    #expect(Self.form(questions[0]).contains("offset%2045s"))
  }

  @Test func `buckets become a distribution whose quantile is that of Prometheus`() throws {
    var source = Self.source()
    let buckets = [("0.25", "10"), ("0.5", "60"), ("1.0", "90"), ("+Inf", "100")]
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }
    let samples = try source.round(at: moment(15)) {
      Self.answer($0, calls: "100", buckets: buckets, seen: 15)
    }.samples
    let distribution = try #require(samples.only(.ttft)?.distribution)
    #expect(try abs(#require(distribution.quantile(0.9)).value - 1) < 1e-12)
  }

  @Test func `without a new scrape nothing is known`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }
    let samples = try source.round(at: moment(15)) { Self.answer($0, calls: "0", seen: 0) }.samples
    #expect(samples.isEmpty)
  }

  @Test func `a scrape without calls is a count of zero`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }
    let samples = try source.round(at: moment(15)) { Self.answer($0, calls: "0", seen: 15) }.samples
    #expect(samples.only(.requests)?.number == 0)
  }

  @Test func `no number means no traffic`() throws {
    let own = PrometheusSource.OwnQuery(
      text: "q", quantity: .ttft, statistic: .quantile(perMille: 900, .provider))
    var source = Self.source(own: [own])
    let samples = try source.round(at: moment(0)) {
      $0.tag == 10_000
        ? Self.vector([("\"model\":\"sonnet\"", "NaN"), ("\"model\":\"gpt-4o\"", "0.5")])
        : Self.answer($0, calls: "0", seen: 0)
    }.samples
    #expect(samples.filter { $0.statistic.label == "p90" }.map(\.endpoint) == [EndpointIndex(2)])
  }

  @Test func `an endpoint without series is named`() throws {
    var source = Self.source()
    let missing = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }.missing
    #expect(missing == "Prometheus at 127.0.0.1:9090 has no series of eus2/gpt")
  }

  @Test func `a store that lost every series it had has failed, and goes on where it was`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { Self.answer($0, calls: "3", seen: 0) }
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(15)) { _ in Self.vector([]) }
    }
    #expect(
      problem?.description
        == "Prometheus at 127.0.0.1:9090 has lost every series it had; is what it scrapes down?")
    #expect(problem?.kind == .passing)
    let back = try source.round(at: moment(30)) { Self.answer($0, calls: "60", seen: 30) }.samples
    #expect(back.only(.requests)?.windowSeconds == 30)
  }

  @Test func `a store's refusal is quoted`() {
    var source = Self.source()
    let body =
      #"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:5: parse error"}"#
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(0)) { _ in SourceAnswer(status: 400, body) }
    }
    #expect(problem?.kind == .lasting)
    #expect(problem?.description.contains("bad_data: invalid parameter") == true)
  }

  @Test func `a query that timed out is asked again soon`() {
    var source = Self.source()
    let body = #"{"status":"error","errorType":"timeout","error":"query timed out in query queue"}"#
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(0)) { _ in SourceAnswer(status: 503, body) }
    }
    #expect(problem?.kind == .passing)
  }

  @Test func `a page of another kind is no answer`() {
    var source = Self.source()
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(0)) { _ in SourceAnswer(status: 200, "<html>") }
    }
    #expect(problem?.description.contains("is it the query API?") == true)
  }

  @Test func `warnings beside data are shown and do not fail`() throws {
    var source = PrometheusSource(
      url: "http://127.0.0.1:9090", intervalSeconds: 15, signals: Self.signals, own: [],
      scope: Bindings.scope([Bindings.sonnet]))
    let body =
      #"{"status":"success","warnings":["slow store"],"data":{"resultType":"vector","result":[{"metric":{"model":"sonnet"},"value":[1795336084,"1795334400"]}]}}"#
    let missing = try source.round(at: moment(0)) { _ in SourceAnswer(status: 200, body) }.missing
    #expect(missing == "slow store")
  }

  @Test func `a query of the configuration's own that the store refuses is named`() {
    let own = PrometheusSource.OwnQuery(text: "sum(rate(x[1m])", quantity: .requests, statistic: .sum)
    var source = Self.source(own: [own])
    let problem = #expect(throws: SourceProblem.self) {
      try source.round(at: moment(0)) { question in
        question.tag == 10_000
          ? SourceAnswer(
            status: 400, #"{"status":"error","errorType":"bad_data","error":"unclosed left parenthesis"}"#)
          : Self.answer(question, calls: "3", seen: 0)
      }
    }
    #expect(
      problem?.description.hasSuffix(
        #"unclosed left parenthesis; asked was query 1 of "queries", sum(rate(x[1m])"#) == true)
  }
}
