import Testing

@testable import RoutingEngine

@Suite struct BalancedTests {
  private static func balanced(_ costs: [Int64]) -> Lab {
    Lab(
      .chain(costs.count) {
        $0.features[0].selection = .balanced
        for (place, cost) in costs.enumerated() {
          $0.endpoints[place].price = Price(input: cost, output: cost)
        }
      })
  }

  @Test func `equals share equally`() {
    var lab = Self.balanced([1_000, 1_000])
    _ = lab.serve(900)
    #expect(lab.shares() == [500_000, 500_000])
  }

  @Test func `the cheaper of two carries more, the dearer by the eighth power less`() {
    var lab = Self.balanced([1_000_000, 2_000_000])
    _ = lab.serve(400)
    #expect(lab.shares()[0] > 980_000, "\(lab.shares())")
  }

  @Test func `shares move at most ten points in ten seconds`() {
    var lab = Self.balanced([1_000_000, 1_000_000])
    _ = lab.serve(900)
    #expect(lab.shares() == [500_000, 500_000])
    lab.tell(.price(.b, Price(input: 9_000_000, output: 9_000_000)))
    var last = lab.shares()[0]
    for _ in 0..<60 {
      _ = lab.serve(10)
      let next = lab.shares()[0]
      #expect(next - last <= 100_001)
      last = next
    }
    #expect(last > 950_000)
  }

  @Test func `a trip does not wait for the next step`() {
    var lab = Self.balanced([1_000, 1_000])
    _ = lab.serve(100)
    lab.kill(.a)
    let went = lab.serve(20)
    #expect(went.allSatisfy { $0 == .b })
  }
}
