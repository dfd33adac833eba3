import Testing

@testable import RoutingEngine
@testable import TrafficSimulator

/// Metrics on cases that were computed by hand.
@Suite struct MetricTests {
  private static let second: Int64 = 1_000_000_000

  /// A timeline of two endpoints; a row a second with the first attempts of each; capacity 10 each.
  private func timeline(_ rows: [(Int, Int)]) -> Timeline {
    var timeline = Timeline(endpointCount: 2)
    for (second, row) in rows.enumerated() {
      for (endpoint, count) in [row.0, row.1].enumerated() {
        for _ in 0..<count { timeline.add(Self.attempt(endpoint, at: Int64(second) * Self.second)) }
      }
      timeline.closeSecond(capacity: [10, 10])
    }
    return timeline
  }

  static func attempt(_ endpoint: Int, feature: Int = 0, at: Int64 = 0, isTrial: Bool = false)
    -> AttemptRecord
  {
    AttemptRecord(
      feature: feature, endpoint: endpoint, replica: 0, isFirst: true, isTrialProbe: isTrial, at: at,
      plan: .failure(.ok, after: 0), picoUSD: 0)
  }

  private func rows(_ parts: (Int, (Int, Int))...) -> [(Int, Int)] {
    parts.flatMap { count, row in (0..<count).map { _ in row } }
  }

  @Test func `detection is the end of the first second whose share has halved for good`() {
    let timeline = timeline(rows((60, (8, 2)), (2, (8, 2)), (20, (1, 9))))
    let found = Detection.seconds(timeline, endpoint: 0, start: 60 * Self.second, limit: .max)
    #expect(found == .after(3))
  }

  @Test func `a lull of one second is no detection`() {
    let timeline = timeline(rows((60, (8, 2)), (2, (8, 2)), (1, (1, 9)), (20, (8, 2))))
    #expect(Detection.seconds(timeline, endpoint: 0, start: 60 * Self.second, limit: .max) == .never)
  }

  @Test func `an endpoint without traffic cannot be detected`() {
    let timeline = timeline(rows((80, (10, 0))))
    #expect(Detection.seconds(timeline, endpoint: 1, start: 60 * Self.second, limit: .max) == .noTraffic)
  }

  @Test func `detection counts from the fault's own start`() {
    let timeline = timeline(rows((60, (8, 2)), (20, (1, 9))))
    let found = Detection.seconds(
      timeline, endpoint: 0, start: 60 * Self.second + Self.second / 2, limit: .max)
    #expect(found == .after(0.5))
  }

  @Test func `recovery is restored when ninety percent of the share has held for a minute`() {
    let timeline = timeline(rows((60, (8, 2)), (30, (0, 10)), (20, (4, 6)), (200, (8, 2))))
    let row = Recovery.row(
      timeline, endpoint: 0, id: "a",
      spans: [FaultSpan(fault: 0, start: 60 * Self.second, end: 90 * Self.second)], openings: [], patience: 0)
    // From 105 on, the next 60 seconds hold 5 × 4 + 55 × 8 = 460 of 600: 76.7 %, and 72 % are needed; but the
    // next ten must hold 72 of 100 as well: 2 × 4 + 8 × 8, from 108 on.
    #expect(row?.restoreSeconds == 18)
    #expect(row?.peakOfferedOverCapacity == 0.8)
    #expect(row?.overloadSeconds == 0)
    #expect(row?.retrips == 0)
  }

  @Test func `recovery sees the peak and the overload after the end of the fault`() {
    let timeline = timeline(rows((60, (8, 2)), (30, (0, 10)), (10, (15, 0)), (200, (8, 2))))
    let row = Recovery.row(
      timeline, endpoint: 0, id: "a",
      spans: [FaultSpan(fault: 0, start: 60 * Self.second, end: 90 * Self.second)],
      openings: [89, 91, 92].map { $0 * Self.second }, patience: 0)
    #expect(row?.peakOfferedOverCapacity == 1.5)
    #expect(row?.overloadSeconds == 5)
    #expect(row?.retrips == 2)
  }

  @Test func `a fault without end has no restoration`() {
    let timeline = timeline(rows((100, (8, 2))))
    let row = Recovery.row(
      timeline, endpoint: 0, id: "a", spans: [FaultSpan(fault: 0, start: 60 * Self.second, end: .max)],
      openings: [], patience: 0)
    #expect(row?.restoreSeconds == nil)
    #expect(row?.peakOfferedOverCapacity == nil)
    #expect(Recovery.row(timeline, endpoint: 0, id: "a", spans: [], openings: [], patience: 0) == nil)
  }

  @Test func `churn is half the sum of the changes from minute to minute`() {
    let timeline = timeline(rows((60, (8, 2)), (60, (2, 8)), (60, (2, 8))))
    let churn = timeline.churnPerHour(in: 0..<180) ?? -1
    #expect(abs(churn - 0.6 * 30) < 1e-9)
    #expect(timeline.churnPerHour(in: 0..<100) == nil)
  }

  @Test func `the share of trial probes is that of the worst second`() {
    var timeline = Timeline(endpointCount: 1)
    for _ in 0..<3 { timeline.add(Self.attempt(0, isTrial: true)) }
    timeline.closeSecond(capacity: [10])
    timeline.closeSecond(capacity: [10])
    #expect(timeline.peakTrialShare(in: 0..<2) == 0.3)
    #expect(timeline.peakTrialShare(in: 1..<2) == 0)
  }

  @Test func `a second breaks its objectives by speed or by failures`() {
    var objectives = Objectives()
    objectives.ttftP90 = .milliseconds(100)
    objectives.errorRate = 0.1
    var second = SecondObjectives(objectives)
    func end(_ ending: RequestEnding, ttft: Int64 = 50) -> RequestRecord {
      RequestRecord(feature: 0, arrived: 0, ending: ending, ttft: ttft * 1_000_000)
    }
    for _ in 0..<9 { second.add(end(.succeeded)) }
    second.add(end(.succeeded, ttft: 101))
    let oneSlowInTen = second.close()
    for _ in 0..<8 { second.add(end(.succeeded)) }
    for _ in 0..<2 { second.add(end(.succeeded, ttft: 101)) }
    let twoSlowInTen = second.close()
    for _ in 0..<9 { second.add(end(.succeeded)) }
    second.add(end(.failedPreToken))
    let oneFailedInTen = second.close()
    for _ in 0..<8 { second.add(end(.succeeded)) }
    second.add(end(.shed))
    let oneFailedInNine = second.close()
    let nothing = second.close()
    #expect(
      [oneSlowInTen, twoSlowInTen, oneFailedInTen, oneFailedInNine, nothing] == [
        false, true, false, true, false,
      ])
  }

  @Test func `percentiles are within 1.6 percent of the nearest rank`() {
    var histogram = DurationHistogram()
    for value in 1...1_000 { histogram.add(Int64(value) * 3_000_000) }
    let found = histogram.percentiles
    #expect(abs((found?.p50 ?? 0) / 1_500 - 1) < 0.016)
    #expect(abs((found?.p90 ?? 0) / 2_700 - 1) < 0.016)
    #expect(abs((found?.p99 ?? 0) / 2_970 - 1) < 0.016)
    #expect(DurationHistogram().percentiles == nil)
  }

  @Test func `the error of a preview is the largest difference over the endpoints`() {
    var judge = PreviewJudge(endpoints: 2)
    judge.begin(Self.preview(after: [(0, 750_000), (1, 250_000)]), at: 0)
    for step in 0..<100 {
      let at = PreviewJudge.settling + Int64(step) * Self.second
      judge.add(Self.attempt(step < 70 ? 0 : 1, at: at))
    }
    judge.add(Self.attempt(1, at: 0))
    let window = Window(start: .zero, end: .seconds(1_000))
    #expect(abs((judge.error(in: window, endingAt: 300 * Self.second) ?? 0) - 5) < 1e-9)
    #expect(judge.error(in: window, endingAt: 80 * Self.second) == nil)
  }

  @Test func `a preview is judged no longer than its act holds`() {
    var judge = PreviewJudge(endpoints: 2)
    judge.begin(Self.preview(after: [(0, 0), (1, 1_000_000)]), for: 120 * Self.second, at: 0)
    for step in 0..<200 {
      judge.add(Self.attempt(step < 60 ? 1 : 0, at: PreviewJudge.settling + Int64(step) * Self.second))
    }
    let window = Window(start: .zero, end: .seconds(1_000))
    #expect(judge.error(in: window, endingAt: 300 * Self.second) == 0)
  }

  @Test func `a preview that sheds is held to what is served`() {
    var judge = PreviewJudge(endpoints: 2)
    judge.begin(Self.preview(after: [(0, 450_000), (1, 150_000)]), at: 0)
    for step in 0..<100 {
      judge.add(Self.attempt(step < 75 ? 0 : 1, at: PreviewJudge.settling + Int64(step) * Self.second))
    }
    let window = Window(start: .zero, end: .seconds(1_000))
    #expect(abs(judge.error(in: window, endingAt: 300 * Self.second) ?? 100) < 1e-9)
  }

  /// A preview of one feature with these shares in millionths.
  private static func preview(after shares: [(Int, Int)]) -> Preview {
    let after = shares.map { EndpointShare(endpoint: EndpointIndex($0.0), millionths: $0.1) }
    let feature = FeaturePreview(
      feature: FeatureIndex(0), before: [], after: after, candidatesLeft: 2, headroom: nil, ttftP90: nil,
      costPerHour: 0, quality: nil, shedMillionths: 0, sessionsMovedMillionths: 0)
    return Preview(
      act: Act(.drain(.endpoint("a")), actor: "test", reason: "test"), revision: 1, refusal: nil,
      affected: [], features: [feature], stranded: [], inFlight: 0)
  }
}

/// What counts as coming and going.
@Suite struct FlapTests {
  private func state(
    _ kind: EventKind, stage: Int? = nil, in states: inout ShadowStates
  ) -> ShadowStates.State? {
    var detail = EventDetail()
    detail.stage = stage
    return states.follow(
      Event(
        id: 1, at: .origin, kind: kind, endpoint: EndpointIndex(0), feature: nil, from: nil, to: nil,
        trigger: nil, detail: detail, generation: 1, revision: 1),
      replica: 0)
  }

  @Test func `an opening after the first two stages is one, a failed trial is not`() {
    var states = ShadowStates(replicas: 1, endpoints: 1)
    let first = state(.opened, in: &states)
    _ = state(.partialOpen, stage: 0, in: &states)
    let trial = state(.opened, in: &states)
    let again = state(.opened, in: &states)
    _ = state(.advanced, stage: 2, in: &states)
    let late = state(.opened, in: &states)
    #expect([first, trial, again, late].map { $0.map { !$0.isTrial } } == [true, false, nil, true])
  }
}
