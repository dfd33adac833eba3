import TelemetryClient
import Testing

@Suite struct DistributionTests {
  /// Counts that Prometheus 2.42 was asked about.
  private static let recorded: [(bound: Double, count: Double)] = [
    (0.25, 10), (0.5, 60), (1, 90), (.infinity, 100),
  ]

  @Test(
    arguments: [
      (0, 0), (0.05, 0.125), (0.5, 0.45), (0.75, 0.75), (0.9, 1), (0.95, 1), (0.99, 1), (1, 1),
    ] as [(Double, Double)])
  func `quantiles are those of Prometheus`(share: Double, expected: Double) throws {
    let distribution = try #require(Distribution(cumulative: Self.recorded))
    let value = try #require(distribution.quantile(share)).value
    #expect(abs(value - expected) < 1e-12)
  }

  @Test func `a quantile beyond the last bound is only a lower limit`() throws {
    let distribution = try #require(Distribution(cumulative: Self.recorded))
    #expect(distribution.quantile(0.95)?.isLowerLimit == true)
    #expect(distribution.quantile(0.5)?.isLowerLimit == false)
  }

  @Test func `no values have no quantile`() throws {
    let empty = try #require(Distribution(cumulative: [(1, 0), (.infinity, 0)]))
    #expect(empty.quantile(0.9) == nil)
  }

  @Test func `without the bound of infinity there is no distribution`() {
    #expect(Distribution(cumulative: [(0.25, 10), (0.5, 60)]) == nil)
  }

  @Test func `bounds are compared as numbers and equal ones added`() throws {
    let distribution = try #require(
      Distribution(cumulative: [(1, 3), (.infinity, 5), (1.0, 4), (.infinity, 6)]))
    #expect(distribution.buckets.map(\.count) == [7, 4])
  }

  @Test func `counts that fall are raised to the one before`() throws {
    let distribution = try #require(Distribution(cumulative: [(1, 5), (2, 4), (.infinity, 6)]))
    #expect(distribution.buckets.map(\.count) == [5, 0, 1])
  }

  @Test func `buckets in disorder are refused`() {
    let buckets: [Distribution.Bucket] = [
      .init(lower: 1, upper: 2, count: 1), .init(lower: 0, upper: 1, count: 1),
    ]
    #expect(Distribution(buckets: buckets) == nil)
  }

  @Test func `distributions with other bounds are not added up`() throws {
    var one = try #require(Distribution(cumulative: [(1, 1), (.infinity, 1)]))
    let other = try #require(Distribution(cumulative: [(2, 1), (.infinity, 1)]))
    let isAdded = one.add(other)
    #expect(!isAdded)
    #expect(one.count == 1)
  }
}
