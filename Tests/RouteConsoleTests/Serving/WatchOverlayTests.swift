import RoutingEngine
import TelemetryClient
import Testing
import Transport
import Wire

@testable import RouteConsole

/// What a watcher's snapshot shows of what was counted, and what it leaves open.
@Suite struct WatchOverlayTests {
  /// Two endpoints of one feature, watched by a source that looks every ten seconds.
  private struct Watched {
    var observer: Observer
    var now = Timestamp.origin + .seconds(1_000)
    static let clock = ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

    init(isPriced: Bool = true) {
      let endpoints = ["a", "b"].map { id in
        var endpoint = EndpointConfiguration(id: id, provider: "p", cloud: "c", region: "r", model: "m")
        endpoint.price = Price(input: 1_000_000, output: 1_000_000)
        endpoint.isPriced = isPriced
        return endpoint
      }
      let feature = FeatureConfiguration(
        id: "chat", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
      observer = Observer(
        configuration: EngineConfiguration(endpoints: endpoints, features: [feature]), tellsFeatures: false,
        at: now)
    }

    mutating func report(
      requests: Double, errors: Double?, as outcome: OutcomeClass = .serverError, lasting seconds: Int = 10,
      countsTokens: Bool = true, ttft: [(bound: Double, count: Double)] = []
    ) {
      let wall = Self.clock.moment(at: now)
      func sample(_ quantity: Quantity, _ number: Double, _ outcome: OutcomeClass? = nil) -> Sample {
        Sample(
          endpoint: EndpointIndex(0), quantity: quantity, outcome: outcome, value: .number(number),
          statistic: .sum, windowSeconds: 10, observedAt: WallTime(seconds: wall.milliseconds / 1_000))
      }
      var samples = [sample(.requests, requests)]
      if countsTokens { samples.append(sample(.outputTokens, requests * 100)) }
      if let distribution = Distribution(cumulative: ttft) {
        var times = sample(.ttft, 0)
        (times.value, times.statistic) = (.distribution(distribution), .distribution)
        samples.append(times)
      }
      if let errors { samples.append(sample(.errors, errors, outcome)) }
      observer.take(.samples(source: 0, samples), role: .evidence, at: now, wall: wall)
      pass(seconds: seconds)
    }

    /// A minute of a cloud, which ended now.
    mutating func reportLate(_ counts: [(Quantity, Double, OutcomeClass?)], mean: Double, endpoint: Int = 0) {
      let wall = Self.clock.moment(at: now)
      func sample(_ quantity: Quantity, _ number: Double, _ outcome: OutcomeClass?, _ statistic: Statistic)
        -> Sample
      {
        Sample(
          endpoint: EndpointIndex(endpoint), quantity: quantity, outcome: outcome, value: .number(number),
          statistic: statistic, windowSeconds: 60, observedAt: WallTime(seconds: wall.milliseconds / 1_000))
      }
      let samples =
        counts.map { sample($0.0, $0.1, $0.2, .sum) } + [sample(.ttft, mean, nil, .average)]
      observer.take(.samples(source: 0, samples), role: .corroboration, at: now, wall: wall)
    }

    mutating func pass(seconds: Int) {
      for _ in 0..<(seconds * 4) {
        now += .milliseconds(250)
        observer.advance(to: now)
      }
    }

    var snapshot: SystemSnapshot {
      let maker = SnapshotMaker(
        configuration: observer.engine.configuration, mode: "watch", environment: nil, engine: "watch")
      var snapshot = maker.snapshot(
        of: RoutingEngine.fleetSnapshot([observer.engine], at: [now]), clock: Self.clock, uptime: .zero)
      WatchOverlay(observer: observer, sources: [("prom", 60)], now: now).refine(&snapshot)
      return snapshot
    }
  }

  @Test func `a look that brought nothing new is a gap in every rate, and no zero`() {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 100, errors: 0) }
    #expect(watched.snapshot.endpoints[0].requestsPerSecond.map { abs($0 - 10) < 1 } == true)
    #expect(watched.snapshot.features[0].requestsPerSecond != nil)
    watched.pass(seconds: 3)
    let snapshot = watched.snapshot
    #expect(snapshot.endpoints[0].requestsPerSecond == nil)
    #expect(snapshot.endpoints[0].costPerHour == nil)
    #expect(snapshot.endpoints[0].severity == .ok, "a gap is not stale yet")
    #expect(snapshot.features[0].requestsPerSecond == nil)
    #expect(snapshot.totals.requestsPerSecond == nil)
    #expect(snapshot.totals.tokensPerSecond == nil)
    #expect(snapshot.totals.costPerHour == nil)
  }

  @Test(arguments: [1, 4, 9]) func `the first report's rate is that of its window from the beginning`(
    seconds: Int
  ) {
    var watched = Watched()
    watched.pass(seconds: 7)
    watched.report(requests: 100, errors: 0, lasting: seconds)
    #expect(watched.snapshot.endpoints[0].requestsPerSecond == 10)
    #expect(watched.snapshot.totals.requestsPerSecond == 10)
  }

  @Test func `a look that counted nothing is known to be zero`() {
    var watched = Watched()
    watched.report(requests: 0, errors: 0)
    #expect(watched.snapshot.endpoints[0].requestsPerSecond == 0)
  }

  @Test func `where errors are not counted their rate is not known`() {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 100, errors: nil) }
    let snapshot = watched.snapshot
    #expect(snapshot.endpoints[0].requestsPerSecond != nil)
    #expect(snapshot.endpoints[0].errorRate == nil)
    #expect(snapshot.endpoints[0].pushbackRate == nil)
    #expect(snapshot.totals.errorRate == nil)
    #expect(snapshot.features[0].errorRate == nil)
  }

  @Test func `where they are counted none is zero`() {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 100, errors: 0) }
    #expect(watched.snapshot.endpoints[0].errorRate == 0)
    #expect(watched.snapshot.features[0].errorRate == 0)
  }

  @Test func `what nobody here can know is not claimed`() {
    var watched = Watched()
    for _ in 0..<12 { watched.report(requests: 200, errors: 10, as: .rateLimited) }
    let snapshot = watched.snapshot
    #expect(snapshot.totals.shedPerSecond == nil)
    #expect(snapshot.totals.retriesPerSecond == nil)
    #expect(snapshot.features[0].shedShare == 0)
    #expect(snapshot.features[0].atRisk?.contains("shed") != true)
  }

  @Test func `cost is known where the price is`() throws {
    var priced = Watched()
    for _ in 0..<2 { priced.report(requests: 100, errors: 0) }
    // 1,000 output tokens a second at 1 USD a million are 3.60 USD an hour, in the first minute too.
    #expect(abs(try #require(priced.snapshot.totals.costPerHour) - 3.6) < 0.4)
    var free = Watched(isPriced: false)
    for _ in 0..<2 { free.report(requests: 100, errors: 0) }
    #expect(free.snapshot.endpoints[0].costPerHour == nil)
    #expect(free.snapshot.features[0].costPerHour == nil)
    #expect(free.snapshot.totals.costPerHour == nil)
  }

  @Test func `an endpoint that no source ever told of was never seen, and is not fresh`() {
    var watched = Watched()
    watched.report(requests: 10, errors: 0)
    let other = watched.snapshot.endpoints[1]
    #expect(other.severity == .stale)
    #expect(other.observedAt == nil)
    #expect(other.reason == "never seen")
  }

  @Test func `tokens are known where somebody counts them`() throws {
    var watched = Watched()
    for _ in 0..<7 { watched.report(requests: 100, errors: 0) }
    #expect(abs(try #require(watched.snapshot.totals.tokensPerSecond) - 1_000) < 50)
    var silent = Watched()
    for _ in 0..<7 { silent.report(requests: 100, errors: 0, countsTokens: false) }
    #expect(silent.snapshot.totals.tokensPerSecond == nil)
  }

  @Test func `a cloud's minute brings its tokens, what failed by class, and its mean as a mean`() throws {
    var watched = Watched()
    watched.reportLate(
      [
        (.requests, 60, nil), (.errors, 3, .serverError), (.errors, 9, .rateLimited),
        (.inputTokens, 5_400, nil),
        (.outputTokens, 600, nil),
      ], mean: 0.812)
    let snapshot = watched.snapshot
    let endpoint = snapshot.endpoints[0]
    #expect(snapshot.totals.tokensPerSecond == 100)
    #expect(endpoint.errors.map(\.name) == ["rate_limited", "server_error"])
    #expect(endpoint.errors.map(\.percent) == [75, 25])
    #expect(endpoint.ttft?.mean == 812 && endpoint.ttft?.p90 == nil)
  }

  @Test func `a feature without data of any endpoint is not well, and one with some is`() {
    var watched = Watched()
    #expect(watched.snapshot.features[0].severity == .stale)
    #expect(watched.snapshot.features[0].atRisk == "no data of any of its endpoints")
    watched.report(requests: 100, errors: 0)
    #expect(watched.snapshot.features[0].severity == .ok)
    #expect(watched.snapshot.features[0].atRisk == nil)
    watched.pass(seconds: 90)
    #expect(watched.snapshot.features[0].severity == .stale)
    #expect(watched.snapshot.features[0].ttft == nil && watched.snapshot.totals.ttftP90 == nil)
  }

  @Test func `a quantile beyond the last bucket is a lower limit, and no figure of everything`() throws {
    var watched = Watched()
    let ttft: [(bound: Double, count: Double)] = [(1, 20), (10, 40), (.infinity, 100)]
    for _ in 0..<7 { watched.report(requests: 100, errors: 0, ttft: ttft) }
    let snapshot = watched.snapshot
    let figures = try #require(snapshot.endpoints[0].ttft)
    #expect(figures.atLeast == [.p50, .p90, .p99])
    #expect(figures.p90 == 10_000)
    #expect(snapshot.features[0].ttft?.atLeast == [.p50, .p90, .p99])
    #expect(snapshot.totals.ttftP90 == nil && snapshot.clouds[0].ttftP90 == nil)
    #expect(try SystemSnapshot.read(snapshot.json()).endpoints[0].ttft == figures)
    var below = Watched()
    for _ in 0..<7 { below.report(requests: 100, errors: 0, ttft: [(1, 20), (10, 100), (.infinity, 100)]) }
    #expect(below.snapshot.endpoints[0].ttft?.atLeast == [])
    #expect(below.snapshot.totals.ttftP90 != nil)
  }
}
