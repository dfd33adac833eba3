import Testing

@testable import RoutingEngine

@Suite struct PanicTests {
  @Test func `the least bad of a dead pool serves, worse ones are throttled more`() {
    let pool = TableInput.one(demand: 10, [.with(.out, errorRate: 0.9), .with(.out, errorRate: 0.6)])
    #expect(pool.shares() == [0, 1_000_000])
    #expect(pool.table().isPanic)
    #expect(pool.table().throttle == 200_000)
  }

  @Test(arguments: [(0.5, 0), (0.75, 500_000), (1.0, 900_000)] as [(Double, Int32)])
  func `it is never throttled to nothing`(errorRate: Double, throttle: Int32) {
    let table = TableInput.one(demand: 10, [.with(.lastResort, errorRate: errorRate)]).table()
    #expect(table.throttle == throttle)
  }

  @Test func `whoever answers again is not throttled for what it was`() {
    var again = EndpointInput.with(.lastResort, errorRate: 0.9)
    #expect(TableInput.one(demand: 10, [again]).table().throttle == 800_000)
    again.lateErrorRate = 0.2
    #expect(TableInput.one(demand: 10, [again]).table().throttle == 0)
    // And never more than the last ten seconds ask for.
    again.errorRate = 0.6
    again.lateErrorRate = 1
    #expect(TableInput.one(demand: 10, [again]).table().throttle == 200_000)
  }

  @Test func `two failures of two calls are no reason to refuse the next nine`() {
    let few = TableInput.one(demand: 10, [.with(.lastResort, errorRate: 1, evidence: 2)]).table()
    #expect(few.throttle < 200_000)
    let many = TableInput.one(demand: 10, [.with(.lastResort, errorRate: 1, evidence: 200)]).table()
    #expect(many.throttle > 850_000)
  }

  @Test func `an endpoint on its ramp is better than one that is open`() {
    let pool = TableInput.one(demand: 10, [.with(.out, errorRate: 0), .with(.ramp(10_000), errorRate: 1)])
    #expect(pool.shares() == [0, 1_000_000])
  }

  @Test func `what an operator shut is not even the least bad`() {
    var shut = EndpointInput.with(.out)
    shut.isShut = true
    #expect(TableInput.one(demand: 10, [shut, .with(.out, errorRate: 1)]).shares() == [0, 1_000_000])
    #expect(TableInput.one(demand: 10, [shut]).table().bins.isEmpty)
  }

  @Test func `panic is an event when it begins and when it ends`() {
    var lab = Lab(.chain(1))
    _ = lab.serve(200) { _ in .serverError }
    #expect(lab.events(.panic).count == 1)
    _ = lab.serve(400)
    #expect(lab.events(.panicEnded).count == 1)
  }
}
