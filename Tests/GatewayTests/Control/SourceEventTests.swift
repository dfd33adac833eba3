import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway
@testable import GatewayTrials

/// What the control API says of the sources that its figures come from.
@Suite struct SourceEventTests {
  private static func source(_ state: String, error: String? = nil, since: Moment? = nil) -> SourceStatus {
    SourceStatus(
      kind: "prometheus", name: "prom", ageSeconds: nil, state: state, error: error, failedSince: since)
  }

  private static func kinds(_ bench: ServiceBench) -> [String] {
    bench.service.desk.events.lines().map(\.kind).filter { $0.hasPrefix("source") }
  }

  @Test func `a source that fails and one that is back are each a line of the event log, told once`() throws {
    var bench = try ServiceBench()
    let began = bench.host.clock.moment(at: bench.host.now)
    bench.service.follow([Self.source("starting")], on: &bench.host)
    #expect(Self.kinds(bench).isEmpty)
    for reason in ["no answer", "no answer at all"] {
      bench.service.follow([Self.source("failed", error: reason, since: began)], on: &bench.host)
    }
    #expect(Self.kinds(bench) == ["source_failed"])
    #expect(bench.service.desk.events.lines().last?.text == "source prom failed: no answer")
    bench.host.now += .seconds(90)
    for state in ["live", "stale", "live"] { bench.service.follow([Self.source(state)], on: &bench.host) }
    #expect(Self.kinds(bench) == ["source_failed", "source_back"])
    #expect(bench.service.desk.events.lines().last?.text == "source prom is back after 90 s")
  }

  @Test func `a source that begins anew while it fails is told neither again nor as back`() throws {
    var bench = try ServiceBench()
    bench.service.follow([Self.source("failed", error: "down")], on: &bench.host)
    bench.service.follow([Self.source("starting")], on: &bench.host)
    bench.service.follow([Self.source("failed", error: "down")], on: &bench.host)
    #expect(Self.kinds(bench) == ["source_failed"])
  }

  @Test func `the snapshot says since when a source fails`() throws {
    var bench = try ServiceBench()
    let since = Moment(milliseconds: 1_700_000_000_500)
    bench.service.follow([Self.source("failed", error: "down", since: since)], on: &bench.host)
    let snapshot = try SystemSnapshot.read(bench.get("/api/v1/snapshot").body)
    let source = try #require(snapshot.sources.last)
    #expect(source.hasFailed && source.failedSince == since && source.error == "down")
  }

  @Test func `events of sources are counted, and one that was never heard is silent since the start`() throws
  {
    var bench = try ServiceBench()
    bench.service.follow([Self.source("failed", error: "down")], on: &bench.host)
    bench.host.now += .seconds(400)
    let page = bench.get("/metrics").text
    #expect(page.contains("route_console_events_total{kind=\"source_failed\"} 1\n"))
    #expect(page.contains("route_console_events_total{kind=\"source_back\"} 0\n"))
    #expect(page.contains("route_console_source_age_seconds{source=\"prom\"} 400\n"))
  }

  @Test func `benchmark results are on record with who gave them`() throws {
    var bench = try ServiceBench(tokens: true)
    let body = #"{"scores":[{"feature":"chat","endpoint":"use1/sonnet","mean":0.83,"n":200}]}"#
    #expect(bench.post("/api/v1/quality", body, token: ServiceBench.operatorToken).status == 200)
    let line = try #require(bench.service.desk.audit.lines().last)
    #expect(line.receipt.actor == "mira" && line.receipt.outcome == .applied)
    #expect(line.receipt.act == .quality("chat on use1/sonnet 0.83 (n 200)"))
    #expect(try AuditLine.read(line.json()) == line)
    #expect(bench.post("/api/v1/quality", body, token: ServiceBench.viewerToken).status == 403)
  }

  @Test func `a candidate that gets less than its score says is told to be limited`() throws {
    var bench = try ServiceBench()
    for kind in ["drain", "undrain"] {
      let act = #"{"kind":"\#(kind)","scope":"usc1/pro","reason":"x"}"#
      #expect(bench.post("/api/v1/acts", act).status == 200)
      bench.host.now += .seconds(1)
    }
    let lines = try RouteAnswer.read(bench.post("/api/v1/route", #"{"feature":"chat"}"#).body).candidates
    #expect(lines.map(\.skipped) == [nil, nil])
    #expect(lines.map(\.limited) == [nil, "on_ramp"])
  }

  @Test func `a preview has no cost where nobody named a price`() throws {
    for isPriced in [true, false] {
      var bench = try ServiceBench()
      bench.host = TinyHost(isPriced: isPriced)
      let act = #"{"kind":"drain","scope":"use1/sonnet","reason":"x"}"#
      let preview = try ActPreview.read(bench.post("/api/v1/acts/preview", act).body)
      #expect(preview.features.first?.costPerHour == (isPriced ? 0 : nil))
    }
  }
}

/// Streams of those who may not read any more.
@Suite struct RevokedTokenTests {
  private static func access(_ viewers: String) throws -> ControlAccess {
    ControlAccess(viewers: try TokenTable(Array(viewers.utf8), shownAs: "viewers"), operators: nil)
  }

  private static func token(_ token: String) -> [HeaderField] {
    [HeaderField("authorization", "Bearer \(token)")]
  }

  @Test func `a token that is taken back ends its stream, and the others go on`() throws {
    var bench = try ListenerBench()
    bench.both.listener.service.access = try Self.access("ada token-of-ada-1\nben token-of-ben-1")
    let ada = try bench.start("GET", "/api/v1/stream", fields: Self.token("token-of-ada-1"))
    let ben = try bench.start("GET", "/api/v1/stream", fields: Self.token("token-of-ben-1"))
    bench.turn { $0.listener.readers == 2 }
    bench.both.listener.service.access = try Self.access("ben token-of-ben-1")
    bench.turn { $0.answers[ada]?.isDone == true }
    #expect(bench.both.answers[ada]?.isDone == true && bench.both.answers[ada]?.failure == nil)
    #expect(bench.both.answers[ben]?.isDone == false)
    #expect(bench.both.listener.readers == 1)
    let again = try bench.start("GET", "/api/v1/stream", fields: Self.token("token-of-ada-1"))
    bench.turn { $0.answers[again]?.isDone == true }
    #expect(bench.both.answers[again]?.status == 401)
  }
}
