import Archive
import Gateway
import RoutingEngine
import Testing
import TrafficSimulator
import Transport
import Wire

@testable import RouteConsole

/// A recording of three simulated minutes in which an endpoint fails from the first to the second.
final class RecordedRun {
  let folder: String
  let path: String
  let result: SimulationResult

  static func scenario() throws -> Scenario {
    var world = World.default
    world.replicas = 1
    world.endpoints = world.endpoints.filter { ["use1/sonnet", "eus2/gpt-4o"].contains($0.id) }
    var feature = try #require(world.features.first { $0.id == "code" })
    feature.primary = "use1/sonnet"
    feature.backups = ["eus2/gpt-4o"]
    feature.requestsPerSecond = 5
    world.features = [feature]
    var scenario = Scenario(name: "small", title: "Small", duration: .minutes(3), world: world)
    scenario.faults = [
      Fault(
        .error(class: .serverError, rate: 1, latency: .milliseconds(50)), target: .endpoint("use1/sonnet"),
        start: .minutes(1), duration: .minutes(1))
    ]
    return scenario
  }

  init() throws {
    folder = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-")
    path = folder + "/small.rcr"
    result = try SimulationRecording(path: path).run(try Self.scenario(), SimulationOptions())
  }

  deinit {
    for entry in (try? FileSystem.list(folder)) ?? [] { try? FileSystem.remove(folder + "/" + entry.name) }
    try? FileSystem.remove(folder)
  }

  func feed(at second: Int64? = nil, speed: Double = 1) throws -> ReplayFeed {
    ReplayFeed(try Recording(path), at: second.map { Self.moment($0) }, speed: speed)
  }

  static func moment(_ second: Int64) -> Moment {
    SimulationRecording.began.advanced(byMilliseconds: second * 1_000)
  }
}

@Suite struct ReplayFeedTests {
  private func snapshots(_ news: [FeedNews]) -> [SystemSnapshot] {
    news.compactMap { if case .snapshot(let snapshot) = $0 { snapshot } else { nil } }
  }

  private func events(_ news: [FeedNews]) -> [EventLine] {
    news.flatMap { (news) -> [EventLine] in if case .events(let lines) = news { lines } else { [] } }
  }

  /// Calls a feed as a loop would, until an instant of its clock.
  private func run(_ feed: ReplayFeed, from start: Duration = .zero, to end: Duration) -> [FeedNews] {
    var news: [FeedNews] = []
    var now = start
    while now <= end {
      news += feed.take(now: now)
      guard let deadline = feed.deadline else { break }
      now = max(deadline, now + .milliseconds(1))
    }
    return news
  }

  @Test
  func `who enters a recording is told what was before, after the picture, and can step back from there`()
    throws
  {
    let run = try RecordedRun()
    let feed = try run.feed(at: 150)
    let first = feed.take(now: .zero)
    #expect(snapshots(first).map(\.at) == [RecordedRun.moment(150)])
    #expect(!first.contains { if case .past = $0 { true } else { false } })
    let past = feed.take(now: .milliseconds(1)).flatMap { news in
      if case .past(let snapshots) = news { snapshots } else { [SystemSnapshot]() }
    }
    #expect(past.count >= 14)
    #expect(zip(past, past.dropFirst()).allSatisfy { $1.at.seconds(since: $0.at) >= 10 })
    #expect(past.allSatisfy { $0.at < RecordedRun.moment(150) && $0.mode == "replay" })
    #expect((past.last?.at).map { RecordedRun.moment(150).seconds(since: $0) <= 10 } == true)
    // Where it is played has not moved.
    #expect(
      snapshots(feed.take(now: .seconds(2))).last.map { $0.at.seconds(since: RecordedRun.moment(150)) } == 2)
  }

  @Test func `a recorded simulation has the result of one that is not`() throws {
    let run = try RecordedRun()
    let plain = try Simulation.run(try RecordedRun.scenario())
    #expect(run.result.traceHash == plain.traceHash)
  }

  @Test func `it plays at its pace and says that it is a replay`() throws {
    let run = try RecordedRun()
    let seen = snapshots(self.run(try run.feed(at: 10, speed: 2), to: .seconds(20)))
    #expect(seen.first?.at == RecordedRun.moment(10))
    #expect(seen.last?.at == RecordedRun.moment(50))
    #expect(seen.allSatisfy { $0.mode == "replay" })
    #expect((38...42).contains(seen.count))
  }

  /// Changes a byte in the middle of the second minute.
  private static func damage(_ run: RecordedRun) throws {
    let file = try OpenFile(run.path, for: .read)
    var bytes = try file.read(at: 0, count: try file.size())
    bytes[bytes.count / 2] ^= 0xFF
    try FileSystem.remove(run.path)
    try OpenFile(run.path, for: .create).write(bytes)
  }

  @Test func `a part that cannot be read is said on the screen, and the rest is played`() throws {
    let run = try RecordedRun()
    try Self.damage(run)
    let news = self.run(try run.feed(speed: 60), to: .seconds(10))
    let notices = news.compactMap { if case .notice(let text, .bad) = $0 { text } else { nil } }
    #expect(notices.count == 1)
    #expect(notices.first?.hasPrefix("\(run.path) is damaged") == true)
    #expect(snapshots(news).last?.at == RecordedRun.moment(180))
  }

  @Test func `replay prints what it could not read on standard error`() throws {
    let run = try RecordedRun()
    try Self.damage(run)
    let shell = MemoryShell()
    #expect(Program(shell: shell).run(["replay", run.path]) == .done)
    #expect(shell.errors.count == 1)
    #expect(shell.errors.first?.contains("is damaged") == true)
    #expect(!shell.output.isEmpty)
  }

  private func report(_ words: String...) throws -> (status: RouteConsole.ExitStatus, shell: MemoryShell) {
    let run = try RecordedRun()
    let shell = MemoryShell()
    return (Program(shell: shell).run(["replay", run.path] + words), shell)
  }

  @Test func `replay makes the report of what lies between two instants`() throws {
    let (status, shell) = try report("--report", RecordedRun.moment(30).text, RecordedRun.moment(170).text)
    #expect(status == .done)
    #expect(shell.output.hasPrefix("# Incident report: use1/sonnet\n"))
    #expect(shell.output.contains("use1/sonnet was taken out"))
    #expect(shell.errors.isEmpty)
  }

  @Test func `a report up to an instant that was never recorded says where it ends`() throws {
    let (status, shell) = try report("--report", "2m", "2040-01-01T00:00:00Z")
    #expect(status == .done)
    #expect(shell.output.contains("It was asked for up to 2040-01-01T00:00:00"))
  }

  @Test func `a report up to a time of today that is yet to come ends where the recording does`() throws {
    let (status, shell) = try report("--report", "00:00:30", "23:59")
    #expect(status == .done)
    #expect(shell.output.contains("It was asked for up to 2026-01-01T23:59:00"))
  }

  @Test(arguments: [
    (["--report", "2040-01-01T00:00:00Z"], RouteConsole.ExitStatus.failed),
    (["--report", "1m", "2m"], .usage),
    (["--report", "soon"], .usage), (["2040-01-01T00:00:00Z"], .usage),
    (["--report", "2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"], .failed),
  ])
  func `a report of nothing is none`(words: [String], expected: RouteConsole.ExitStatus) throws {
    let run = try RecordedRun()
    let shell = MemoryShell()
    #expect(Program(shell: shell).run(["replay", run.path] + words) == expected)
    #expect(shell.output.isEmpty)
  }

  @Test func `every event comes once, in order`() throws {
    let run = try RecordedRun()
    let ids = events(self.run(try run.feed(speed: 60), to: .seconds(10))).map(\.id)
    #expect(ids == (1...UInt64(ids.count)).map { $0 })
    #expect(ids.count > 3)
  }

  @Test func `going on tells what lies between, going back tells nothing twice`() throws {
    let run = try RecordedRun()
    let feed = try run.feed(at: 170)
    let first = feed.take(now: .zero)
    feed.send(.replay(.seek(RecordedRun.moment(70))))
    let back = feed.take(now: .seconds(1))
    feed.send(.replay(.seek(RecordedRun.moment(170))))
    let again = feed.take(now: .seconds(2))
    #expect(snapshots(back).map(\.at) == [RecordedRun.moment(70)])
    #expect(events(back) == [])
    #expect(events(again) == events(first).filter { $0.at > RecordedRun.moment(70) })
    #expect(!events(again).isEmpty)
  }

  @Test func `going back behind where it was entered brings that past along`() throws {
    let run = try RecordedRun()
    let feed = try run.feed(at: 0)
    _ = feed.take(now: .zero)
    feed.send(.replay(.seek(RecordedRun.moment(100))))
    let told = events(feed.take(now: .seconds(1)))
    #expect(told.contains { $0.kind == "opened" })
  }

  @Test func `a pause stands still, and nothing wakes the loop`() throws {
    let run = try RecordedRun()
    let feed = try run.feed(at: 20)
    _ = feed.take(now: .zero)
    feed.send(.replay(.pause(true)))
    #expect(snapshots(feed.take(now: .seconds(5))) == [])
    #expect(feed.deadline == nil)
    feed.send(.replay(.pause(false)))
    _ = feed.take(now: .seconds(30))
    let later = snapshots(feed.take(now: .seconds(32)))
    #expect(later.last?.at == RecordedRun.moment(22))
  }

  @Test func `the end is the end`() throws {
    let run = try RecordedRun()
    let feed = try run.feed(at: 178)
    _ = feed.take(now: .zero)
    let seen = snapshots(feed.take(now: .seconds(60)))
    #expect(seen.map(\.at) == [RecordedRun.moment(180)])
    #expect(feed.deadline == nil)
  }

  @Test func `acts are refused with a reason`() throws {
    let run = try RecordedRun()
    let feed = try run.feed()
    _ = feed.take(now: .zero)
    let ticket = Ticket(number: 3)
    feed.send(.act(ticket, ActRequest(.drain(.endpoint("a")), reason: "x"), revision: nil))
    let failures = feed.take(now: .zero).compactMap {
      if case .failed(let which, let failure) = $0 { (which, failure.code) } else { nil }
    }
    #expect(failures.map(\.0) == [ticket])
    #expect(failures.map(\.1) == ["recording"])
  }

  @Test func `a report of a recording tells of the incident`() throws {
    let run = try RecordedRun()
    let report = try ReportCommand.report(
      try Recording(run.path), from: RecordedRun.moment(30), to: RecordedRun.moment(180))
    #expect(report.endpoints.filter(\.isAffected).map(\.id) == ["use1/sonnet"])
    #expect(report.events.contains { $0.kind == "opened" })
    #expect(report.samples.count == 151)
  }

  @Test func `a seek shows the instant at the next call, paused or not`() throws {
    let run = try RecordedRun()
    let feed = try run.feed(at: 10)
    _ = self.run(feed, to: .seconds(1))
    feed.send(.replay(.pause(true)))
    for second in [150, 20] as [Int64] {
      feed.send(.replay(.seek(RecordedRun.moment(second))))
      #expect(snapshots(feed.take(now: .seconds(2))).map(\.at) == [RecordedRun.moment(second)])
    }
  }

  @Test func `the commands show one instant, the whole, and an incident`() throws {
    let run = try RecordedRun()
    let shell = MemoryShell()
    #expect(shell.run("replay", run.path, "--at", "00:01:30", "--once", "--json") == .done)
    #expect(shell.output.contains("\"at\":\"2026-01-01T00:01:30.000Z\",\"mode\":\"replay\""))
    let whole = MemoryShell()
    #expect(whole.run("replay", run.path) == .done)
    #expect(whole.output.split(separator: "\n").count > 18)
    let report = MemoryShell()
    #expect(report.run("events", "--report", "00:00:30", "end", "--state-dir", run.folder) == .done)
    #expect(report.output.hasPrefix("# Incident report: "))
    let wrong = MemoryShell()
    #expect(wrong.run("replay", run.path, "--at", "noon") == .usage)
    #expect(wrong.errors.first?.contains("--at must be an instant such as") == true)
  }
}

@Suite struct RecordedTimeTests {
  private static let end = Moment(milliseconds: 1_795_953_600_000)
  private static let span = end.advanced(byMilliseconds: -9_000_000)...end

  @Test(arguments: [
    ("end", 0), ("30m", -30), ("11:50", -10), ("11:50:00", -10), ("12:10", 10 - 24 * 60),
    ("2026-11-29T11:00:00Z", -60),
  ])
  func `an instant is named by date, by time of day, or by what is left`(text: String, minutes: Int64) {
    #expect(
      RecordedTime.moment(text, in: Self.span) == Self.end.advanced(byMilliseconds: minutes * 60_000))
  }

  @Test(arguments: ["", "noon", "25:00", "1:2", "-5m"])
  func `anything else is refused`(text: String) {
    #expect(RecordedTime.moment(text, in: Self.span) == nil)
  }
}
