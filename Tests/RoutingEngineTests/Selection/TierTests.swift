import Testing

@testable import RoutingEngine

@Suite struct TierTests {
  @Test func `the primary takes all it can carry with slack`() {
    #expect(TableInput.one(demand: 50, [.with(capacity: 60), .with()]).shares() == [1_000_000, 0])
  }

  @Test func `what the primary cannot carry with slack spills to the next in order`() {
    let shares = TableInput.one(demand: 100, [.with(capacity: 60), .with(capacity: 48), .with()]).shares()
    #expect(shares == [500_000, 400_000, 100_000])
  }

  @Test func `a closed breaker's share is nobody else's while it is in`() {
    #expect(TableInput.one(demand: 9, [.with(.out), .with(), .with()]).shares() == [0, 1_000_000, 0])
  }

  @Test func `a suspect keeps a quarter and more only if the rest cannot carry it`() {
    let suspect = EndpointInput.with(.suspect(250_000), capacity: 240)
    #expect(TableInput.one(demand: 100, [suspect, .with()]).shares() == [250_000, 750_000])
    let tight = TableInput.one(demand: 100, [suspect, .with(capacity: 40)]).shares()
    // Filled to 95 % of what it declares; the suspect takes the rest.
    #expect(tight == [620_000, 380_000])
  }

  @Test func `a warm trickle of two percent goes to every backup`() {
    let shares = TableInput.one(demand: 100, [.with(), .with(), .with(.out), .with(.ramp(100_000))]).shares(
      without: [])
    #expect(shares == [978_000, 20_000, 0, 2_000])
  }

  @Test func `all warm trickles together are at most a tenth`() {
    let many = [EndpointInput](repeating: .with(), count: 21)
    #expect(TableInput.one(demand: 100, many).shares(without: [])[0] == 900_000)
  }

  @Test func `provisioned endpoints come before on-demand ones of the same model only`() {
    let lab = Lab(
      .chain(4) {
        for place in [0, 2] { $0.endpoints[place].model = "m" }
        for place in [2, 3] { $0.endpoints[place].capacity.kind = .provisioned }
      })
    #expect(lab.engine.order(0) == [0, 1, 2, 3], "a different model stands between them")
    let near = Lab(
      .chain(3) {
        for place in [1, 2] { $0.endpoints[place].model = "m" }
        $0.endpoints[2].capacity.kind = .provisioned
      })
    #expect(near.engine.order(0) == [0, 2, 1])
  }
}
