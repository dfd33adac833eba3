internal import Archive
internal import RoutingEngine
internal import TrafficSimulator
internal import Transport
internal import Wire

/// Records simulated hours of the default world, an incident every 20 minutes, and measures the result.
struct RecordingMeasurement {
  /// The budget of a day, in bytes.
  static let budget = 256 << 20
  /// Instants that are looked up.
  static let seeks = 200

  let hours: Int

  /// Measures and prints; whether every budget is kept.
  func run() -> Bool {
    do {
      let home = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-trial-")
      defer {
        try? FileSystem.remove(home + "/day.rcr")
        try? FileSystem.remove(home)
      }
      let path = home + "/day.rcr"
      let isSmall = try record(to: path)
      return try read(path) && isSmall
    } catch {
      print("\(error)")
      return false
    }
  }

  private var scenario: Scenario {
    var scenario = Scenario(name: "measure", duration: .hours(Int64(hours)), world: .default)
    let world = scenario.world
    for number in 0..<Int64(hours * 3) {
      let target = world.endpoints[Int(number) % world.endpoints.count].id
      let kind: FaultKind =
        switch number % 3 {
        case 0: .error(class: .serverError, rate: 0.8, latency: .milliseconds(50))
        case 1: .slowTTFT(factor: 4)
        default: .error(class: .overloaded, rate: 0.1, latency: .milliseconds(80))
        }
      scenario.faults.append(
        Fault(kind, target: .endpoint(target), start: .minutes(number * 20 + 5), duration: .minutes(4)))
    }
    return scenario
  }

  private func record(to path: String) throws -> Bool {
    var world = try SimulatedWorld(scenario)
    let began = Moment(milliseconds: 1_795_953_600_000)
    let clock = ClockAnchor(timestamp: .origin, moment: began)
    let maker = SnapshotMaker(
      configuration: world.configuration, mode: "demo", environment: nil, engine: "measure")
    let translator = EventTranslator(world.configuration)
    let file = try RecordingFile(path)
    var spent: Int64 = 0
    var events: UInt64 = 0
    var plain = 0
    let seconds = Int64(hours) * 3_600
    for second in 1...seconds {
      world.advance(to: .seconds(second))
      guard let fleet = world.fleetSnapshot() else { return false }
      let snapshot = maker.snapshot(of: fleet, clock: clock, uptime: .seconds(second))
      let news = world.takeEvents().map { event in
        events += 1
        return translator.line(event.event, id: events, clock: clock)
      }
      if second % 600 == 0 { plain += snapshot.json().count }
      let start = Main.clockNanoseconds()
      try file.record(news)
      try file.record(snapshot)
      spent += Main.clockNanoseconds() - start
    }
    let perDay = file.size * 24 / max(1, hours)
    print("endpoints \(world.configuration.endpoints.count), features \(world.configuration.features.count)")
    print(
      "seconds \(seconds), events \(events), snapshot as JSON \(plain / max(1, Int(seconds / 600))) bytes")
    print("file \(file.size) bytes, \(file.size / Int(seconds)) a second, \(perDay >> 20) MiB a day")
    print("recording \(spent / seconds / 1_000) us a second")
    return perDay <= Self.budget
  }

  private func read(_ path: String) throws -> Bool {
    var start = Main.clockNanoseconds()
    let recording = try Recording(path)
    let opening = Main.clockNanoseconds() - start
    let length = recording.span.upperBound.milliseconds - recording.span.lowerBound.milliseconds
    var dice = Dice(state: 1)
    var times: [Int64] = []
    for _ in 0..<Self.seeks {
      let at = recording.span.lowerBound.advanced(byMilliseconds: Int64.random(in: 0...length, using: &dice))
      start = Main.clockNanoseconds()
      guard let scene = try recording.seek(to: at), scene.snapshot.at <= at else { return false }
      times.append(Main.clockNanoseconds() - start)
    }
    times.sort()
    start = Main.clockNanoseconds()
    _ = try recording.seek(to: recording.span.lowerBound)
    var played = 0
    while let next = recording.nextMoment, played < 3_600 {
      _ = try recording.advance(to: next)
      played += 1
    }
    let playing = Main.clockNanoseconds() - start
    print("opening \(opening / 1_000) us, \(recording.blockCount) blocks")
    print("seek median \(times[times.count / 2] / 1_000) us, worst \((times.last ?? 0) / 1_000) us")
    print("playing \(playing / 1_000 / Int64(max(1, played))) us a snapshot")
    return opening < 1_000_000_000 && (times.last ?? 0) < 100_000_000
  }
}
