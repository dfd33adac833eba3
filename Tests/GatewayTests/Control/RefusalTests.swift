import Documents
import RoutingEngine
import Testing
import Wire

@testable import Gateway
@testable import GatewayTrials

/// What a refusal says beyond the engine's own words.
@Suite struct RefusalTests {
  private static let undrain = #"{"kind":"undrain","scope":"usc1/pro","reason":"well again"}"#
  private static let drain = #"{"kind":"drain","scope":"usc1/pro","reason":"INC-1"}"#

  private static func message(_ reply: ControlReply) throws -> String? {
    try reply.node()["error"]?["message"]?.string
  }

  @Test func `an act in conflict is in the event log with who came first, once`() throws {
    var bench = try ServiceBench()
    #expect(bench.post("/api/v1/acts", Self.drain).status == 200)
    let revision = try #require(bench.get("/api/v1/snapshot").revision)
    #expect(bench.post("/api/v1/acts", Self.undrain, ifMatch: "\(revision)").status == 200)
    #expect(bench.post("/api/v1/acts", Self.undrain, ifMatch: "\(revision)").status == 409)
    let events = try bench.get("/api/v1/events").text.split(separator: "\n").map {
      try EventLine.read(Array($0.utf8))
    }
    let conflicts = events.filter { $0.to == "conflict" }
    #expect(conflicts.count == 1)
    #expect(conflicts.first?.text.contains("undrain usc1/pro by local at 22:13:21") == true)
    #expect(bench.get("/api/v1/audit").text.contains("undrain usc1/pro by local at 22:13:21"))
  }

  @Test func `who wants what somebody has just done hears who did it, in the preview as well`() throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", Self.drain)
    _ = bench.post("/api/v1/acts", Self.undrain)
    let wanted =
      "usc1/pro is not drained: nothing to undo; the last act there: undrain usc1/pro by local at 22:13:21, "
      + #""well again""#
    #expect(try Self.message(bench.post("/api/v1/acts", Self.undrain)) == wanted)
    #expect(try bench.post("/api/v1/acts/preview", Self.undrain).node()["refusal"]?.string == wanted)
  }

  @Test func `an act of long ago explains nothing`() throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", Self.drain)
    _ = bench.post("/api/v1/acts", Self.undrain)
    bench.host.now += .minutes(11)
    #expect(
      try Self.message(bench.post("/api/v1/acts", Self.undrain)) == "usc1/pro is not drained: nothing to undo"
    )
  }

  @Test func `a drain that is refused because the other endpoint is on its ramp says so`() throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", Self.drain)
    _ = bench.post("/api/v1/acts", Self.undrain)
    let reply = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-2"}"#)
    #expect(reply.status == 422)
    #expect(
      try Self.message(reply)
        == "it would leave chat without a healthy candidate; usc1/pro is partial-open at 5 %, which counts only "
        + "once calls have taken it up its ramp")
  }
}
