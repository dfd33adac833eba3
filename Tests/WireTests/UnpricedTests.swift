import Documents
import RoutingEngine
import Testing
import Wire

/// What is said of the cost of endpoints whose price nobody named.
@Suite struct UnpricedTests {
  private static func report(priced: Bool) -> CostReport {
    var report = CostReport(
      from: Moment(milliseconds: 0), to: Moment(milliseconds: 1_000), totalUSD: 0, wastedUSD: 0, lines: [])
    for (feature, isPriced) in [("chat", priced), ("code", false)] {
      var line = CostReport.Line(feature: feature, endpoint: "a", provider: "p")
      line.attempts = 3
      line.isPriced = isPriced
      line.usd = isPriced ? 1.5 : 0
      report.lines.append(line)
    }
    return report
  }

  @Test func `a cost that is not known is null and comes back as such`() throws {
    let json = Self.report(priced: true).json()
    let lines = try #require(try Document.parse(json, dialect: .json)["by"]?.array)
    #expect(lines[0]["usd"]?.number == 1.5)
    #expect(lines[1]["usd"]?.isNull == true)
    #expect(try CostReport.read(json).lines.map(\.isPriced) == [true, false])
    #expect(try CostReport.read(json).isPriced)
  }

  @Test func `a total is null where nobody named any price`() throws {
    let json = Self.report(priced: false).json()
    #expect(try Document.parse(json, dialect: .json)["total_usd"]?.isNull == true)
    #expect(try !CostReport.read(json).isPriced)
  }

  @Test(arguments: [true, false])
  func `a sum is known where a part of it is`(priced: Bool) {
    let sum = Self.report(priced: priced).grouped(by: .endpoint).lines
    #expect(sum.map(\.isPriced) == [priced])
  }

  @Test(arguments: [(false, 0.0, false), (true, 0, true), (false, 4, true)])
  func `the rate of an endpoint is known by the token or by the hour`(
    isPriced: Bool, hourly: Double, isKnown: Bool
  ) {
    var endpoint = EndpointConfiguration(id: "a", provider: "p", cloud: "c", model: "m")
    endpoint.isPriced = isPriced
    endpoint.capacity.hourlyUSD = hourly
    let feature = FeatureConfiguration(id: "chat", candidates: [.init(endpoint: EndpointIndex(0))])
    var engine = RoutingEngine(
      configuration: EngineConfiguration(endpoints: [endpoint], features: [feature]), at: .origin)
    let now = Timestamp.origin + .minutes(2)
    _ = engine.handle(.tick, at: now)
    let maker = SnapshotMaker(
      configuration: engine.configuration, mode: "serve", environment: nil, engine: "r")
    let snapshot = maker.snapshot(
      of: RoutingEngine.fleetSnapshot([engine], at: [now]),
      clock: ClockAnchor(timestamp: .origin, moment: Moment(milliseconds: 0)), uptime: .minutes(2))
    #expect((snapshot.endpoints[0].costPerHour != nil) == isKnown)
    #expect((snapshot.totals.costPerHour != nil) == isKnown)
  }
}
