import Documents
import RoutingEngine
import Testing
import Wire

@testable import Gateway
@testable import GatewayTrials

/// Where a flip goes that names no backup, and what is said of targets that take nothing.
@Suite struct FlipTargetTests {
  private static let flip = #"{"kind":"flip","feature":"chat","reason":"x"}"#
  private static let flipThere = #"{"kind":"flip","feature":"chat","to":"usc1/pro","reason":"x"}"#
  private static let share =
    #"{"kind":"share","feature":"chat","endpoint":"usc1/pro","percent":20,"reason":"x"}"#
  private static let refusal =
    "no backup of chat is healthy: usc1/pro is drained by local; to flip it all the same, name the backup"
  private static let warning = "usc1/pro is drained by local: no calls of chat go there until that is over"

  private static func drained() throws -> ServiceBench {
    var bench = try ServiceBench()
    let drain = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"usc1/pro","reason":"INC-1"}"#)
    #expect(drain.status == 200)
    return bench
  }

  @Test func `a flip without a target goes to a healthy backup`() throws {
    var bench = try ServiceBench()
    let reply = bench.post("/api/v1/acts", Self.flip)
    #expect(reply.status == 200)
    #expect(try reply.node()["act"]?["to"]?.string == "usc1/pro")
    #expect(try SystemSnapshot.read(bench.get("/api/v1/snapshot").body).features.first?.primary == "usc1/pro")
  }

  @Test func `a flip without a target is refused where the only backup is drained, and changes nothing`()
    throws
  {
    var bench = try Self.drained()
    let reply = bench.post("/api/v1/acts", Self.flip)
    #expect(reply.status == 422)
    #expect(try reply.node()["error"]?["message"]?.string == Self.refusal)
    let preview = try bench.post("/api/v1/acts/preview", Self.flip).node()
    #expect(preview["refusal"]?.string == Self.refusal)
    #expect(preview["allowed"]?.bool == false)
    #expect(
      try SystemSnapshot.read(bench.get("/api/v1/snapshot").body).features.first?.primary == "use1/sonnet")
  }

  @Test func `a backup that is ordered open is none to flip to, and force does not change that`() throws {
    var bench = try ServiceBench()
    _ = bench.post(
      "/api/v1/acts", #"{"kind":"breaker","endpoint":"usc1/pro","to":"open","reason":"INC-1"}"#)
    let reply = bench.post("/api/v1/acts", #"{"kind":"flip","feature":"chat","reason":"x","force":true}"#)
    #expect(reply.status == 422)
    #expect(reply.text.contains("usc1/pro is ordered open by local"))
  }

  @Test(arguments: [flipThere, share])
  func `a drained target that is named is taken with a warning, in the preview as in the receipt`(
    act: String
  ) throws {
    var bench = try Self.drained()
    let preview = try #require(ActPreview(bench.post("/api/v1/acts/preview", act).node()))
    #expect(preview.warnings == [Self.warning])
    let reply = bench.post("/api/v1/acts", act)
    #expect(reply.status == 200)
    #expect(try reply.node()["reason"]?.string == Self.warning)
  }

  @Test(arguments: [flipThere, share])
  func `nothing is said of a target that is well`(act: String) throws {
    var bench = try ServiceBench()
    #expect(ActPreview(try bench.post("/api/v1/acts/preview", act).node())?.warnings == [])
    #expect(try bench.post("/api/v1/acts", act).node()["reason"]?.string == nil)
  }
}
