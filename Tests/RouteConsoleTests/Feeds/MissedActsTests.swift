import Archive
import RoutingEngine
import Testing
import Transport
import Wire

@testable import RouteConsole

/// Acts that a recording does not have, because its process was killed, and the audit log beside it has.
@Suite struct MissedActsTests {
  private static func line(_ id: UInt64, _ second: Double) -> AuditLine {
    AuditLine(
      receipt: ActReceipt(
        id: id, act: ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC-\(id)"), actor: "mira",
        at: RecordedRun.moment(0).advanced(byMilliseconds: Int64(second * 1_000)), revision: 2,
        outcome: .applied))
  }

  /// A state directory that a killed process left: the recording ends at second 180.
  private final class KilledState {
    let path: String
    var recordings: String { path + "/" + RecordingFolder.name }

    init(_ lines: [AuditLine]) throws {
      let run = try RecordedRun()
      path = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-")
      let owner = StateDirectory.Owner(process: 1, command: "serve", since: RecordedRun.moment(0))
      let state = try StateDirectory(path, for: owner)
      _ = try RecordingFolder(in: state, policy: RecordingPolicy())
      try FileSystem.rename(run.path, to: path + "/" + RecordingFolder.name + "/small.rcr")
      var log = try AuditLog(in: state)
      for line in lines { try log.note(line) }
    }

    deinit {
      for place in [recordings, path] {
        for entry in (try? FileSystem.list(place)) ?? [] { try? FileSystem.remove(place + "/" + entry.name) }
        try? FileSystem.remove(place)
      }
    }
  }

  private static func output(_ words: String...) -> String {
    let shell = MemoryShell()
    #expect(Program(shell: shell).run(words) == .done)
    return shell.output
  }

  @Test
  func `replay makes the report that events makes, of a state directory, its recordings and one of them`()
    throws
  {
    let state = try KilledState([
      Self.line(1, 10), Self.line(2, 70), Self.line(3, 180.5), Self.line(4, 9_000),
    ])
    let from = RecordedRun.moment(30).text
    let wanted = Self.output("events", "--state-dir", state.path, "--report", from)
    #expect(wanted.contains("mira ordered 2 acts"))
    #expect(wanted.contains("INC-2"))
    #expect(wanted.contains("INC-3"))
    for place in [state.path, state.recordings, state.recordings + "/", state.recordings + "/small.rcr"] {
      #expect(Self.output("replay", place, "--report", from) == wanted)
    }
  }

  @Test func `replay prints the acts that the recording does not have, each once`() throws {
    let state = try KilledState([Self.line(1, 10), Self.line(2, 70), Self.line(3, 180.5)])
    let lines = Self.output("replay", state.path).split(separator: "\n")
    let acts = lines.filter { $0.contains("drain use1/sonnet") }
    #expect(acts.count == 3)
    #expect(zip(1...3, acts).allSatisfy { $1.contains("INC-\($0)") })
  }

  @Test func `a scene has the acts before it, and going on tells those after it`() throws {
    let state = try KilledState([Self.line(1, 10), Self.line(2, 70), Self.line(3, 180.5)])
    let recording = try Recording.inState(state.path)
    #expect(try recording.seek(to: RecordedRun.moment(60))?.audit.map(\.receipt.id) == [1])
    var told: [UInt64] = []
    for second in [65, 75, 180] as [Int64] {
      for case .audit(let line) in try recording.advance(to: RecordedRun.moment(second)) {
        told.append(line.receipt.id)
      }
    }
    #expect(told == [2, 3])
    #expect(try recording.seek(to: RecordedRun.moment(5))?.audit == [])
  }

  @Test func `an act that is in the recording as well is told once`() throws {
    let path = try FileSystem.makeTemporaryDirectory(prefix: "/tmp/route-console-test-") + "/one.rcr"
    let act = Self.line(7, 1.5)
    do {
      let file = try RecordingFile(path)
      for second in Int64(1)...3 {
        if second == 2 { try file.record(act) }
        try file.record(
          SystemSnapshot(revision: 1, at: RecordedRun.moment(second), mode: "serve", engine: "r"))
      }
    }
    let recording = try Recording(path, audit: [act])
    #expect(try recording.seek(to: RecordedRun.moment(1))?.audit == [])
    let news = try recording.advance(to: RecordedRun.moment(3))
    #expect(news.count { if case .audit = $0 { true } else { false } } == 1)
    try FileSystem.remove(path)
  }
}
