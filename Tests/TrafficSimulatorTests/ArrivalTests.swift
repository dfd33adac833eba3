import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct ArrivalTests {
  private func count(rate: @escaping (Int64) -> Double, seconds: Int64, key: UInt64 = 3) -> [Int64] {
    var process = ArrivalProcess(key: key)
    var time: Int64 = 0
    var found: [Int64] = []
    while time < seconds * 1_000_000_000 {
      switch process.next(after: time, rate: rate) {
      case .arrival(let instant):
        process.countArrival()
        found.append(instant)
        time = instant
      case .pause(let instant): time = instant
      case .end: return found
      }
    }
    return found
  }

  @Test func `arrivals come at their rate`() {
    let found = count(rate: { _ in 40 }, seconds: 500)
    #expect((19_500...20_500).contains(found.count), "key 3")
  }

  @Test func `gaps are exponential`() {
    let found = count(rate: { _ in 10 }, seconds: 1_000)
    let long = zip(found, found.dropFirst()).count { $1 - $0 > 100_000_000 }
    #expect(abs(Double(long) / Double(found.count) - 0.368) < 0.02, "key 3")
  }

  @Test func `a rate that changes is followed within a tenth of a second`() {
    let found = count(rate: { $0 < 10_000_000_000 ? 0 : 100 }, seconds: 20)
    #expect(found.allSatisfy { $0 >= 10_000_000_000 })
    #expect((850...1_150).contains(found.count), "key 3")
  }

  @Test func `a trace arrives as recorded, at its rate`() throws {
    var scenario = TinyWorld.scenario()
    scenario.traffic.trace?.rate = 2
    let result = try TinyWorld.run(scenario)
    #expect(result.requests == 100)
    let spy = try SpyPolicy.watch(scenario)
    #expect(spy.outcomes.count == 100)
  }

  @Test func `a trace alone silences the other features`() throws {
    var world = TinyWorld.world()
    world.features.append(TinyWorld.feature("g"))
    var scenario = TinyWorld.scenario(world)
    scenario.traffic.trace?.isOnly = true
    #expect(try TinyWorld.run(scenario).requests == 100)
    scenario.traffic.trace?.isOnly = false
    #expect(try TinyWorld.run(scenario).requests > 150)
  }

  @Test func `shapes stay between their bounds`() {
    let hour: Int64 = 3_600_000_000_000
    #expect(TrafficShape.diurnal.factor(at: 0, duration: hour) == 0.2)
    #expect(TrafficShape.diurnal.factor(at: hour / 2, duration: hour) == 1)
    #expect(TrafficShape.burst.factor(at: 269_999_999_999, duration: hour) == 1)
    #expect(TrafficShape.burst.factor(at: 270_000_000_000, duration: hour) == 3)
    #expect(TrafficShape.steady.factor(at: 1, duration: hour) == 1)
  }

  @Test func `one feature's traffic does not change another's`() throws {
    var world = TinyWorld.world()
    world.features.append(TinyWorld.feature("g"))
    var scenario = Scenario(name: "two", duration: .seconds(60), world: world)
    let before = try SpyPolicy.watch(scenario, longer: .zero).prompts.count
    scenario.faults = [Fault(.traffic(factor: 0), target: .feature("g"), start: .zero)]
    let alone = try SpyPolicy.watch(scenario, longer: .zero).prompts.count
    scenario.faults[0] = Fault(.traffic(factor: 0), target: .feature("f"), start: .zero)
    let other = try SpyPolicy.watch(scenario, longer: .zero).prompts.count
    #expect(alone + other == before)
  }

  @Test func `a conversation has four requests and moves when it is served elsewhere`() {
    var sessions = Sessions(key: 1, requestsPerSecond: 0.034)
    let first = sessions.session(ofRequest: 0)
    #expect((0..<4).allSatisfy { sessions.session(ofRequest: $0 * 2) == first })
    #expect(sessions.session(ofRequest: 8) != first)
    let served: [(UInt64, Int)] = [(0, 1), (2, 1), (4, 2), (8, 0)]
    let moved = served.map { sessions.serve(request: $0.0, at: $0.1) }
    #expect(moved == [false, false, true, false])
  }
}
