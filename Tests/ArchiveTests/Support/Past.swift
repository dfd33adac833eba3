import RoutingEngine
import Wire

@testable import Archive

/// A past to record: an engine that serves, fails and is acted on, a snapshot a second.
struct Past {
  static let configuration: EngineConfiguration = {
    let endpoints = ["use1/sonnet", "usw2/sonnet", "usc1/gemini", "eus2/gpt"].enumerated().map {
      EndpointConfiguration(
        id: $0.element, provider: "p\($0.offset / 2)", cloud: $0.offset < 2 ? "aws" : "gcp",
        region: "r\($0.offset)", model: "model \"x\" \\ \u{7F}")
    }
    let features = ["chat", "recap", "search"].enumerated().map { number, id in
      FeatureConfiguration(
        id: id, candidates: (0..<3).map { Candidate(endpoint: EndpointIndex((number + $0) % 4)) })
    }
    return EngineConfiguration(endpoints: endpoints, features: features)
  }()

  let clock = ClockAnchor(timestamp: .origin, moment: Samples.noon)
  let maker = SnapshotMaker(
    configuration: configuration, mode: "serve", environment: "prod", engine: "r-0")
  var engine = RoutingEngine(configuration: configuration, at: .origin)
  var chance = Chance(state: 7)
  var second: Int64 = 0
  var events: [EventLine] = []

  /// A generator of SplitMix's kind, for repeatable calls.
  struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  /// Lives through a second; the second endpoint fails from the 40th second to the 70th.
  mutating func step() -> SystemSnapshot {
    for call in Int64(0)..<8 {
      let now = Timestamp(nanoseconds: second * 1_000_000_000 + call * 100_000_000)
      var request = RoutedRequest(
        feature: FeatureIndex(Int(call % 3)), arrived: now,
        promptTokens: UInt32.random(in: 1...4_000, using: &chance))
      guard case .attempt(let attempt) = engine.route(&request, at: now) else { continue }
      let fails = attempt.endpoint.value == 1 && (40...70).contains(second)
      let latency = Nanoseconds.milliseconds(Int64.random(in: 20...900, using: &chance))
      let usage = TokenUsage(input: 900, output: UInt32.random(in: 1...300, using: &chance))
      let outcome = Outcome(
        fails ? .serverError : .ok, ttft: fails ? nil : latency, latency: latency, usage: usage)
      take(engine.handle(.outcome(attempt.id, outcome), at: now))
      take(engine.handle(.tick, at: now))
    }
    second += 1
    let now = Timestamp(nanoseconds: second * 1_000_000_000)
    return maker.snapshot(
      of: RoutingEngine.fleetSnapshot([engine], at: [now]), clock: clock, uptime: .seconds(second))
  }

  /// The events since the last call.
  mutating func takeEvents() -> [EventLine] {
    defer { events = [] }
    return events
  }

  private mutating func take(_ actions: [Action]) {
    let translator = EventTranslator(Self.configuration)
    for case .record(let event) in actions {
      events.append(translator.line(event, id: UInt64(events.count + 1) + UInt64(second) * 100, clock: clock))
    }
  }

  /// Records so many seconds into a file.
  ///
  /// - Returns: the snapshots as they were recorded, and the events.
  static func record(seconds: Int, to path: String) throws -> (
    snapshots: [SystemSnapshot], events: [EventLine]
  ) {
    var past = Past()
    let file = try RecordingFile(path)
    var snapshots: [SystemSnapshot] = []
    var events: [EventLine] = []
    for _ in 0..<seconds {
      let snapshot = past.step()
      let news = past.takeEvents()
      try file.record(news)
      try file.record(snapshot)
      snapshots.append(snapshot)
      events += news
    }
    return (snapshots, events)
  }
}

extension SystemSnapshot {
  /// The snapshot with its fractions as a recording keeps them.
  var rounded: SystemSnapshot? {
    SnapshotParts(json()).json.flatMap { try? SystemSnapshot.read($0) }
  }
}
