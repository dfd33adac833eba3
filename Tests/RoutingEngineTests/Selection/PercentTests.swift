import Testing

@testable import RoutingEngine

@Suite struct PercentTests {
  @Test func `an experiment takes its percentage and keeps its sessions`() throws {
    var lab = Lab(.chain(2) { $0.features[0].experiments = [.init(endpoint: .b, percent: 20)] })
    _ = lab.serve(50)
    var went: [EndpointIndex] = []
    for session in 1...1_000 as ClosedRange<UInt64> {
      let first = try lab.admit(lab.request(session: session))
      let second = try lab.admit(lab.request(session: session))
      #expect(first.endpoint == second.endpoint)
      went.append(first.endpoint)
    }
    let share = went.filter { $0 == .b }.count
    #expect(abs(share - 200) < 45, "\(share) of 1000 sessions")
    #expect(lab.shares() == [800_000, 200_000])
  }

  @Test func `a percentage is no more than it says where backups get a trickle`() {
    var lab = Lab(.chain(3, without: []))
    _ = lab.serve(30)
    lab.act(.share(feature: "chat", endpoint: "b", percent: 5))
    lab.wait(.milliseconds(250))
    #expect(lab.shares()[1] == 50_000)
    #expect(lab.shares()[2] > 0)
  }

  @Test func `a share of an operator lies on top and ends with 0`() {
    var lab = Lab(.chain(2))
    _ = lab.serve(30)
    lab.act(.share(feature: "chat", endpoint: "b", percent: 30))
    lab.wait(.milliseconds(250))
    #expect(lab.shares() == [700_000, 300_000])
    lab.act(.share(feature: "chat", endpoint: "b", percent: 0))
    lab.wait(.milliseconds(250))
    #expect(lab.shares() == [1_000_000, 0])
  }

  @Test func `percentages skip an endpoint that is out`() {
    var lab = Lab(.chain(2) { $0.features[0].experiments = [.init(endpoint: .b, percent: 20)] })
    lab.kill(.b)
    let went = lab.serve(20)
    #expect(went.allSatisfy { $0 == .a })
  }

  @Test(arguments: [100.0, 99.9, 50])
  func `any percentage can be given while something is on its ramp`(percent: Double) {
    var lab = Lab(.chain(3))
    _ = lab.play("✗✗✗✗✗O R0")
    lab.act(.share(feature: "chat", endpoint: "b", percent: percent))
    let went = lab.serve(50)
    #expect(went.filter { $0 == .b }.count > 40)
    #expect(lab.stage(.a) != nil)
  }

  @Test func `in a balanced feature it is all of the endpoint's share, now and a minute later`() {
    var lab = Lab(.chain(3, capacity: 100) { $0.features[0].selection = .balanced })
    _ = lab.serve(600)
    lab.act(.share(feature: "chat", endpoint: "c", percent: 30))
    for _ in 0..<7 {
      _ = lab.serve(100)
      let shares = lab.shares()
      #expect(shares[2] == 300_000, "\(shares)")
      #expect(abs(shares[0] - shares[1]) < 60_000, "\(shares)")
    }
  }
}
