import RoutingEngine
import Testing
import Transport
import Wire

@testable import Archive

@Suite struct AuditLogTests {
  private func line(_ id: UInt64) -> AuditLine {
    let act = ActRequest(.drain(.endpoint("a")), reason: String(repeating: "x", count: 400))
    return AuditLine(
      receipt: ActReceipt(id: id, act: act, actor: "jon", at: Samples.noon, revision: 4, outcome: .refused),
      host: "h", tty: "pts/1")
  }

  @Test func `the newest lines come back oldest first`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    do {
      var log = try AuditLog(in: state)
      for id in UInt64(1)...5 { try log.note(line(id)) }
    }
    #expect(try AuditLog.newest(in: state.path, atMost: 3) == [line(3), line(4), line(5)])
  }

  @Test func `a line that was cut off does not spoil the next one`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    do {
      var log = try AuditLog(in: state)
      for id in UInt64(1)...2 { try log.note(line(id)) }
    }
    let path = state.path(of: AuditLog.name)
    try TemporaryDirectory.write(try TemporaryDirectory.bytes(of: path).dropLast(30), to: path)
    do {
      var log = try AuditLog(in: state)
      try log.note(line(3))
    }
    #expect(try AuditLog.newest(in: state.path, atMost: 10).map(\.receipt.id) == [1, 3])
  }

  @Test func `the log is bounded and the newest lines stay`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var log = try AuditLog(in: state)
    let count = UInt64(7 * AuditLog.rotationBytes / 600)
    let sample = line(0)
    for id in 1...count {
      var next = sample
      next.receipt.id = id
      try log.note(next)
    }
    let files = try FileSystem.list(state.path).filter { $0.name.hasPrefix(AuditLog.name) }
    #expect(files.count == AuditLog.keptFiles + 1)
    #expect(files.allSatisfy { $0.size < AuditLog.rotationBytes + 1_000 })
    #expect(
      try AuditLog.newest(in: state.path, atMost: 3).map(\.receipt.id) == [count - 2, count - 1, count])
  }
}
