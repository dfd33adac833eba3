import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

@Suite struct SourcesDriverTests {
  private static let context = SourceContext(
    endpoints: [Bindings.sonnet, Bindings.gpt], features: ["recap": FeatureIndex(0)])

  private static func scrape(_ port: UInt16) -> SourceSettings {
    var settings = SourceSettings(kind: .scrape, name: "page")
    settings.url = "http://127.0.0.1:\(port)/metrics"
    settings.preset = Preset.named("vllm")
    settings.endpoint = Bindings.sonnet.id
    return settings
  }

  private static func driver(_ settings: [SourceSettings]) throws -> SourcesDriver {
    try SourcesDriver(settings, context: context, seed: 1, firstToken: 100, environment: { _ in nil })
  }

  private static func page(_ count: Int) -> String {
    "vllm:e2e_request_latency_seconds_count \(count)\nvllm:num_requests_running 3\n"
  }

  @Test func `a page is asked for again and again and its gains are delivered`() throws {
    var bench = try DriverBench()
    var count = 100
    bench.handler.answer = { _, _ in
      defer { count += 40 }
      return (200, Self.page(count))
    }
    bench.handler.sources = try Self.driver([Self.scrape(bench.port)])
    bench.start()
    let hasFirst = bench.turn { !$0.samples.isEmpty }
    #expect(hasFirst)
    bench.loop.advanceClock(by: .seconds(11))
    let hasSecond = bench.turn { $0.samples.contains { $0.quantity == .requests } }
    #expect(hasSecond)
    #expect(bench.samples.first { $0.quantity == .requests }?.number == 40)
    #expect(bench.state == .live)
  }

  @Test func `a source that answers badly says why and is left alone`() throws {
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (503, "") }
    bench.handler.sources = try Self.driver([Self.scrape(bench.port)])
    bench.start()
    let hasFailed = bench.turn { $0.state != nil }
    #expect(hasFailed)
    #expect(bench.state?.problem == "the page at 127.0.0.1:\(bench.port) answered with status 503")
    let asked = bench.handler.paths.count
    _ = bench.turn(atMost: 50) { _ in false }
    #expect(bench.handler.paths.count == asked)
    let status = bench.handler.sources?.statuses(at: Moment(milliseconds: 0)).first
    #expect(status?.state == "failed")
    #expect(status?.ageSeconds == nil)
  }

  @Test func `a source that nobody answers for does not keep the others`() throws {
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (200, Self.page(1)) }
    var dead = Self.scrape(1)
    dead.name = "dead"
    bench.handler.sources = try Self.driver([dead, Self.scrape(bench.port)])
    bench.start()
    let isLive = bench.turn { !$0.samples.isEmpty }
    #expect(isLive)
  }

  @Test func `a source that answers and never delivered is not called live`() throws {
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (200, "up 1\n") }
    bench.handler.sources = try Self.driver([Self.scrape(bench.port)])
    bench.start()
    let hasAnswered = bench.turn { $0.state != nil }
    #expect(hasAnswered)
    let status = bench.handler.sources?.statuses(at: Moment(milliseconds: 0)).first
    #expect(status?.state == "partial")
    #expect(status?.ageSeconds == nil)
  }

  @Test func `a token of a file goes along`() throws {
    let path = try TemporaryPath.file("t0ken\n")
    defer { TemporaryPath.remove(path) }
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (200, Self.page(1)) }
    var settings = Self.scrape(bench.port)
    settings.credential = .apiKey
    settings.credentialSettings.file = path
    bench.handler.sources = try Self.driver([settings])
    bench.start()
    let isAsked = bench.turn { !$0.handler.paths.isEmpty }
    #expect(isAsked)
    #expect(bench.handler.authorisations == ["Bearer t0ken"])
  }

  @Test func `a token that is not there is said`() throws {
    var bench = try DriverBench()
    var settings = Self.scrape(bench.port)
    settings.credential = .apiKey
    settings.credentialSettings.file = TemporaryPath.fresh()
    bench.handler.sources = try Self.driver([settings])
    bench.start()
    let isDone1 = bench.turn { $0.state != nil }
    #expect(isDone1)
    #expect(bench.state?.problem?.contains("Could not read") == true)
    #expect(bench.handler.paths.isEmpty)
  }

  @Test func `a token does not travel without TLS`() {
    var settings = Self.scrape(80)
    settings.url = "http://metrics.example/metrics"
    settings.credential = .apiKey
    settings.credentialSettings.variable = "TOKEN"
    #expect(throws: SourceSetupError.self) { try Self.driver([settings]) }
  }

  @Test func `a log is followed through truncation and rotation`() throws {
    let path = try TemporaryPath.file(Self.line("ok"))
    defer { TemporaryPath.remove(path) }
    var bench = try DriverBench()
    var settings = SourceSettings(kind: .events, name: "log")
    settings.log = .file(path: path, fromStart: true)
    bench.handler.sources = try Self.driver([settings])
    bench.start()
    let isDone2 = bench.turn { $0.calls.count == 1 }
    #expect(isDone2)
    // Another file under the name: what a rotation leaves behind.
    try ReplacedFile.write(Array((Self.line("cut") + Self.line("ok")).utf8), to: path)
    bench.loop.advanceClock(by: .milliseconds(300))
    let isDone3 = bench.turn { $0.calls.count == 3 }
    #expect(isDone3)
    #expect(bench.calls.map(\.call.outcome.class) == [.ok, .cut, .ok])
  }

  private static func line(_ outcome: String) -> String {
    "{\"endpoint\":\"use1/sonnet\",\"class\":\"\(outcome)\",\"latency_ms\":5}\n"
  }

  @Test func `an open log that has nothing to tell is idle, and not old`() throws {
    let path = try TemporaryPath.file(Self.line("ok"))
    defer { TemporaryPath.remove(path) }
    var bench = try DriverBench()
    var settings = SourceSettings(kind: .events, name: "log")
    settings.log = .file(path: path, fromStart: false)
    bench.handler.sources = try Self.driver([settings])
    bench.start()
    let isLive = bench.turn { $0.state != nil }
    #expect(isLive)
    let now = Moment(milliseconds: bench.loop.wallTime.seconds * 1_000)
    let status = bench.handler.sources?.statuses(at: now).first
    #expect(status?.state == "live")
    #expect(status?.ageSeconds == 0)
    #expect(bench.calls.isEmpty)
  }

  @Test func `a log of which lines are passed over delivers in part`() throws {
    let path = try TemporaryPath.file(Self.line("ok") + "no object\n")
    defer { TemporaryPath.remove(path) }
    var bench = try DriverBench()
    var settings = SourceSettings(kind: .events, name: "log")
    settings.log = .file(path: path, fromStart: true)
    bench.handler.sources = try Self.driver([settings])
    bench.start()
    let hasRead = bench.turn { !$0.calls.isEmpty }
    #expect(hasRead)
    let now = Moment(milliseconds: bench.loop.wallTime.seconds * 1_000)
    let status = bench.handler.sources?.statuses(at: now).first
    #expect(status?.state == "partial")
    #expect(status?.error == "passed over: 1 × no JSON object")
  }

  @Test func `a source that fails says since when, whatever it says of why`() throws {
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (503, "") }
    bench.handler.sources = try Self.driver([Self.scrape(bench.port)])
    bench.start()
    let hasFailed = bench.turn { $0.state != nil }
    #expect(hasFailed)
    let began = Moment(milliseconds: bench.loop.wallTime.seconds * 1_000)
    bench.handler.answer = { _, _ in (404, "") }
    bench.loop.advanceClock(by: .seconds(30))
    let failsOtherwise = bench.turn { $0.state?.problem?.contains("404") == true }
    #expect(failsOtherwise)
    let status = bench.handler.sources?.statuses(at: began).first
    #expect(status?.hasFailed == true)
    #expect(status?.failedSince == began)
  }
}
