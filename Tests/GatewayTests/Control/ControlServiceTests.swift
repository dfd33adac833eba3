import Documents
import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway
@testable import GatewayTrials

@Suite struct ControlServiceTests {
  private static let drain = #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-1"}"#
  private static let drainAlone = #"{"kind":"drain","scope":"eus2/gpt","reason":"INC-1"}"#

  // MARK: Showing

  @Test func `a snapshot names every endpoint and carries its revision`() throws {
    var bench = try ServiceBench()
    let reply = bench.get("/api/v1/snapshot")
    let snapshot = try SystemSnapshot.read(reply.body)
    #expect(snapshot.endpoints.map(\.id) == ["use1/sonnet", "usc1/pro", "eus2/gpt"])
    #expect(reply.revision == snapshot.revision)
  }

  @Test func `a snapshot is encoded once for everybody who asks within a moment`() throws {
    var bench = try ServiceBench()
    let first = bench.get("/api/v1/snapshot")
    bench.host.now += .milliseconds(100)
    #expect(bench.get("/api/v1/snapshot") == first)
    bench.wait(.milliseconds(250))
    #expect(bench.get("/api/v1/snapshot") != first)
  }

  @Test func `an act is seen at once in the next snapshot`() throws {
    var bench = try ServiceBench()
    let before = bench.get("/api/v1/snapshot").revision
    _ = bench.post("/api/v1/acts", Self.drain)
    #expect(bench.get("/api/v1/snapshot").revision != before)
  }

  @Test func `events and audit lines are one document a line`() throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", Self.drain)
    let events = bench.get("/api/v1/events?since=0").text.split(separator: "\n")
    #expect(try events.map { try EventLine.read(Array($0.utf8)).id } == Array(1...UInt64(events.count)))
    let audit = bench.get("/api/v1/audit?since=0").text.split(separator: "\n")
    #expect(try audit.map { try AuditLine.read(Array($0.utf8)).receipt.outcome } == [.applied])
  }

  @Test(arguments: [
    ("since=1", 0), ("since=0", 1), ("since=2023-11-14T22:13:00Z", 1), ("since=2030-01-01T00:00:00Z", 0),
  ])
  func `lines since a number or an instant`(query: String, count: Int) throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", Self.drain)
    #expect(bench.get("/api/v1/audit?\(query)").text.split(separator: "\n").count == count)
  }

  @Test func `no more lines than are wanted, the newest of them`() throws {
    var bench = try ServiceBench()
    for _ in 0..<3 { _ = bench.post("/api/v1/acts", Self.drain) }
    let all = bench.get("/api/v1/events").text.split(separator: "\n")
    #expect(bench.get("/api/v1/events?limit=1").text.split(separator: "\n") == all.suffix(1))
    #expect(bench.get("/api/v1/events?since=1&limit=2").text.split(separator: "\n") == all.suffix(2))
    #expect(
      bench.get("/api/v1/audit?limit=2&since=2020-01-01T00:00:00Z").text.split(separator: "\n").count == 2)
  }

  @Test(arguments: ["0", "-1", "1001", "many", ""])
  func `a limit that is none is refused`(limit: String) throws {
    var bench = try ServiceBench()
    #expect(bench.get("/api/v1/events?limit=\(limit)").status == 400)
  }

  @Test func `lines since nonsense are refused`() throws {
    var bench = try ServiceBench()
    #expect(bench.get("/api/v1/events?since=yesterday").status == 400)
  }

  @Test(arguments: ["feature", "provider", "feature,endpoint"])
  func `cost by`(by: String) throws {
    var bench = try ServiceBench()
    let route = try bench.post("/api/v1/route", #"{"feature":"chat"}"#).node()
    let decision = try #require(route["decision"]?.string)
    _ = bench.post(
      "/api/v1/outcomes",
      #"{"outcomes":[{"decision":"\#(decision)","class":"ok","latency_ms":900,"tokens":{"input":1000,"output":100}}]}"#
    )
    let report = try CostReport.read(bench.get("/api/v1/cost?by=\(by)").body)
    #expect(report.totalUSD == 0.0045)
    #expect(report.lines.count == 1)
    #expect((report.lines[0].feature != nil) == by.contains("feature"))
  }

  /// Knows what every hour cost: a dollar.
  private struct DollarBook: ActJournal {
    func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {}
    func note(_ line: AuditLine) {}

    func cost(
      from: Moment, to: Moment, by period: CostReport.Period?
    ) throws(ActJournalError) -> CostReport? {
      var report = CostReport(from: from, to: to, totalUSD: 0, wastedUSD: 0, lines: [])
      var start = from.startOfHour
      while start <= to {
        for endpoint in ["a", "b"] {
          var line = CostReport.Line(feature: "chat", endpoint: endpoint, provider: "p")
          line.usd = 0.5
          if period == .hour { line.start = start }
          report.lines.append(line)
        }
        report.totalUSD += 1
        start = start.advanced(byMilliseconds: 3_600_000)
      }
      return report
    }
  }

  @Test func `the ledger answers what a span cost, by the hour`() throws {
    var bench = try ServiceBench(journal: DollarBook())
    let now = bench.host.clock.moment(at: bench.host.now)
    let since = now.advanced(byMilliseconds: -2 * 3_600_000).text
    let report = try CostReport.read(bench.get("/api/v1/cost?by=hour,feature&since=\(since)").body)
    #expect(report.totalUSD == 3)
    #expect(report.lines.map(\.usd) == [1, 1, 1])
    #expect(report.lines.allSatisfy { $0.endpoint == nil && $0.start != nil })
    let day = try CostReport.read(bench.get("/api/v1/cost?by=hour").body)
    #expect(day.lines.count == 25, "a day of hours, both ends included")
    let whole = try CostReport.read(bench.get("/api/v1/cost?since=\(since)").body)
    #expect(whole.lines.allSatisfy { $0.start == nil })
    #expect(bench.get("/api/v1/cost?since=noon").status == 400)
  }

  @Test func `a server without a ledger says so`() throws {
    var bench = try ServiceBench()
    let reply = bench.get("/api/v1/cost?by=day")
    #expect(reply.status == 501)
    #expect(try reply.code() == "not_here")
  }

  @Test func `a snapshot is kept every ten seconds, and the past is given between two instants`() throws {
    var bench = try ServiceBench()
    for _ in 0..<60 {
      bench.service.keepSnapshot(of: bench.host, at: Instant(nanoseconds: bench.host.now.nanoseconds))
      bench.host.now += .seconds(1)
    }
    let lines = bench.get("/api/v1/history").text.split(separator: "\n")
    let instants = try lines.map { try SystemSnapshot.read(Array($0.utf8)).at }
    #expect(instants.count == 6)
    #expect(zip(instants, instants.dropFirst()).allSatisfy { $1.seconds(since: $0) == 10 })
    let part = bench.get("/api/v1/history?from=\(instants[2].text)&to=\(instants[3].text)").text
    #expect(part.split(separator: "\n").count == 2)
    #expect(bench.get("/api/v1/history?from=noon").status == 400)
  }

  @Test func `the past has a limit in bytes, and the oldest goes`() {
    var past = SnapshotHistory()
    let piece = [UInt8](repeating: 0x20, count: SnapshotHistory.byteLimit / 4)
    for second in 0..<10 { past.append(piece, at: Moment(milliseconds: Int64(second) * 1_000)) }
    #expect(past.count == 4)
    #expect(past.lines(from: Moment(milliseconds: 0), to: Moment(milliseconds: 5_000)).isEmpty)
  }

  @Test func `cost by nonsense is refused`() throws {
    var bench = try ServiceBench()
    #expect(bench.get("/api/v1/cost?by=weather").status == 400)
  }

  @Test func `candidates are explained`() throws {
    var bench = try ServiceBench()
    let node = try bench.get("/api/v1/explain?feature=chat").node()
    #expect(node["candidates"]?.array?.compactMap { $0["endpoint"]?.string } == ["use1/sonnet", "usc1/pro"])
    #expect(bench.get("/api/v1/explain?feature=nobody").status == 404)
  }

  // MARK: Acting

  @Test func `a preview changes nothing`() throws {
    var bench = try ServiceBench()
    let preview = try ActPreview.read(bench.post("/api/v1/acts/preview", Self.drain).body)
    #expect(preview.affected == ["use1/sonnet"])
    #expect(bench.get("/api/v1/audit").body.isEmpty)
  }

  @Test func `an act is applied and named for its author`() throws {
    var bench = try ServiceBench()
    let receipt = try ActReceipt.read(bench.post("/api/v1/acts", Self.drain).body)
    #expect(receipt.outcome == .applied)
    #expect(receipt.actor == "local")
  }

  @Test func `of two operators who saw the same, one wins and the other sees why`() throws {
    var bench = try ServiceBench()
    let revision = try #require(bench.get("/api/v1/snapshot").revision)
    #expect(bench.post("/api/v1/acts", Self.drain, ifMatch: "\(revision)").status == 200)
    let second = bench.post("/api/v1/acts", Self.drain, ifMatch: "\(revision)")
    #expect(second.status == 409)
    #expect(try second.code() == "conflict")
    #expect(try second.node()["receipt"]?["outcome"]?.string == "conflict")
  }

  @Test func `of two who undrain the same, one wins and the other sees who was first, with what and when`()
    throws
  {
    var bench = try ServiceBench(earlier: EarlierSession(revisionBase: 5_000))
    #expect(bench.post("/api/v1/acts", Self.drain).status == 200)
    let revision = try #require(bench.get("/api/v1/snapshot").revision)
    let undrain = #"{"kind":"undrain","scope":"provider:bedrock","reason":"it is well again"}"#
    #expect(bench.post("/api/v1/acts", undrain, ifMatch: "\(revision)").status == 200)
    let second = bench.post("/api/v1/acts", undrain, ifMatch: "\(revision)")
    #expect(second.status == 409)
    #expect(
      try second.node()["error"]?["message"]?.string
        == "use1/sonnet was changed since it was read at revision \(revision): undrain provider:bedrock by local "
        + #"at 22:13:21, "it is well again""#)
    let fresh = bench.post("/api/v1/acts", undrain)
    #expect(fresh.status == 422)
    #expect(try fresh.code() == "refused")
    #expect(
      try fresh.node()["error"]?["message"]?.string
        == "none of provider:bedrock is drained: nothing to undo; the last act there: undrain provider:bedrock by "
        + #"local at 22:13:21, "it is well again""#)
    #expect(try fresh.node()["receipt"]?["preview"]?["typed_token"]?.string == nil)
  }

  @Test func `a name that looks like a revision is left alone`() throws {
    var bench = try ServiceBench(earlier: EarlierSession(revisionBase: 5_000))
    let reply = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"revision 7","reason":"x"}"#)
    #expect(try reply.node()["error"]?["message"]?.string == "no endpoint matches revision 7")
  }

  @Test func `revisions go on after a restart, and one of before is a conflict`() throws {
    var bench = try ServiceBench(earlier: EarlierSession(revisionBase: 5_000))
    let revision = try #require(bench.get("/api/v1/snapshot").revision)
    #expect(revision > 5_000)
    for seen in ["900", "5000", "\(revision + 1)", "99999999"] {
      let reply = bench.post("/api/v1/acts", Self.drain, ifMatch: seen)
      #expect(reply.status == 409, "for \(seen)")
    }
    let done = bench.post("/api/v1/acts", Self.drain, ifMatch: "\(revision)")
    #expect(done.status == 200)
    #expect(try ActReceipt.read(done.body).revision > revision)
    let late = bench.post("/api/v1/acts", Self.drain, ifMatch: "\(revision)")
    let message = try #require(try late.node()["receipt"]?["reason"]?.string)
    #expect(message.contains("since it was read at revision \(revision): drain use1/sonnet by local"))
  }

  @Test func `no process begins where an earlier one has been`() {
    let moment = Moment(milliseconds: 1_795_953_600_000)
    let base = EarlierSession.revisionBase(startedAt: moment, after: [])
    #expect(EarlierSession.revisionBase(startedAt: moment.advanced(byMilliseconds: 1), after: []) > base)
    let receipt = ActReceipt(
      id: 1, act: ActRequest(.drain(.endpoint("a")), reason: ""), actor: "mira", at: moment,
      revision: base + 70, outcome: .applied)
    #expect(EarlierSession.revisionBase(startedAt: moment, after: [AuditLine(receipt: receipt)]) == base + 70)
  }

  @Test func `a guard rail refuses with the preview and what to type`() throws {
    var bench = try ServiceBench()
    let reply = bench.post("/api/v1/acts", Self.drainAlone)
    #expect(reply.status == 422)
    #expect(try reply.code() == "refused")
    let preview = try #require(try reply.node()["receipt"]?["preview"])
    #expect(ActPreview(preview)?.typedToken == "strand 1")
  }

  @Test func `force passes a guard rail`() throws {
    var bench = try ServiceBench()
    let body = #"{"kind":"drain","scope":"eus2/gpt","reason":"INC-1","force":true,"typed":"strand 1"}"#
    #expect(bench.post("/api/v1/acts", body).status == 200)
  }

  @Test(arguments: ["", #","reason":"""#, #","reason":"  \t ""#, #","reason":null"#], ["prod", "PROD"])
  func `in prod an act needs a reason, and blanks are none`(reason: String, environment: String) throws {
    var bench = try ServiceBench(environment: environment)
    let reply = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"use1/sonnet"\#(reason)}"#)
    #expect(reply.status == 422)
    #expect(reply.text.contains("an act needs a reason"))
  }

  @Test(arguments: ["/api/v1/acts", "/api/v1/acts/preview"])
  func `an unknown target is not found`(path: String) throws {
    var bench = try ServiceBench()
    let reply = bench.post(path, #"{"kind":"drain","scope":"nowhere","reason":"x"}"#)
    #expect(reply.status == 404)
    #expect(try reply.code() == "unknown_target")
  }

  @Test(arguments: [
    "", "[]", "{", #"{"kind":"dance"}"#,
    #"{"kind":"share","feature":"chat","endpoint":"usc1/pro","percent":101}"#,
  ])
  func `an act that cannot be read is refused and not done`(body: String) throws {
    var bench = try ServiceBench()
    #expect(bench.post("/api/v1/acts", body).status == 400)
    #expect(bench.get("/api/v1/audit").body.isEmpty)
  }

  @Test func `a revision that is no number is refused`() throws {
    var bench = try ServiceBench()
    #expect(bench.post("/api/v1/acts", Self.drain, ifMatch: "soon").status == 400)
  }

  @Test func `an act that cannot be kept is not done`() throws {
    struct FullDisk: ActJournal {
      mutating func keep(_ receipt: ActReceipt, by author: ActAuthor) throws(ActJournalError) {
        throw ActJournalError("the disk is full")
      }
      mutating func note(_ line: AuditLine) {}
    }
    var bench = try ServiceBench(journal: FullDisk())
    let reply = bench.post("/api/v1/acts", Self.drain)
    #expect(reply.status == 503)
    #expect(bench.host.configuration == bench.host.engine.configuration)
    #expect(try SystemSnapshot.read(bench.get("/api/v1/snapshot").body).endpoints[0].override == nil)
  }

  @Test func `an act that was taken back is on record`() throws {
    var bench = try ServiceBench()
    #expect(bench.post("/api/v1/acts/cancelled", Self.drain).status == 200)
    let line = try AuditLine.read(Array(bench.get("/api/v1/audit").text.dropLast().utf8))
    #expect(line.receipt.outcome == .cancelled)
  }

  @Test func `another configuration is on record, and so is one that cannot be used`() throws {
    var bench = try ServiceBench()
    let author = ActAuthor(name: "SIGHUP", role: .operator, host: "here")
    bench.service.recordReload(
      of: "a.json5", change: "endpoint eus2/gpt removed", by: author, on: bench.host)
    bench.service.recordReload(
      of: "a.json5", change: "", refusal: "line 3 is wrong", by: author, on: bench.host)
    let text = bench.get("/api/v1/audit").text
    #expect(text.contains(#""act":{"kind":"reload","file":"a.json5","reason":"endpoint eus2/gpt removed"}"#))
    let lines = try text.split(separator: "\n").map { try AuditLine.read(Array($0.utf8)) }
    #expect(lines.map(\.receipt.outcome) == [.applied, .refused])
    #expect(lines.map(\.receipt.reason) == [nil, "line 3 is wrong"])
    #expect(lines.map(\.host) == ["here", "here"])
    #expect(lines == bench.service.desk.audit.lines())
    #expect(Set(lines.map(\.receipt.id)).count == 2)
  }

  // MARK: Paths and methods

  @Test func `an unknown path is not found`() throws {
    var bench = try ServiceBench()
    #expect(bench.get("/api/v2/snapshot").status == 404)
  }

  @Test(arguments: ControlPath.allCases)
  func `a path knows its methods`(path: ControlPath) throws {
    var bench = try ServiceBench()
    let wrong = bench.reply(ServiceBench.request(path.isPosted ? .get : .post, path.rawValue))
    #expect(wrong.status == 405)
    #expect(wrong.allowed == path.methods)
  }

  @Test func `health needs no token and readiness tells of the end`() throws {
    var bench = try ServiceBench(tokens: true)
    #expect(bench.get("/healthz").status == 200)
    #expect(bench.get("/readyz").status == 200)
    bench.service.isReady = false
    #expect(bench.get("/readyz").status == 503)
  }

  @Test func `every 503 says when to come back`() {
    let full = ControlReply(503, ControlFailure(code: "not_kept", message: "the disk is full"))
    #expect(String(decoding: full.fields.bytes, as: UTF8.self).contains("retry-after: 5\r\n"))
    let missing = ControlReply(404, ControlFailure(code: "unknown_target", message: "no such endpoint"))
    #expect(missing.retryAfterSeconds == nil)
  }
}
