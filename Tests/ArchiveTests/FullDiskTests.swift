import Glibc
import RoutingEngine
import Testing
import Transport
import Wire

@testable import Archive

@Suite struct FullDiskTests {
  @Test func `an act is refused with the reason while the disk is full`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    let path = state.path(of: ActLog.name)
    // Every write to this device says that there is no space left.
    #expect(unsafe symlink("/dev/full", path) == 0)
    var notices: [String] = []
    var log = try ActLog.open(in: state, now: Samples.noon, notices: &notices)
    let refusal = #expect(throws: ArchiveError.self) { try log.keep(Samples.drain(1, "a", ["a"])) }
    #expect(refusal?.description == "Could not write \(path): No space left on device.")
    #expect(log.standing.all == [])
  }

  // MARK: The audit log

  /// Puts a device in the place of a log, every write to which says that there is no space left.
  private func fill(_ path: String) { #expect(unsafe symlink("/dev/full", path) == 0) }

  private func receipt(_ id: UInt64, _ outcome: ActOutcome = .applied) -> ActReceipt {
    ActReceipt(
      id: id, act: ActRequest(.drain(.endpoint("a")), reason: "INC-\(id)"), actor: "jon",
      at: Samples.minutes(Int64(id)), revision: id, outcome: outcome)
  }

  /// Does an act as the desk does: keeps it, then puts it on record.
  private func act(_ id: UInt64, in recorder: SessionRecorder) throws(ArchiveError) {
    try recorder.keep(act: KeptAct(receipt(id), host: "h", tty: "pts/1", remote: "10.0.0.1:9"))
    recorder.note(AuditLine(receipt: receipt(id), host: "h", tty: "pts/1", remote: "10.0.0.1:9"))
  }

  @Test func `no act is done while the audit log has no room, and none is missing from it afterwards`() throws
  {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    let (path, directory) = (state.path(of: AuditLog.name), state.path)
    fill(path)
    let recorder = try SessionRecorder(state, recording: nil, now: Samples.noon)
    try act(1, in: recorder)
    let refusal = #expect(throws: ArchiveError.self) { try act(2, in: recorder) }
    #expect(refusal?.description == "Could not write \(path): No space left on device.")
    recorder.note(AuditLine(receipt: receipt(2, .failed)))
    try FileSystem.remove(path)
    try act(3, in: recorder)
    let lines = try AuditLog.newest(in: directory, atMost: 10)
    #expect(lines.map(\.receipt.id) == [1, 2, 3])
    #expect(lines.map(\.receipt.outcome) == [.applied, .failed, .applied])
    #expect(
      recorder.takeNotices() == [
        "The audit is not written, and no act is done until it is: Could not write \(path): "
          + "No space left on device.", "The audit is written again.",
      ])
  }

  @Test func `lines that wait for room are written within a second of there being some`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    let (path, directory) = (state.path(of: AuditLog.name), state.path)
    fill(path)
    let recorder = try SessionRecorder(state, recording: nil, now: Samples.noon)
    try act(1, in: recorder)
    try FileSystem.remove(path)
    var past = Past()
    recorder.record(past.step(), events: [])
    #expect(try AuditLog.newest(in: directory, atMost: 10).map(\.receipt.id) == [1])
  }

  @Test func `an act whose line found no room has one in the next process, however this one ends`() throws {
    let home = try TemporaryDirectory()
    let directory = home.path(of: "state")
    let path = directory + "/" + AuditLog.name
    do {
      let state = try StateDirectory(directory, for: Samples.owner)
      fill(path)
      let recorder = try SessionRecorder(state, recording: nil, now: Samples.noon)
      try act(1, in: recorder)
    }
    try FileSystem.remove(path)
    #expect(try AuditLog.complete(in: directory, atMost: 10).map(\.receipt.id) == [1])
    let state = try StateDirectory(directory, for: Samples.owner)
    let recorder = try SessionRecorder(state, recording: nil, now: Samples.noon)
    let lines = try AuditLog.newest(in: directory, atMost: 10)
    #expect(recorder.recalled == lines)
    #expect(lines.map(\.receipt.actor) == ["jon"])
    #expect(lines.map(\.receipt.act.reason) == ["INC-1"])
    #expect(lines.map(\.remote) == ["10.0.0.1:9"])
    #expect(
      recorder.takeNotices() == [
        "Acts of an earlier process without a line in the audit log, which have one now: 1."
      ]
    )
  }

  @Test func `acts that are older than the audit log reaches back are not put in it again`() {
    let lines = [5, 6, 8].map { AuditLine(receipt: receipt($0)) }
    let acts = [3, 5, 7, 9].map { KeptAct(receipt($0)) }
    #expect(AuditLog.missing(acts, among: lines, isWhole: false).map(\.receipt.id) == [7, 9])
    #expect(AuditLog.missing(acts, among: lines, isWhole: true).map(\.receipt.id) == [3, 7, 9])
  }

  @Test func `an act that a log written anew has no more of its own is not missing`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var notices: [String] = []
    var log = try ActLog.open(in: state, now: Samples.noon, notices: &notices)
    try log.keep(KeptAct(receipt(1)))
    log.shorten(at: Samples.noon)
    try log.keep(KeptAct(receipt(2)))
    #expect(try ActLog.recent(at: state.path(of: ActLog.name)).map(\.id) == [2])
  }

  @Test func `of too many lines that wait the newest are lost and counted`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    let path = state.path(of: AuditLog.name)
    fill(path)
    var log = try AuditLog(in: state)
    for id in 1...UInt64(AuditLog.waitingLimit + 2) {
      #expect(throws: ArchiveError.self) { try log.note(AuditLine(receipt: receipt(id, .refused))) }
    }
    try FileSystem.remove(path)
    try log.writeWaiting()
    let last = try AuditLog.newest(in: state.path, atMost: 1).last
    #expect(last?.receipt.id == UInt64(AuditLog.waitingLimit))
    #expect(log.takeLost() == 2)
  }
}
