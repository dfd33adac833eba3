import RoutingEngine
import Testing

@testable import TrafficSimulator

/// Medians, winners and shortfalls of made-up runs.
@Suite struct LabGroupTests {
  private static let policies = [
    LabVariant(.routeConsole), LabVariant(.failover), LabVariant(.ejection),
  ]

  private func group(_ metric: LabMetric, _ values: [[Double?]]) -> LabGroup {
    var group = LabGroup(scenario: "made-up", replicas: 4, variants: Self.policies)
    for (variant, runs) in values.enumerated() {
      for value in runs {
        group.add(LabMeasurement(value.map { [metric: $0] } ?? [:]), variant: variant)
      }
    }
    return group
  }

  @Test func `the median of an even number of runs lies between the middle two`() {
    let group = group(.errorSeconds, [[4, 1, 2, 3], [], []])
    #expect(group.figure(.errorSeconds, variant: 0) == LabFigure(median: 2.5, worst: 4))
  }

  @Test func `the worst quality is the lowest`() {
    let group = group(.quality, [[0.8, 0.9, 0.7], [], []])
    #expect(group.figure(.quality, variant: 0)?.worst == 0.7)
  }

  @Test func `a metric that one run lacks has no figure`() {
    #expect(group(.restore, [[10, nil], [], []]).figure(.restore, variant: 0) == nil)
  }

  @Test func `peaks up to the harmless one are all the best`() {
    let group = group(.recoveryPeak, [[1.05], [0.4], [1.5]])
    #expect((0..<3).map { group.isBest(.recoveryPeak, variant: $0) } == [true, true, false])
  }

  @Test func `a peak is judged by the worst run, so that no median hides an overshoot`() {
    let group = group(.recoveryPeak, [[0.8, 0.9, 1.4], [0.8, 0.9, 1.0], []])
    #expect(group.differing == [.recoveryPeak])
    #expect(!group.isBest(.recoveryPeak, variant: 0))
    #expect(group.shortfalls.map(\.ours) == [1.4])
  }

  @Test func `fewer attempts than requests are refusals, and no better than one each`() {
    let group = group(.attemptsPerRequest, [[1.002], [0.7], [1.3]])
    #expect(group.isBest(.attemptsPerRequest, variant: 0))
  }

  @Test func `a difference within the tolerance is none`() {
    let group = group(.errorSeconds, [[1.0], [1.09], [1.05]])
    #expect(group.differing == [])
  }

  @Test func `never is worse than any time`() {
    let group = group(.restore, [[300], [.infinity], [.infinity]])
    #expect(group.isBest(.restore, variant: 0))
    #expect(!group.isBest(.restore, variant: 1))
  }

  @Test func `two policies that never get there are equals`() {
    #expect(group(.restore, [[.infinity], [.infinity], [.infinity]]).differing == [])
  }

  @Test func `a shortfall names the best policy and its value`() {
    let shortfalls = group(.errorSeconds, [[2], [1], [0.5]]).shortfalls
    #expect(shortfalls.map(\.best.policy) == [.ejection])
    #expect(shortfalls.map(\.best.value) == [0.5])
  }

  private func shortfall(errors: [Double], attempts: [Double]) -> LabShortfall? {
    var group = LabGroup(scenario: "made-up", replicas: 4, variants: Self.policies)
    for place in errors.indices {
      let run = LabMeasurement([.errorSeconds: errors[place], .attemptsPerRequest: attempts[place]])
      group.add(run, variant: place)
    }
    return group.shortfalls.first { $0.metric == .errorSeconds }
  }

  @Test func `beside a best that buys its successes with attempts stands the best that does not`() throws {
    let row = try #require(shortfall(errors: [2, 1, 0.5], attempts: [1.01, 1.05, 1.4]))
    #expect(row.best == .init(policy: .ejection, value: 0.5, attempts: 1.4))
    #expect(row.bestLean == .init(policy: .failover, value: 1, attempts: 1.05))
  }

  @Test func `where only those are better that buy it with attempts, none stands beside them`() throws {
    let row = try #require(shortfall(errors: [2, 3, 0.5], attempts: [1.01, 1.05, 1.4]))
    #expect(row.bestLean == nil)
  }

  @Test func `a best with few attempts is the best of those with few`() throws {
    let row = try #require(shortfall(errors: [2, 1, 3], attempts: [1.01, 1.05, 1.4]))
    #expect(row.bestLean == row.best)
  }

  @Test func `nothing falls short where ours is the best`() {
    #expect(group(.errorSeconds, [[0.5], [1], [2]]).shortfalls == [])
  }
}
