import Testing

@testable import RoutingEngine

@Suite struct ReceivingTests {
  @Test func `a backup takes at once the most of three limits`() {
    let undeclared = Self.receives { _ in }
    #expect(undeclared == 5)
    let declared = Self.receives { $0.endpoints[1].capacity.requestsPerSecond = 100 }
    #expect(declared == 50)
  }

  private static func receives(_ change: (inout EngineConfiguration) -> Void) -> Double? {
    var lab = Lab(.chain(2, change))
    lab.wait(.seconds(2))
    return lab.engine.endpoints[1].receives
  }

  @Test func `what it takes grows with four times its own peak`() {
    var lab = Lab(.chain(2))
    lab.calls(700, .b)
    let receives = lab.engine.endpoints[1].receives ?? 0
    #expect(abs(receives - 40) < 2, "\(receives) at a peak of 10 a second")
  }

  @Test func `in use it doubles every five seconds`() {
    var lab = Lab(.chain(2))
    lab.wait(.seconds(1))
    lab.kill(.a)
    _ = lab.serve(200)
    let receives = lab.engine.endpoints[1].receives ?? 0
    #expect(receives >= 10, "\(receives)")
  }

  @Test func `the limit orders candidates and sheds nothing`() {
    let input = TableInput.one(demand: 100, [.with(.out), .with(receives: 10), .with(receives: 20)])
    #expect(input.shares().reduce(0, +) == 1_000_000)
    #expect(input.table().shed == 0)
    #expect(input.shares()[2] >= 200_000, "the second backup takes part before the first is filled")
  }

  @Test func `the limit is not for the primary`() {
    #expect(TableInput.one(demand: 100, [.with(receives: 1), .with()]).shares() == [1_000_000, 0])
  }
}
