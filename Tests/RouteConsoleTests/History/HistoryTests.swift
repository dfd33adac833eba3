import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

@Suite struct HistoryTests {
  private static let start = Moment(milliseconds: 1_795_262_400_000)

  /// A snapshot in which everything there is has a value, some of it unknown, drawn from a seed.
  private static func snapshot(
    _ second: Int64, endpoints: Int = 6, _ random: inout SeededRandom
  ) -> SystemSnapshot {
    let at = start.advanced(byMilliseconds: second * 1_000)
    var snapshot = SystemSnapshot(revision: UInt64(second), at: at, mode: "demo", engine: "r-1")
    snapshot.environment = "prod"
    snapshot.uptimeSeconds = Double(second)
    snapshot.totals.requestsPerSecond = Double(Int.random(in: 0...90_000, using: &random)) / 100
    snapshot.totals.inFlight = Int.random(in: 0...500, using: &random)
    snapshot.clouds = [CloudStatus(cloud: "aws", severity: .warn, endpoints: endpoints)]
    snapshot.endpoints = (0..<endpoints).map { endpoint($0, at, &random) }
    var feature = FeatureStatus(id: "chat", primary: "e0", backups: ["e1"])
    feature.serving = [ServedShare(endpoint: "e0", share: 0.75), ServedShare(endpoint: "e1", share: 0.25)]
    feature.atRisk = "primary open, backup warn"
    feature.headroom = 1.34
    snapshot.features = [feature]
    snapshot.sources = [SourceStatus(kind: "engine", name: "engine", ageSeconds: 0.4, state: "live")]
    return snapshot
  }

  private static func endpoint(
    _ place: Int, _ at: Moment, _ random: inout SeededRandom
  ) -> EndpointStatus {
    var endpoint = EndpointStatus(
      id: "e\(place)", provider: "bedrock", cloud: "aws", region: "us-east-1", model: "sonnet")
    guard Int.random(in: 0...9, using: &random) > 0 else { return endpoint }
    endpoint.severity = .ok
    endpoint.since = start
    endpoint.share = 0.125
    endpoint.requestsPerSecond = Double(Int.random(in: 0...20_000, using: &random)) / 100
    endpoint.inFlight = Int.random(in: 0...300, using: &random)
    endpoint.errorRate = Double(Int.random(in: 0...10_000, using: &random)) / 10_000
    endpoint.ttft = QuantileFigures(
      p50: Double(Int.random(in: 3_000...9_000, using: &random)) / 10, p90: 812.5, p99: 1_500,
      count: Int.random(in: 0...900, using: &random))
    endpoint.tpot = QuantileFigures(p50: 15.25, p90: 18.5, p99: 30, count: 12)
    endpoint.ttftHistogram = HistogramFigures(bounds: [250, 500], counts: [1, 2, 3])
    endpoint.primaryOf = ["chat"]
    endpoint.observedAt = at
    if Bool.random(using: &random) {
      endpoint.state = "open"
      endpoint.until = at.advanced(byMilliseconds: 20_000)
      endpoint.errors = [EndpointStatus.ClassShare(name: "server_error", percent: 71.5)]
      endpoint.reason = "5xx \(Int.random(in: 0...100, using: &random)) %"
      endpoint.evidence = EndpointStatus.Evidence()
      endpoint.evidence?.samples = 118
      endpoint.hold = EndpointStatus.Hold(kind: "quota", until: nil)
      endpoint.override = EndpointStatus.Override(
        kind: "drain", phase: "draining", actor: "mira", reason: "INC-1 \u{1F525}", since: start,
        leaseEnds: at,
        isOverdue: true)
    }
    return endpoint
  }

  private static func filled(_ seconds: Int64, seed: UInt64 = 1) -> (History, [SystemSnapshot]) {
    var random = SeededRandom(seed: seed)
    var history = History()
    var all: [SystemSnapshot] = []
    for second in 0..<seconds {
      all.append(snapshot(second, &random))
      history.append(all[all.count - 1])
    }
    return (history, all)
  }

  @Test func `every snapshot comes back as it was`() {
    let (history, all) = Self.filled(200)
    for (number, snapshot) in all.enumerated() {
      #expect(history.snapshot(at: number) == snapshot, "snapshot \(number)")
    }
  }

  @Test func `figures are kept ten times as fine as they are shown`() {
    var random = SeededRandom(seed: 7)
    var snapshot = Self.snapshot(0, &random)
    snapshot.endpoints[0].ttft = QuantileFigures(p50: 790.04321, p90: nil)
    snapshot.endpoints[0].errorRate = 0.22437
    var history = History()
    history.append(snapshot)
    let kept = history.snapshot(at: 0)?.endpoints.first
    #expect(kept?.ttft?.p50 == 790.0)
    #expect(kept?.ttft?.p90 == nil)
    #expect(kept?.errorRate == 0.2244)
  }

  @Test func `half an hour stays, and the oldest goes`() throws {
    let (history, all) = Self.filled(2_000)
    #expect(history.count >= 1_800 && history.count < 1_800 + HistorySegment.limit)
    #expect(history.snapshot(at: history.first - 1) == nil)
    #expect(history.snapshot(at: history.first) == all[history.first])
    #expect(history.snapshot(at: 1_999) == all[1_999])
    #expect(history.next == 2_000)
    let range = try #require(history.range)
    #expect(range.upperBound.seconds(since: range.lowerBound) >= 1_799)
  }

  @Test func `a snapshot is found by its time`() {
    let (history, _) = Self.filled(100)
    #expect(history.number(at: Self.start.advanced(byMilliseconds: 40_500)) == 40)
    #expect(history.number(at: Self.start.advanced(byMilliseconds: -5)) == 0)
    #expect(history.number(at: Self.start.advanced(byMilliseconds: 900_000)) == 99)
    #expect(History().number(at: Self.start) == nil)
  }

  @Test func `steps end at the ends`() {
    let (history, _) = Self.filled(100)
    #expect(history.number(stepping: -1, from: 50) == 49)
    #expect(history.number(stepping: -80, from: 50) == 0)
    #expect(history.number(stepping: 80, from: 50) == 99)
    #expect(history.number(movingBy: -30, from: 50) == 20)
    #expect(history.number(movingBy: 60, from: 50) == 99)
    #expect(history.number(movingBy: 60, from: 99) == 99)
  }

  @Test func `moving goes at least one snapshot, where they lie far apart`() {
    var random = SeededRandom(seed: 3)
    var history = History()
    for second in [Int64(0), 200, 400] { history.append(Self.snapshot(second, &random)) }
    #expect(history.number(movingBy: 60, from: 0) == 1)
    #expect(history.number(movingBy: -60, from: 2) == 1)
  }

  @Test(arguments: [100, 250, 500])
  func `of several snapshots a second one is kept, and the newest`(milliseconds: Int64) {
    var random = SeededRandom(seed: 4)
    var history = History()
    var last = Self.snapshot(0, &random)
    for step in 0...10_000 / milliseconds {
      last = Self.snapshot(0, &random)
      last.at = Self.start.advanced(byMilliseconds: step * milliseconds)
      history.append(last)
    }
    #expect((11...13).contains(history.count), "\(history.count) kept")
    #expect(history.snapshot(at: history.next - 1) == last)
  }

  @Test(arguments: [0, 1, 59, 60, 61, 119, 150, 199])
  func `a world that was turned back makes what lay ahead void`(back: Int64) {
    var (history, all) = Self.filled(200)
    var random = SeededRandom(seed: 99)
    all.removeLast(200 - Int(back))
    for second in back..<back + 130 {
      all.append(Self.snapshot(second, &random))
      history.append(all[all.count - 1])
    }
    #expect(history.count == all.count)
    for (number, snapshot) in all.enumerated() {
      #expect(history.snapshot(at: number) == snapshot, "back to \(back), snapshot \(number)")
    }
  }

  @Test func `other endpoints after a reload are kept too`() {
    var random = SeededRandom(seed: 5)
    var history = History()
    let sizes = [6, 6, 9, 9, 0, 3]
    let all = sizes.enumerated().map { Self.snapshot(Int64($0.offset), endpoints: $0.element, &random) }
    for snapshot in all { history.append(snapshot) }
    for (number, snapshot) in all.enumerated() { #expect(history.snapshot(at: number) == snapshot) }
  }

  @Test func `hostile numbers and texts are kept or unknown, and never end the program`() {
    var random = SeededRandom(seed: 6)
    var history = History()
    for (place, text) in HostileText.samples.enumerated() {
      var snapshot = Self.snapshot(Int64(place), &random)
      snapshot.endpoints[0].id = text
      snapshot.endpoints[1].ttft?.p90 = [.infinity, .nan, 1e300, -1e300, -3][place % 5]
      snapshot.endpoints[2].inFlight = place.isMultiple(of: 2) ? Int.max : Int.min
      history.append(snapshot)
      #expect(history.snapshot(at: place)?.endpoints[0].id == text)
      #expect(history.snapshot(at: place)?.endpoints[1].ttft?.p90?.isFinite ?? true)
    }
  }

  @Test func `a series has one value a step, ending at an instant`() {
    var random = SeededRandom(seed: 8)
    var history = History()
    for second in 0..<Int64(120) {
      var snapshot = Self.snapshot(second, &random)
      snapshot.endpoints[0].requestsPerSecond = Double(second)
      history.append(snapshot)
    }
    let end = Self.start.advanced(byMilliseconds: 119_000)
    let series = history.figures.series(
      of: .requestsPerSecond, .endpoint("e0"), endingAt: end, steps: 4, seconds: 30)
    #expect(series == [29, 59, 89, 119])
    let past = history.figures.series(
      of: .requestsPerSecond, .endpoint("e0"), endingAt: Self.start.advanced(byMilliseconds: 29_000),
      steps: 2,
      seconds: 15)
    #expect(past == [14, 29])
    #expect(
      history.figures.series(of: .ttftP90, .endpoint("x"), endingAt: end, steps: 2, seconds: 5) == [nil, nil])
  }
}
