import RoutingEngine
import Testing
import Wire

@testable import Gateway

/// What the body of an act may say, and what an act that comes to nothing leaves in the event log.
@Suite struct ActShapeTests {
  private static let drain = #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-1""#

  @Test(arguments: ["/api/v1/acts", "/api/v1/acts/preview", "/api/v1/acts/cancelled"])
  func `a key that an act does not know is named, and nothing is done`(path: String) throws {
    var bench = try ServiceBench()
    let reply = bench.post(path, Self.drain + #","dry_run":true}"#)
    #expect(reply.status == 400)
    #expect(reply.text.contains(#"\"dry_run\""#))
    #expect(reply.text.contains("/api/v1/acts/preview"))
    #expect(bench.get("/api/v1/audit").body.isEmpty)
    #expect(try SystemSnapshot.read(bench.get("/api/v1/snapshot").body).endpoints[0].override == nil)
  }

  @Test(arguments: [("leases_s", "lease_s"), ("Force", "force"), ("resaon", "reason")])
  func `what was probably meant is said`(typed: String, meant: String) throws {
    var bench = try ServiceBench()
    let reply = bench.post("/api/v1/acts", Self.drain + #","\#(typed)":null}"#)
    #expect(reply.status == 400)
    #expect(reply.text.contains(#"did you mean \"\#(meant)\""#))
  }

  @Test(arguments: [
    #""force":"no""#, #""force":1"#, #""typed":7"#, #""percent":5"#, #""to":"usc1/pro""#, #""now":true"#,
  ])
  func `a value of another type, or of another kind of act, is refused`(member: String) throws {
    var bench = try ServiceBench()
    #expect(bench.post("/api/v1/acts", Self.drain + ",\(member)}").status == 400)
    #expect(bench.get("/api/v1/audit").body.isEmpty)
  }

  @Test func `keys of other acts may be there as null`() throws {
    var bench = try ServiceBench()
    let body = Self.drain + #","feature":null,"endpoint":null,"to":null,"percent":null,"now":null}"#
    #expect(bench.post("/api/v1/acts", body).status == 200)
  }

  @Test(arguments: [
    ActRequest(.drain(.provider("bedrock")), reason: "x"),
    ActRequest(.undrain(.endpoint("use1/sonnet")), reason: "x"),
    ActRequest(.flip(feature: "chat", to: nil, now: true), reason: "x"),
    ActRequest(.breaker(.endpoint("usc1/pro"), .pin), reason: "x"),
    ActRequest(.share(feature: "chat", endpoint: "usc1/pro", percent: 5), reason: "x"),
  ])
  func `every act that a client sends is read`(act: ActRequest) throws {
    var bench = try ServiceBench()
    #expect(bench.post("/api/v1/acts/preview", String(decoding: act.json(), as: UTF8.self)).status == 200)
  }

  @Test func `the preview of a flip without a target names the new primary`() throws {
    var bench = try ServiceBench()
    let reply = bench.post("/api/v1/acts/preview", #"{"kind":"flip","feature":"chat","reason":"INC-1"}"#)
    let preview = try ActPreview.read(reply.body)
    #expect(preview.act.order == .flip(feature: "chat", to: "usc1/pro", now: false))
  }

  // MARK: The event log

  private static func events(_ bench: inout ServiceBench) throws -> [EventLine] {
    try bench.get("/api/v1/events").text.split(separator: "\n").map { try EventLine.read(Array($0.utf8)) }
  }

  @Test func `an act that a guard rail refuses says who wanted what`() throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"eus2/gpt","reason":"INC-1"}"#)
    let event = try #require(try Self.events(&bench).first { $0.kind == "act_refused" })
    #expect(event.text.hasPrefix("act refused: drain eus2/gpt by local - "))
    #expect(event.detail.act == "drain eus2/gpt")
    #expect(event.detail.actor == "local")
  }

  @Test func `what the desk refuses is in the event log too, once`() throws {
    var bench = try ServiceBench(environment: "prod", tokens: true)
    let body = #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-1"}"#
    _ = bench.post("/api/v1/acts", body, token: ServiceBench.viewerToken)
    let events = try bench.get("/api/v1/events", token: ServiceBench.viewerToken).text.split(separator: "\n")
      .map { try EventLine.read(Array($0.utf8)) }
    #expect(events.map(\.kind) == ["act_refused"])
    #expect(events[0].text.hasPrefix("act refused: drain use1/sonnet by victor - "))
  }

  @Test func `an act that cannot be kept is in the event log as failed`() throws {
    struct FullDisk: ActJournal {
      mutating func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {
        throw ActJournalError("the disk is full")
      }
      mutating func note(_ line: AuditLine) {}
    }
    var bench = try ServiceBench(journal: FullDisk())
    _ = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-1"}"#)
    let events = try Self.events(&bench)
    #expect(events.map(\.to) == ["failed"])
    #expect(events[0].text == #"act failed: drain use1/sonnet by local - "the disk is full""#)
  }
}
