import Testing

@testable import RoutingEngine

@Suite struct ChanceTests {
  @Test func `draws cover the whole range evenly`() {
    var tenths = [Int](repeating: 0, count: 10)
    for counter in 0..<10_000 as Range<UInt64> {
      tenths[Chance.millionths(7, counter, .split) / 100_000] += 1
    }
    #expect(tenths.allSatisfy { abs($0 - 1_000) < 150 }, "\(tenths)")
  }

  @Test func `a draw depends on its purpose`() {
    let same = (0..<1_000 as Range<UInt64>).filter {
      Chance.millionths(7, $0, .split) / 10_000 == Chance.millionths(7, $0, .shed) / 10_000
    }
    #expect(same.count < 40)
  }

  @Test func `requests follow the shares of the table`() {
    var lab = Lab(.chain(2, capacity: 12))
    _ = lab.serve(300, every: .milliseconds(50))
    let shares = lab.shares()
    var went = [0, 0]
    for _ in 0..<1_000 {
      if let endpoint = lab.serve(1, every: .milliseconds(50))[0] { went[endpoint.value] += 1 }
    }
    #expect(shares.reduce(0, +) == 1_000_000)
    #expect(abs(went[0] * 1_000 - shares[0]) < 60_000, "\(went) for \(shares)")
  }
}
