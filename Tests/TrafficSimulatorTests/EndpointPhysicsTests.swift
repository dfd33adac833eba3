import Testing

@testable import TrafficSimulator

@Suite struct EndpointPhysicsTests {
  private static let second: Int64 = 1_000_000_000

  /// Offers evenly over a span and counts what was refused.
  private func refused(
    _ physics: inout EndpointPhysics, rate: Int64, capacity: Double, from: Int64, seconds: Int64,
    collapses: Bool = false
  ) -> Int {
    var count = 0
    for step in 0..<rate * seconds {
      let now = from * Self.second + step * Self.second / rate
      if physics.offer(capacity: capacity, collapses: collapses, at: now) == .refused { count += 1 }
    }
    return count
  }

  @Test func `a full bucket lets one second of capacity pass at once`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    let offers = (0..<15).map { _ in physics.offer(capacity: 10, collapses: false, at: 0) }
    #expect(offers.count { $0 == .refused } == 5)
  }

  @Test func `what exceeds capacity in the long run is refused`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    let count = refused(&physics, rate: 20, capacity: 10, from: 0, seconds: 100)
    #expect((980...1_000).contains(count))
  }

  @Test func `answers slow down above seventy percent of capacity and by no more than sixty percent`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    var factors: [Double] = []
    for _ in 0..<10 {
      if case .accepted(let factor) = physics.offer(capacity: 10, collapses: false, at: 0) {
        factors.append(factor)
      }
    }
    #expect(factors[6] == 1)
    #expect(abs(factors[7] - 1.2) < 1e-12)
    #expect(abs(factors[9] - 1.6) < 1e-12)
  }

  @Test func `load is what was offered in the last second`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    for _ in 0..<10 { _ = physics.offer(capacity: 10, collapses: false, at: 0) }
    let later = physics.offer(capacity: 10, collapses: false, at: Self.second)
    #expect(later == .accepted(loadFactor: 1))
  }

  @Test func `calls in flight are limited`() {
    var physics = EndpointPhysics(inFlightLimit: 2)
    physics.enter()
    physics.enter()
    let full = physics.offer(capacity: nil, collapses: false, at: 0)
    physics.leave()
    let free = physics.offer(capacity: nil, collapses: false, at: 0)
    #expect(full == .refused)
    #expect(free == .accepted(loadFactor: 1))
  }

  @Test func `an endpoint without capacity refuses everything`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    let offer = physics.offer(capacity: 0, collapses: false, at: 0)
    #expect(offer == .refused)
  }

  @Test func `overload with collapse carries less than capacity`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    let count = refused(&physics, rate: 20, capacity: 10, from: 0, seconds: 100, collapses: true)
    #expect((1_470...1_500).contains(count))
  }

  @Test func `a collapsed endpoint stays so until it is calm for five seconds`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    _ = refused(&physics, rate: 40, capacity: 10, from: 0, seconds: 10, collapses: true)
    let stillHigh = refused(&physics, rate: 9, capacity: 10, from: 10, seconds: 20, collapses: true)
    _ = refused(&physics, rate: 5, capacity: 10, from: 30, seconds: 10, collapses: true)
    let recovered = refused(&physics, rate: 9, capacity: 10, from: 40, seconds: 20, collapses: true)
    #expect(stillHigh > 100)
    #expect(recovered == 0)
  }

  @Test func `an endpoint of one request in ten seconds still lets one pass`() {
    var physics = EndpointPhysics(inFlightLimit: nil)
    let offers = [0, 5, 11].map { second in
      physics.offer(capacity: 0.1, collapses: false, at: second * Self.second) != .refused
    }
    #expect(offers == [true, false, true])
  }
}
