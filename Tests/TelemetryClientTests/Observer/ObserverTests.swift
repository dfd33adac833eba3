import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

/// A fleet of two endpoints and one feature, watched by a source that reports every ten seconds.
private struct Watched {
  var observer: Observer
  var now = Timestamp.origin + .seconds(1_000)

  init() {
    let endpoints = ["a", "b"].map {
      EndpointConfiguration(id: $0, provider: "p-" + $0, cloud: "c-" + $0, region: "r", model: "m")
    }
    let feature = FeatureConfiguration(
      id: "chat", candidates: [.init(endpoint: EndpointIndex(0)), .init(endpoint: EndpointIndex(1))])
    observer = Observer(
      configuration: EngineConfiguration(endpoints: endpoints, features: [feature]), tellsFeatures: false,
      at: now)
  }

  static let clock = ClockAnchor(
    timestamp: .origin, moment: Moment(milliseconds: 1_795_334_400_000))

  /// One report about an endpoint, then some time: as much as it covers, where not said otherwise.
  mutating func report(
    requests: Double, errors: Double? = 0, as outcome: OutcomeClass = .serverError,
    ttft: [(bound: Double, count: Double)] = [], endpoint: Int = 0,
    role: SourceRole = .evidence, covering window: Int64 = 10, thenPass seconds: Int = 10
  ) {
    let at = WallTime(seconds: Watched.clock.moment(at: now).milliseconds / 1000)
    func sample(
      _ quantity: Quantity, _ value: Sample.Value, _ statistic: Statistic, _ outcome: OutcomeClass? = nil
    )
      -> Sample
    {
      Sample(
        endpoint: EndpointIndex(endpoint), quantity: quantity, outcome: outcome, value: value,
        statistic: statistic, windowSeconds: window, observedAt: at)
    }
    var samples = [sample(.requests, .number(requests), .sum)]
    if let errors { samples.append(sample(.errors, .number(errors), .sum, outcome)) }
    if let distribution = Distribution(cumulative: ttft) {
      samples.append(sample(.ttft, .distribution(distribution), .distribution))
    }
    observer.take(
      .samples(source: 0, samples), role: role, at: now, wall: Watched.clock.moment(at: now))
    pass(seconds: seconds)
  }

  mutating func pass(seconds: Int) {
    for _ in 0..<(seconds * 4) {
      now += .milliseconds(250)
      observer.advance(to: now)
    }
  }

  var snapshot: EngineSnapshot { observer.engine.snapshot(at: now) }
}

@Suite struct ObserverTests {
  @Test func `rates and quantiles are those of the source`() throws {
    var watched = Watched()
    let bounds: [(bound: Double, count: Double)] = [
      (0.25, 40), (0.5, 120), (1, 190), (2, 200), (.infinity, 200),
    ]
    for _ in 0..<7 { watched.report(requests: 200, ttft: bounds) }
    let endpoint = watched.snapshot.endpoints[0]
    #expect(abs(endpoint.requestsPerSecond - 20) < 1)
    let expected = try #require(Distribution(cumulative: bounds)?.quantile(0.9)).value
    let p90 = try #require(endpoint.ttft).p90.seconds
    #expect(abs(p90 - expected) / expected < 0.02)
  }

  @Test func `what is known stays when the configuration is read again in another order`() {
    var watched = Watched()
    for _ in 0..<6 { watched.report(requests: 200, errors: 4) }
    let before = watched.snapshot.endpoints[0]
    var turned = watched.observer.engine.configuration
    turned.endpoints.swapAt(0, 1)
    turned.features[0].candidates = [.init(endpoint: EndpointIndex(1)), .init(endpoint: EndpointIndex(0))]
    watched.observer.reconfigure(turned, tellsFeatures: false, sources: [2], at: watched.now)
    let after = watched.snapshot.endpoints[1]
    #expect(after.requestsPerSecond == before.requestsPerSecond)
    #expect(after.errorRate == before.errorRate)
    #expect(watched.observer.view(of: EndpointIndex(1)).source == 2)
    #expect(watched.observer.view(of: EndpointIndex(0)).source == nil)
    #expect(watched.observer.takeEvents().contains { $0.kind == .configApplied })
  }

  @Test func `calls that wait go to the endpoint's new place, and those of a gone one nowhere`() {
    var watched = Watched()
    watched.report(requests: 100, thenPass: 1)
    watched.report(requests: 100, errors: 10, endpoint: 1, thenPass: 1)
    var smaller = watched.observer.engine.configuration
    smaller.endpoints.removeFirst()
    smaller.features[0].candidates = [.init(endpoint: EndpointIndex(0))]
    watched.observer.reconfigure(smaller, tellsFeatures: false, sources: [nil], at: watched.now)
    watched.pass(seconds: 20)
    #expect(watched.snapshot.endpoints.count == 1)
    #expect(abs((watched.snapshot.endpoints[0].errorRate ?? 0) - 0.1) < 0.001)
  }

  @Test func `failures are counted exactly`() {
    var watched = Watched()
    for _ in 0..<6 { watched.report(requests: 100, errors: 3) }
    #expect(abs((watched.snapshot.endpoints[0].errorRate ?? 0) - 0.03) < 0.002)
  }

  @Test func `an outage is advice and moves the recommended shares`() {
    var watched = Watched()
    for _ in 0..<6 { watched.report(requests: 100) }
    for _ in 0..<2 { watched.report(requests: 100, errors: 60) }
    let kinds = watched.observer.takeEvents().map(\.kind)
    #expect(kinds.contains(.wouldTrip))
    #expect(!kinds.contains(.tripped))
    let serving = watched.snapshot.features[0].serving
    #expect(serving.first { $0.endpoint == EndpointIndex(1) }?.fraction ?? 0 > 0.9)
  }

  @Test func `figures that come late trip nothing`() {
    var watched = Watched()
    for _ in 0..<10 { watched.report(requests: 1000, errors: 900, role: .corroboration) }
    #expect(watched.observer.takeEvents().allSatisfy { $0.kind != .wouldTrip && $0.kind != .suspect })
    #expect(watched.observer.late(of: EndpointIndex(0))?.errorRate == 0.9)
    #expect(watched.snapshot.endpoints[0].state == .closed)
  }

  @Test func `figures that come late are named where they agree`() throws {
    var watched = Watched()
    for _ in 0..<6 { watched.report(requests: 100) }
    watched.report(requests: 1000, errors: 300, role: .corroboration)
    for _ in 0..<2 { watched.report(requests: 100, errors: 60) }
    let event = try #require(watched.observer.takeEvents().first { $0.kind == .wouldTrip })
    #expect(event.detail.reason?.contains("its cloud agrees: 30.0 % failed") == true)
  }

  @Test func `silence is neither health nor failure`() {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 100) }
    _ = watched.observer.takeEvents()
    watched.pass(seconds: 120)
    #expect(watched.snapshot.endpoints[0].ttft == nil)
    #expect(watched.snapshot.endpoints[0].errorRate == nil)
    #expect(watched.observer.takeEvents().allSatisfy { $0.kind != .wouldTrip })
  }

  @Test func `after a gap the rate is that of the present`() {
    var watched = Watched()
    for _ in 0..<6 { watched.report(requests: 200) }
    watched.pass(seconds: 45)
    watched.report(requests: 1_100, covering: 55)
    for _ in 0..<6 {
      watched.report(requests: 200)
      #expect(watched.snapshot.endpoints[0].requestsPerSecond < 21)
    }
    #expect(abs(watched.snapshot.endpoints[0].requestsPerSecond - 20) < 1)
    watched.pass(seconds: 3)
    #expect(!watched.observer.isTold(of: EndpointIndex(0), at: watched.now))
  }

  @Test func `what was counted is told for as long as it covers, and then there is a gap`() {
    var watched = Watched()
    let a = EndpointIndex(0)
    #expect(!watched.observer.isTold(of: a, at: watched.now))
    watched.report(requests: 0)
    #expect(watched.observer.isTold(of: a, at: watched.now))
    watched.report(requests: 100)
    #expect(watched.observer.isTold(of: a, at: watched.now))
    watched.pass(seconds: 3)
    #expect(!watched.observer.isTold(of: a, at: watched.now))
    watched.report(requests: 100, thenPass: 5)
    #expect(watched.observer.isTold(of: a, at: watched.now))
  }

  @Test func `whether errors are counted is known of each endpoint`() {
    var watched = Watched()
    watched.report(requests: 100, errors: 0)
    watched.report(requests: 100, errors: nil, endpoint: 1)
    #expect(watched.observer.view(of: EndpointIndex(0)).countsErrors)
    #expect(!watched.observer.view(of: EndpointIndex(1)).countsErrors)
  }

  /// The caps that were learned of both endpoints, in requests a second.
  private static func caps(_ watched: Watched) -> [Double?] { watched.snapshot.endpoints.map(\.cap) }

  @Test(arguments: [1, 4, 30])
  func `a little pushback leaves the cap just below what is accepted`(reports: Int) throws {
    var watched = Watched()
    for _ in 0..<reports { watched.report(requests: 200, errors: 10, as: .rateLimited) }
    // 19 requests a second are accepted.
    let cap = try #require(Self.caps(watched)[0])
    #expect(abs(cap - 0.85 * 19) < 1.5, "after \(reports) reports")
  }

  @Test func `a cap that was learned before a gap is learned anew after it`() throws {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 200, errors: 10, as: .rateLimited) }
    watched.pass(seconds: 25)
    for second in 1...4 {
      watched.report(requests: 20, errors: 1, as: .rateLimited, thenPass: 1)
      #expect(try #require(Self.caps(watched)[0]) > 10, "second \(second)")
    }
  }

  @Test func `nobody sheds by advice, though every cap is below the demand`() {
    var watched = Watched()
    for _ in 0..<12 {
      watched.report(requests: 200, errors: 20, as: .rateLimited, thenPass: 0)
      watched.report(requests: 10, errors: 2, as: .rateLimited, endpoint: 1)
    }
    #expect(watched.snapshot.features[0].shedMillionths == 0)
    #expect(watched.snapshot.features[0].severity < .crit)
    let drain = Act(.drain(.endpoint("b")), actor: "ada", reason: "x")
    #expect(watched.observer.engine.preview(drain, at: watched.now).features.first?.shedMillionths == 0)
  }

  @Test func `an endpoint that pushes back most of its calls is advised against`() {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 200) }
    for _ in 0..<8 { watched.report(requests: 200, errors: 140, as: .rateLimited) }
    #expect(watched.observer.takeEvents().contains { $0.kind == .wouldTrip && $0.trigger == .pushback })
  }

  @Test func `a recovered endpoint comes back on evidence`() {
    var watched = Watched()
    for _ in 0..<6 { watched.report(requests: 100) }
    for _ in 0..<2 { watched.report(requests: 100, errors: 80) }
    for _ in 0..<30 { watched.report(requests: 100) }
    #expect(watched.snapshot.endpoints[0].state == .closed)
  }

  @Test func `a call of a log that is old is not the present`() {
    var watched = Watched()
    let call = ObservedCall(
      endpoint: EndpointIndex(0), outcome: Outcome(.serverError, latency: .zero), isStreaming: true)
    let wall = Watched.clock.moment(at: watched.now)
    watched.observer.take(
      .calls(source: 0, [TimedCall(call: call, endedAt: wall.advanced(byMilliseconds: -61_000))]),
      role: .evidence, at: watched.now, wall: wall)
    #expect(watched.observer.tooOld == 1)
    #expect(watched.observer.engine.attempts == 0)
  }

  @Test func `an act changes the advice`() {
    var watched = Watched()
    for _ in 0..<3 { watched.report(requests: 100) }
    let act = Act(.drain(.endpoint("a")), actor: "ada", reason: "maintenance")
    let receipt = watched.observer.perform(act, at: watched.now)
    #expect(receipt?.result == .applied)
    #expect(watched.snapshot.features[0].serving.map(\.endpoint) == [EndpointIndex(1)])
  }
}
