import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

@Suite struct ActsDriverTests {
  private static let act = OutgoingAct(
    id: 1, run: "r", act: ActRequest(.drain(.endpoint("a")), reason: "maintenance"), actor: "ada",
    at: Moment(milliseconds: 1_795_334_400_000), revision: 7,
    features: [.init(id: "chat", serving: [ServedShare(endpoint: "b", share: 1)])])

  private static func run(
    _ target: ActSettings.Target, timeout: Int = 30,
    _ prepare: (inout DriverBench) -> Void = { _ in }
  ) throws -> ActConfirmation? {
    var bench = try DriverBench()
    prepare(&bench)
    bench.handler.acts = ActsDriver(ActSettings(target: target, timeoutSeconds: timeout))
    bench.begin(act)
    _ = bench.turn { !$0.results.isEmpty }
    return bench.results.first?.confirmation
  }

  @Test func `a webhook that confirms has applied the act`() throws {
    let key = try TemporaryPath.file("s3cret\n")
    defer { TemporaryPath.remove(key) }
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (200, #"{"outcome":"applied"}"#) }
    let target = ActSettings.Target.webhook(url: "http://127.0.0.1:\(bench.port)/acts", keyFile: key)
    bench.handler.acts = ActsDriver(ActSettings(target: target))
    bench.begin(Self.act)
    let isDone1 = bench.turn { !$0.results.isEmpty }
    #expect(isDone1)
    #expect(bench.results.first?.confirmation == .applied(nil))
    #expect(bench.handler.bodies == [String(decoding: Self.act.bytes, as: UTF8.self)])
    let expected = WebhookMessage.signature(
      of: Self.act.bytes, key: Secret("s3cret"), at: bench.loop.wallTime)
    #expect(bench.handler.signatures == [expected])
  }

  @Test func `a webhook that refuses has not`() throws {
    var bench = try DriverBench()
    bench.handler.answer = { _, _ in (409, #"{"reason":"frozen for the holidays"}"#) }
    let target = ActSettings.Target.webhook(url: "http://127.0.0.1:\(bench.port)/acts", keyFile: nil)
    bench.handler.acts = ActsDriver(ActSettings(target: target))
    bench.begin(Self.act)
    let isDone2 = bench.turn { !$0.results.isEmpty }
    #expect(isDone2)
    guard case .failed(let reason)? = bench.results.first?.confirmation else {
      Issue.record("a refusal was taken for a confirmation")
      return
    }
    #expect(reason.hasSuffix("answered with status 409: frozen for the holidays"))
  }

  @Test func `a command that ends well has applied the act`() throws {
    #expect(try Self.run(.command(["/bin/sh", "-c", "grep -q drain"])) == .applied(nil))
  }

  @Test func `a command that ends badly gives its reason`() throws {
    let result = try Self.run(.command(["/bin/sh", "-c", "cat >/dev/null; echo no such pool >&2; exit 3"]))
    #expect(result == .failed("the command /bin/sh ended with code 3: no such pool"))
  }

  @Test func `a command gets its words as they are`() throws {
    #expect(try Self.run(.command(["/usr/bin/test", "$HOME; true", "=", "$HOME; true"])) == .applied(nil))
  }

  @Test func `a command that is not there has failed`() throws {
    guard case .failed(let reason)? = try Self.run(.command(["/nowhere/at/all"])) else {
      Issue.record("a missing program was taken for a confirmation")
      return
    }
    #expect(reason.contains("Could not start /nowhere/at/all"))
  }

  @Test func `a command that does not end is ended`() throws {
    var bench = try DriverBench()
    bench.handler.acts = ActsDriver(ActSettings(target: .command(["/bin/sleep", "600"]), timeoutSeconds: 5))
    bench.begin(Self.act)
    _ = bench.turn(atMost: 20) { _ in false }
    #expect(bench.results.isEmpty)
    bench.loop.advanceClock(by: .seconds(6))
    let isDone3 = bench.turn { !$0.results.isEmpty }
    #expect(isDone3)
    guard case .failed(let reason)? = bench.results.first?.confirmation else {
      Issue.record("silence was taken for a confirmation")
      return
    }
    #expect(reason.contains("did not confirm within 5 s"))
  }

  @Test func `a routing table waits for its reader`() throws {
    let (path, confirm) = (TemporaryPath.fresh(), TemporaryPath.fresh())
    defer {
      TemporaryPath.remove(path)
      TemporaryPath.remove(confirm)
    }
    var bench = try DriverBench()
    bench.handler.acts = ActsDriver(ActSettings(target: .file(path: path, confirmFile: confirm)))
    bench.begin(Self.act)
    _ = bench.turn(atMost: 20) { _ in false }
    #expect(bench.results.isEmpty)
    try ReplacedFile.write(Array(#"{"revision":6}"#.utf8), to: confirm)
    _ = bench.turn(atMost: 20) { _ in false }
    #expect(bench.results.isEmpty)
    try ReplacedFile.write(Array(#"{"revision":7}"#.utf8), to: confirm)
    let isDone4 = bench.turn { !$0.results.isEmpty }
    #expect(isDone4)
    #expect(bench.results.first?.confirmation == .applied(nil))
  }

  @Test func `what the reader wrote before the act confirms nothing`() throws {
    let (path, confirm) = (TemporaryPath.fresh(), TemporaryPath.fresh())
    defer {
      TemporaryPath.remove(path)
      TemporaryPath.remove(confirm)
    }
    try ReplacedFile.write(Array(#"{"revision":900}"#.utf8), to: confirm)
    var bench = try DriverBench()
    bench.handler.acts = ActsDriver(ActSettings(target: .file(path: path, confirmFile: confirm)))
    bench.begin(Self.act)
    _ = bench.turn(atMost: 20) { _ in false }
    #expect(bench.results.isEmpty)
    try ReplacedFile.write(Array(#"{"revision":7}"#.utf8), to: confirm)
    let isDone = bench.turn { !$0.results.isEmpty }
    #expect(isDone)
    #expect(bench.results.first?.confirmation == .applied(nil))
  }

  @Test func `a routing table without a reader says so`() throws {
    let path = TemporaryPath.fresh()
    defer { TemporaryPath.remove(path) }
    guard case .applied(let remark?)? = try Self.run(.file(path: path, confirmFile: nil)) else {
      Issue.record("the table was not written, or nothing was said of its reader")
      return
    }
    #expect(remark.contains("nobody says it was read"))
  }

  @Test func `a routing table that cannot be written has failed`() throws {
    guard case .failed(let reason)? = try Self.run(.file(path: "/nowhere/at/all", confirmFile: nil)) else {
      Issue.record("a table in no folder was written")
      return
    }
    #expect(reason.contains("No such file"))
  }

  @Test func `a confirmation that comes after the act was given up is told all the same`() throws {
    let (path, confirm) = (TemporaryPath.fresh(), TemporaryPath.fresh())
    defer {
      TemporaryPath.remove(path)
      TemporaryPath.remove(confirm)
    }
    var bench = try DriverBench()
    bench.handler.acts = ActsDriver(
      ActSettings(target: .file(path: path, confirmFile: confirm), timeoutSeconds: 5))
    bench.begin(Self.act)
    _ = bench.turn(atMost: 20) { _ in false }
    bench.loop.advanceClock(by: .seconds(6))
    let isGivenUp = bench.turn { !$0.results.isEmpty }
    #expect(isGivenUp)
    try ReplacedFile.write(Array(#"{"revision":7}"#.utf8), to: confirm)
    let isTold = bench.turn { $0.results.count == 2 }
    #expect(isTold)
    #expect(bench.results.last?.confirmation == .applied(nil))
    #expect(bench.results.map(\.id) == [1, 1])
  }
}
