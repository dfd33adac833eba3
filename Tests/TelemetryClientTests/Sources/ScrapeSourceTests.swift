import RoutingEngine
import Testing

@testable import TelemetryClient

@Suite struct ScrapeSourceTests {
  private static let signals = [
    Signal(quantity: .requests, metric: "calls_total", form: .counter, modelLabel: "model"),
    Signal(
      quantity: .errors, metric: "errors_total", form: .counter, modelLabel: "model", codeLabel: "status"),
    Signal(quantity: .ttft, metric: "first_token_seconds", form: .histogram, modelLabel: "model"),
    Signal(quantity: .inFlight, metric: "running", form: .gauge, modelLabel: "model"),
  ]

  private static func source() -> ScrapeSource {
    ScrapeSource(
      url: "http://127.0.0.1:9/metrics", intervalSeconds: 15, signals: signals,
      scope: Bindings.scope([Bindings.sonnet]))
  }

  private static func page(
    calls: Int, errors: [String: Int] = [:], buckets: [(String, Int)] = [], running: Int = 0,
    started: Int = 100
  ) -> SourceAnswer {
    var text = "process_start_time_seconds \(started)\ncalls_total{model=\"sonnet\"} \(calls)\n"
    for (status, count) in errors.sorted(by: { $0.key < $1.key }) {
      text += "errors_total{model=\"sonnet\",status=\"\(status)\"} \(count)\n"
    }
    for (bound, count) in buckets {
      text += "first_token_seconds_bucket{model=\"sonnet\",le=\"\(bound)\"} \(count)\n"
    }
    return SourceAnswer(status: 200, text + "running{model=\"sonnet\"} \(running)\n")
  }

  @Test func `the first look says nothing of the past`() throws {
    var source = Self.source()
    let samples = try source.round(at: moment(0)) { _ in Self.page(calls: 5_000, running: 3) }.samples
    #expect(samples.map(\.quantity) == [.inFlight])
  }

  @Test func `the second look counts what came between`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 100, errors: ["500": 4]) }
    let samples = try source.round(at: moment(15)) { _ in
      Self.page(calls: 160, errors: ["500": 10, "429": 2])
    }.samples
    #expect(samples.only(.requests)?.number == 60)
    #expect(samples.only(.errors, .serverError)?.number == 6)
    #expect(samples.only(.errors, .rateLimited)?.number == 2)
    #expect(samples.only(.requests)?.windowSeconds == 15)
    #expect(samples.only(.requests)?.statistic == .sum)
  }

  @Test func `a series that was away shows its past and gains nothing, and one that is new counts`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 10, errors: ["500": 400]) }
    _ = try source.round(at: moment(15)) { _ in Self.page(calls: 20) }
    let samples = try source.round(at: moment(30)) { _ in
      Self.page(calls: 30, errors: ["500": 420, "429": 2])
    }.samples
    #expect(samples.only(.errors, .serverError) == nil)
    #expect(samples.only(.errors, .rateLimited)?.number == 2)
  }

  @Test func `a series that is new after a long gap is a baseline`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 10) }
    let samples = try source.round(at: moment(120)) { _ in Self.page(calls: 30, errors: ["500": 420]) }
      .samples
    #expect(samples.only(.requests)?.number == 20)
    #expect(samples.only(.errors, .serverError) == nil)
  }

  @Test func `a counter that went back counts from zero`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 1_000) }
    let samples = try source.round(at: moment(15)) { _ in Self.page(calls: 7) }.samples
    #expect(samples.only(.requests)?.number == 7)
  }

  @Test func `a restart that a counter hides is seen by the start of the process`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 10, started: 100) }
    let samples = try source.round(at: moment(15)) { _ in Self.page(calls: 50, started: 112) }.samples
    #expect(samples.only(.requests)?.number == 50)
  }

  @Test func `a restart is judged by all buckets of a histogram together`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in
      Self.page(calls: 0, buckets: [("0.5", 5), ("1", 50), ("+Inf", 100)])
    }
    let samples = try source.round(at: moment(15)) { _ in
      Self.page(calls: 0, buckets: [("0.5", 6), ("1.0", 12), ("+Inf", 20)])
    }.samples
    #expect(samples.only(.ttft)?.distribution?.buckets.map(\.count) == [6, 6, 8])
  }

  @Test func `the quantile of what came between is that of Prometheus`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in
      Self.page(calls: 0, buckets: [("0.25", 100), ("0.5", 200), ("1", 300), ("+Inf", 300)])
    }
    let samples = try source.round(at: moment(15)) { _ in
      Self.page(calls: 0, buckets: [("0.25", 110), ("0.5", 260), ("1", 390), ("+Inf", 400)])
    }.samples
    let distribution = try #require(samples.only(.ttft)?.distribution)
    #expect(distribution.quantile(0.5)?.value == 0.45)
  }

  @Test func `an endpoint without traffic has a count of zero and no quantile`() throws {
    var source = Self.source()
    let buckets = [("0.5", 5), ("+Inf", 9)]
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 9, buckets: buckets) }
    let samples = try source.round(at: moment(15)) { _ in Self.page(calls: 9, buckets: buckets) }.samples
    #expect(samples.only(.requests)?.number == 0)
    #expect(samples.only(.ttft)?.distribution?.quantile(0.9) == nil)
  }

  @Test func `a page that fails leaves the count for the next look`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in Self.page(calls: 10) }
    #expect(throws: SourceProblem.self) {
      try source.round(at: moment(15)) { _ in SourceAnswer(status: 503, "down") }
    }
    let samples = try source.round(at: moment(30)) { _ in Self.page(calls: 40) }.samples
    #expect(samples.only(.requests)?.number == 30)
    #expect(samples.only(.requests)?.windowSeconds == 30)
  }

  @Test func `a page without any of our series says so`() throws {
    var source = Self.source()
    _ = try source.round(at: moment(0)) { _ in SourceAnswer(status: 200, "up 1\n") }
    let missing = try source.round(at: moment(15)) { _ in SourceAnswer(status: 200, "up 1\n") }.missing
    #expect(missing?.contains("no series of any endpoint") == true)
  }
}
