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
      requests: Double, errors: Double?, as outcome: OutcomeClass = .serverError, lasting seconds: Int = 10
    ) {
      let wall = Self.clock.moment(at: now)
      func sample(_ quantity: Quantity, _ number: Double, _ outcome: OutcomeClass? = nil) -> Sample {
        Sample(
          endpoint: EndpointIndex(0), quantity: quantity, outcome: outcome, value: .number(number),
          statistic: .sum, windowSeconds: 10, observedAt: WallTime(seconds: wall.milliseconds / 1_000))
      }
      var samples = [sample(.requests, requests), sample(.outputTokens, requests * 100)]
      if let errors { samples.append(sample(.errors, errors, outcome)) }
      observer.take(.samples(source: 0, samples), role: .evidence, at: now, wall: wall)
      pass(seconds: seconds)
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
}
