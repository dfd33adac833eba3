import RoutingEngine
import Testing

@testable import TrafficSimulator

/// The windows that stand for a year.
@Suite struct IncidentYearTests {
  @Test func `the windows take at most a day to simulate`() {
    let seconds = IncidentYear.plays().reduce(0) { $0 + $1.scenario.duration.seconds }
    #expect(seconds <= 24 * 3_600)
  }

  @Test(arguments: YearArm.allCases)
  func `the windows of an arm stand for a year`(arm: YearArm) {
    let hours = IncidentYear.plays().filter { $0.arm == arm }.reduce(0) { sum, play in
      sum + (play.scenario.duration - play.scenario.warmup).seconds / 3_600 * play.times
    }
    #expect(abs(hours - IncidentYear.hours) < 1e-6)
  }

  @Test(arguments: YearArm.allCases)
  func `every provider spends its share of the year in incidents`(arm: YearArm) {
    let provider = arm.world.providers[0].id
    let hours = IncidentYear.plays().filter { $0.arm == arm && $0.provider == provider }.reduce(0) {
      $0 + Double(IncidentYear.incidentMinutes) / 60 * $1.times
    }
    #expect(abs(hours / IncidentYear.hours - IncidentYear.incidentShare) < 1e-9)
  }

  @Test func `the parts of the kinds make a whole`() {
    #expect(abs(IncidentKind.allCases.reduce(0) { $0 + $1.share } - 1) < 1e-9)
  }

  @Test(arguments: [YearArm.aws, .gcp, .azure])
  func `a single cloud has room for all of its features`(arm: YearArm) {
    for endpoint in arm.world.endpoints {
      let demand = arm.world.features.filter { $0.primary == endpoint.id }.reduce(0) {
        $0 + $1.requestsPerSecond
      }
      #expect((endpoint.capacity.requestsPerSecond ?? 0) >= demand, "\(endpoint.id)")
    }
  }

  @Test func `a weighted quantile is that of the repeated durations`() {
    var histogram = DurationHistogram()
    for milliseconds in 1...9 { histogram.add(Int64(milliseconds) * 1_000_000) }
    var slow = DurationHistogram()
    slow.add(100_000_000)
    let sum = zip(histogram.weighted(by: 1), slow.weighted(by: 9)).map(+)
    let median = DurationHistogram.quantile(0.5, of: sum) ?? 0
    let high = DurationHistogram.quantile(0.51, of: sum) ?? 0
    #expect(median < 10)
    #expect(high > 90)
  }
}
