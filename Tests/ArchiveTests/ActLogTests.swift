import RoutingEngine
import Testing
import Transport
import Wire

@testable import Archive

@Suite struct ActLogTests {
  private static let acts = [
    Samples.drain(1, "provider:bedrock", ["a", "b"]),
    Samples.kept(2, .share(feature: "chat", endpoint: "b", percent: 12.5), by: "jon"),
    Samples.kept(3, .flip(feature: "chat", to: "c", now: true), at: Samples.minutes(2)),
  ]

  /// A length of ten acts or so.
  private static let smallLog = 2_000

  /// Opens the state directory, works on its log, and gives everything back.
  private func withLog<Value>(
    _ path: String, at now: Moment = Samples.minutes(3), _ work: (inout ActLog, [String]) throws -> Value
  ) throws -> Value {
    let state = try StateDirectory(path, for: Samples.owner)
    var notices: [String] = []
    var log = try ActLog.open(in: state, now: now, notices: &notices)
    return try work(&log, notices)
  }

  @Test func `what was kept is in force for the next process`() throws {
    let home = try TemporaryDirectory()
    let state = home.path(of: "state")
    try withLog(state) { log, _ in for act in Self.acts { try log.keep(act) } }
    let (standing, notices) = try withLog(state) { log, notices in (log.standing, notices) }
    #expect(standing.inForce(at: Samples.minutes(3)).map(\.actor) == ["mira", "mira", "jon", "mira"])
    #expect(standing.lastID == 3)
    #expect(notices == [])
  }

  @Test func `a log cut at any byte gives every act before the cut, and takes new ones`() throws {
    let home = try TemporaryDirectory()
    let state = home.path(of: "state")
    try withLog(state) { log, _ in for act in Self.acts { try log.keep(act) } }
    let whole = try TemporaryDirectory.bytes(of: state + "/acts.jsonl")
    var wrong: [Int] = []
    for cut in 0...whole.count {
      try TemporaryDirectory.write(Array(whole.prefix(cut)), to: state + "/acts.jsonl")
      let lines = whole.prefix(cut).count { $0 == UInt8(ascii: "\n") }
      // A line that lacks only its line feed is whole.
      let isWhole = cut < whole.count && whole[cut] == UInt8(ascii: "\n")
      let before = try withLog(state) { log, _ in
        let last = log.standing.lastID
        try log.keep(Samples.drain(9, "z", ["z"]))
        return last
      }
      let after = try withLog(state) { log, _ in log.standing.inForce(at: Samples.minutes(3)) }
      if before != UInt64(lines + (isWhole ? 1 : 0)) || after.last?.affected != ["z"] { wrong.append(cut) }
    }
    #expect(wrong == [])
  }

  @Test func `a torn line is told to whoever starts`() throws {
    let home = try TemporaryDirectory()
    let state = home.path(of: "state")
    try withLog(state) { log, _ in for act in Self.acts { try log.keep(act) } }
    let whole = try TemporaryDirectory.bytes(of: state + "/acts.jsonl")
    try TemporaryDirectory.write(whole.dropLast(20), to: state + "/acts.jsonl")
    let notices = try withLog(state) { _, notices in notices }
    #expect(notices.count == 1)
    #expect(notices.first?.contains("never acknowledged") == true)
    #expect(try withLog(state) { _, notices in notices } == [])
  }

  @Test func `a damaged line is dropped, told and kept aside`() throws {
    let home = try TemporaryDirectory()
    let state = home.path(of: "state")
    try withLog(state) { log, _ in for act in Self.acts { try log.keep(act) } }
    var bytes = try TemporaryDirectory.bytes(of: state + "/acts.jsonl")
    bytes[20] ^= 1
    try TemporaryDirectory.write(bytes, to: state + "/acts.jsonl")
    let (standing, notices) = try withLog(state) { log, notices in (log.standing, notices) }
    #expect(standing.inForce(at: Samples.minutes(3)).map(\.id) == [2, 3])
    #expect(notices.count == 2)
    #expect(try TemporaryDirectory.bytes(of: state + "/acts.jsonl.damaged") == bytes)
  }

  @Test func `a long log is written anew with what is in force and the last number`() throws {
    let home = try TemporaryDirectory()
    let state = home.path(of: "state")
    do {
      let directory = try StateDirectory(state, for: Samples.owner)
      var notices: [String] = []
      var log = try ActLog.open(
        in: directory, now: Samples.noon, compactionBytes: Self.smallLog, notices: &notices)
      for round in UInt64(0)..<100 {
        let order: Order = round % 2 == 0 ? .drain(.endpoint("a")) : .undrain(.endpoint("a"))
        try log.keep(Samples.kept(round + 1, order, affected: ["a"]))
        if log.isLong { log.shorten(at: Samples.noon) }
      }
      try log.keep(Samples.drain(101, "b", ["b"]))
    }
    let size = try TemporaryDirectory.bytes(of: state + "/acts.jsonl").count
    let standing = try withLog(state) { log, _ in log.standing }
    #expect(size < 2 * Self.smallLog)
    #expect(standing.inForce(at: Samples.minutes(3)).last?.affected == ["b"])
    #expect(standing.lastID == 101)
  }

  @Test func `a share that ran out meanwhile is told and gone`() throws {
    let home = try TemporaryDirectory()
    let state = home.path(of: "state")
    try withLog(state) { log, _ in for act in Self.acts { try log.keep(act) } }
    let (standing, notices) = try withLog(state, at: Samples.minutes(31)) { log, notices in
      (log.standing, notices)
    }
    #expect(!standing.all.contains { $0.actor == "jon" })
    #expect(notices == ["share by jon ran out at \(Samples.minutes(30).text), meanwhile."])
  }
}
