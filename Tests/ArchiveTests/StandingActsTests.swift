import RoutingEngine
import Testing
import Wire

@testable import Archive

@Suite struct StandingActsTests {
  private func inForce(_ acts: [KeptAct], at now: Moment = Samples.minutes(1)) -> [Order] {
    var standing = StandingActs()
    for act in acts { standing.take(act) }
    return standing.inForce(at: now).map(\.act.order)
  }

  @Test func `a drain of a cloud is in force on each of its endpoints`() {
    #expect(
      inForce([Samples.drain(1, "cloud:aws", ["a", "b"])])
        == [.drain(.endpoint("a")), .drain(.endpoint("b"))])
  }

  @Test func `undraining one endpoint leaves the rest of its cloud drained`() {
    let undrain = Samples.kept(2, .undrain(.endpoint("a")), affected: ["a"])
    #expect(inForce([Samples.drain(1, "cloud:aws", ["a", "b"]), undrain]) == [.drain(.endpoint("b"))])
  }

  @Test func `undraining a cloud ends an earlier drain of one endpoint`() {
    let undrain = Samples.kept(3, .undrain(.cloud("aws")), affected: ["a", "b"])
    #expect(
      inForce([Samples.drain(1, "a", ["a"]), Samples.drain(2, "cloud:aws", ["a", "b"]), undrain]) == [])
  }

  @Test func `the newest order of an endpoint stands alone`() {
    let pin = Samples.kept(2, .breaker(endpoint: "a", .pin), affected: ["a"])
    #expect(inForce([Samples.drain(1, "a", ["a"]), pin]) == [.breaker(endpoint: "a", .pin)])
  }

  @Test func `undraining does not end a pin`() {
    let pin = Samples.kept(1, .breaker(endpoint: "a", .pin), affected: ["a"])
    let undrain = Samples.kept(2, .undrain(.endpoint("a")), affected: ["a"])
    #expect(inForce([pin, undrain]) == [.breaker(endpoint: "a", .pin)])
  }

  @Test func `an order to several breakers is in force on each of them`() {
    let pin = Samples.kept(1, .breaker(.endpoints(["a", "b"]), .pin), affected: ["a", "b"])
    let auto = Samples.kept(2, .breaker(endpoint: "a", .auto), affected: ["a"])
    #expect(inForce([pin, auto]) == [.breaker(endpoint: "b", .pin)])
  }

  @Test func `automatic again ends every order of an endpoint`() {
    let auto = Samples.kept(2, .breaker(endpoint: "a", .auto), affected: ["a"])
    #expect(inForce([Samples.drain(1, "a", ["a"]), auto]) == [])
  }

  @Test func `a drain outlives its lease and a pin does not`() {
    let pin = Samples.kept(2, .breaker(endpoint: "b", .pin), affected: ["b"])
    #expect(
      inForce([Samples.drain(1, "a", ["a"]), pin], at: Samples.minutes(31)) == [.drain(.endpoint("a"))])
  }

  @Test func `a share of nothing ends the share of that pair only`() {
    let shares = [("chat", "a", 5.0), ("chat", "b", 7.0), ("chat", "a", 0)].enumerated().map {
      Samples.kept(
        UInt64($0.offset + 1),
        .share(feature: $0.element.0, endpoint: $0.element.1, percent: $0.element.2))
    }
    #expect(inForce(shares) == [.share(feature: "chat", endpoint: "b", percent: 7)])
  }

  @Test func `every flip that shaped the order of candidates is kept`() {
    let flips = ["b", "c"].enumerated().map {
      Samples.kept(UInt64($0.offset + 1), .flip(feature: "chat", to: $0.element, now: false))
    }
    #expect(inForce(flips, at: Samples.minutes(10_000)) == flips.map(\.act.order))
  }

  @Test func `flipping to and fro a thousand times leaves few flips and the same order`() {
    var order = ["a", "b", "c"]
    var acts: [KeptAct] = []
    for number in 1...1_001 {
      let target = number == 400 ? "c" : (order[0] == "b" ? "a" : "b")
      acts.append(Samples.kept(UInt64(number), .flip(feature: "chat", to: target, now: false)))
      Self.flip(&order, to: target)
    }
    var replayed = ["a", "b", "c"]
    let left = inForce(acts)
    for case .flip(_, let target?, _) in left { Self.flip(&replayed, to: target) }
    #expect(replayed == order)
    #expect(left.count <= 8)
  }

  private static func flip(_ order: inout [String], to target: String) {
    guard let place = order.firstIndex(of: target) else { return }
    order.swapAt(0, place)
  }

  @Test func `acts come back in the order in which they were done`() {
    let share = Samples.kept(2, .share(feature: "chat", endpoint: "z", percent: 5))
    let acts = [Samples.drain(1, "z", ["z"]), share, Samples.drain(3, "a", ["a"])]
    #expect(inForce(acts) == acts.map(\.act.order))
  }
}
