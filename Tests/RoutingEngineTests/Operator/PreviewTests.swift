import Testing

@testable import RoutingEngine

@Suite struct PreviewTests {
  /// Three endpoints with capacities and prices under steady demand of twenty requests a second.
  private static func busy() -> Lab {
    var lab = Lab(
      .chain(3, capacity: 60, without: []) {
        for place in 0..<3 { $0.endpoints[place].price = Price(input: 1_000_000, output: 2_000_000) }
        for place in 0..<3 {
          $0.features[0].candidates[place].quality = QualityScore(mean: 0.9 - Double(place) / 10)
        }
      })
    _ = lab.serve(1_200, every: .milliseconds(50))
    return lab
  }

  private static let orders: [Order] = [
    .drain(.endpoint("a")), .drain(.provider("provider-b")), .breaker(endpoint: "a", .open),
    .breaker(endpoint: "a", .close), .flip(feature: "chat", to: nil, now: true),
    .flip(feature: "chat", to: "c", now: true), .share(feature: "chat", endpoint: "c", percent: 35),
  ]

  @Test(arguments: orders)
  func `the shares of a preview are those the builder then makes`(order: Order) throws {
    var lab = Self.busy()
    let preview = lab.engine.preview(Act(order, actor: "ada", reason: "r"), at: lab.now)
    let before = lab.engine.table.features[0].shares
    lab.act(order)
    lab.engine.rebuild(at: lab.now)
    let feature = try #require(preview.features.first)
    #expect(feature.before == before)
    #expect(feature.after == lab.engine.table.features[0].shares)
  }

  @Test func `an engine that only advises previews where a ramp ends, as nobody is told its stages`() throws {
    for isAdvisory in [true, false] {
      var lab = Lab(.chain(2, capacity: 60) { $0.isAdvisory = isAdvisory })
      _ = lab.serve(400, every: .milliseconds(50))
      lab.act(.drain(.endpoint("a")))
      lab.wait(.seconds(2))
      lab.act(.undrain(.endpoint("a")))
      lab.wait(.milliseconds(300))
      #expect(lab.engine.endpoints[0].breaker.isOnRamp)
      let act = Act(.share(feature: "chat", endpoint: "b", percent: 5), actor: "ada", reason: "r")
      let feature = try #require(lab.engine.preview(act, at: lab.now).features.first)
      let kept = feature.after.first { $0.endpoint == .a }?.fraction ?? 0
      let before = feature.before.first { $0.endpoint == .a }?.fraction ?? 0
      #expect(isAdvisory ? kept == 0.95 && before == 1 : kept < 0.5 && before < 0.5)
    }
  }

  @Test func `a preview changes nothing`() {
    let lab = Self.busy()
    let before = lab.engine.table
    for order in Self.orders { _ = lab.engine.preview(Act(order, actor: "ada", reason: "r"), at: lab.now) }
    #expect(lab.engine.table == before)
  }

  @Test func `a preview tells cost, quality, candidates and sessions`() throws {
    let lab = Self.busy()
    let act = Act(.drain(.endpoint("a")), actor: "ada", reason: "r")
    let feature = try #require(lab.engine.preview(act, at: lab.now).features.first)
    #expect(feature.candidatesLeft == 2)
    #expect(feature.sessionsMovedMillionths == 960_000)
    #expect(abs(try #require(feature.quality) - 0.798) < 0.001)
    // 1000 input tokens at 1 USD a million, twenty a second: 72 USD an hour.
    #expect(abs(feature.costPerHour - 72) < 4, "\(feature.costPerHour)")
    #expect(abs(try #require(feature.headroom) - 6) < 0.6, "\(String(describing: feature.headroom))")
  }

  @Test func `the calls in flight there are counted`() throws {
    var lab = Lab(.chain(2))
    for _ in 0..<7 { _ = try lab.admit(lab.request()) }
    #expect(
      lab.engine.preview(Act(.drain(.endpoint("a")), actor: "a", reason: "r"), at: lab.now).inFlight == 7)
  }
}
