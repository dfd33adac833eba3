import Documents
import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway

/// The gateway's life: its end, a new configuration, its journal.
@Suite struct `A gateway` {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  @Test func `that ends lets streams finish and takes no new callers`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    bench.handler.server.beginShutdown(grace: .seconds(60), on: &bench.loop)
    bench.settle()
    let isDoneAtOnce = bench.handler.server.isDone
    #expect(!isDoneAtOnce)
    bench.wait(.seconds(5))
    bench.write(.chunk(" two") + .finish + .done, ends: true, at: 0)
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(caller.events.last == "[DONE]")
    bench.settle()
    bench.wait(.milliseconds(300))
    let isDone = bench.handler.server.isDone
    #expect(isDone)
  }

  @Test func `that ends gives what is not done a typed error when its time is over`() throws {
    let file = try TemporaryFile("")
    var bench = try GatewayBench(journal: try RequestJournal(.meta, path: file.path))
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence), .silence]
    let streaming = bench.ask(Self.stream)
    bench.events(2, streaming)
    let waiting = bench.ask(Self.plain)
    bench.requests(2, at: 0)
    bench.handler.server.beginShutdown(grace: .seconds(3), on: &bench.loop)
    bench.wait(.milliseconds(3_300))
    bench.answer(streaming)
    bench.answer(waiting)
    #expect(streaming.events.last?.contains("shutting down") == true)
    #expect(!streaming.body.contains("[DONE]"))
    #expect(waiting.status == 503)
    bench.wait(.milliseconds(300))
    let isDone = bench.handler.server.isDone
    #expect(isDone)
    let live = bench.handler.server.liveRequests
    #expect(live == 0)
    let lines = file.text.split(separator: "\n").compactMap { JSONText.parse(Array($0.utf8)) }
    #expect(
      lines.map { $0["class"]?.string } == ["local", "local"], "neither caller nor endpoint ended them")
    #expect(lines.map { $0["attempts"]?.array?.first?["class"]?.string } == ["local", "local"])
  }

  @Test func `writes a line for each request, without what was said`() throws {
    let file = try TemporaryFile("")
    var bench = try GatewayBench(journal: try RequestJournal(.meta, path: file.path))
    bench.handler.upstreams[0].replies = [.whole(500, #"{"error":{"code":"boom"}}"#)]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("secret answer"))]
    let caller = bench.ask(#"{"model":"chat","messages":[{"role":"user","content":"secret prompt"}]}"#)
    bench.answer(caller)
    bench.wait(.milliseconds(300))
    let line = try #require(JSONText.parse(Array(file.text.utf8)))
    #expect(line["class"]?.string == "ok")
    #expect(line["feature"]?.string == "chat")
    #expect(line["request_id"]?.string == caller.field("x-request-id"))
    #expect(line["attempts"]?.array?.map { $0["class"]?.string } == ["server_error", "ok"])
    #expect(line["attempts"]?.array?.first?["provider_code"]?.string == "boom")
    #expect(line["cost_nano_usd"]?.integer == bench.ledger.total.nanoUSD)
    #expect(line["cost_nano_usd"]?.integer == 11_000)
    #expect(!file.text.contains("secret"))
  }

  @Test func `writes no cost where the price of a model is not known`() throws {
    let file = try TemporaryFile("")
    var bench = try GatewayBench(journal: try RequestJournal(.meta, path: file.path)) {
      $0.engine.endpoints[0].price = Price()
      $0.engine.endpoints[0].isPriced = false
    }
    bench.handler.upstreams[0].replies = [.whole(200, .answer("well"))]
    bench.answer(bench.ask(Self.plain))
    bench.wait(.milliseconds(300))
    let line = try #require(JSONText.parse(Array(file.text.utf8)))
    #expect(line["cost_nano_usd"]?.isNull == true)
    #expect(line["attempts"]?.array?.first?["cost_nano_usd"]?.isNull == true)
  }

  @Test func `writes what was said where it is told to`() throws {
    let file = try TemporaryFile("")
    var bench = try GatewayBench(journal: try RequestJournal(.full, path: file.path))
    bench.handler.upstreams[0].replies = [.whole(200, .answer("an answer"))]
    bench.answer(bench.ask(Self.plain))
    bench.wait(.milliseconds(300))
    let line = try #require(JSONText.parse(Array(file.text.utf8)))
    #expect(line["request"]?.string == Self.plain)
    #expect(line["answer"]?.string == .answer("an answer"))
  }

  @Test func `takes a new configuration while a stream goes on, and books all of it`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("one")], .silence)]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("from b"))]
    let caller = bench.ask(Self.stream)
    bench.events(2, caller)
    var setup = bench.setup
    setup.engine.endpoints.removeFirst()
    setup.endpoints.removeFirst()
    setup.engine.features[0].candidates = [Candidate(endpoint: EndpointIndex(0))]
    try bench.handler.server.reload(setup, on: &bench.loop)
    let other = bench.ask(Self.plain)
    bench.answer(other)
    #expect(other.field("x-route-endpoint") == "b")
    bench.write(.chunk(" two") + .finish + .usage + .done, ends: true, at: 0)
    bench.answer(caller)
    #expect(caller.content == "one two")
    #expect(caller.events.last == "[DONE]")
    #expect(bench.ledger.total.nanoUSD == 22_000)
    #expect(bench.ledger.total.attempts == 2)
    let control = try ServiceBench().service
    let report = control.desk.cost(of: bench.handler.server.core)
    #expect(report.totalUSD == 0.000022)
    #expect(report.lines.map(\.endpoint).sorted { ($0 ?? "") < ($1 ?? "") } == ["a", "b"])
    let page = String(decoding: control.metrics(of: bench.handler.server.core).body, as: UTF8.self)
    for endpoint in ["a", "b"] {
      #expect(page.contains(#"route_console_cost_usd_total{endpoint="\#(endpoint)",feature="chat"} 1.1e-05"#))
    }
    #expect(bench.handler.server.engine.snapshot(at: Timestamp.origin).endpoints.map(\.inFlight) == [0])
  }

  @Test func `keeps its configuration where a new one cannot be used`() throws {
    var bench = try GatewayBench()
    bench.handler.upstreams[0].replies = [.whole(200, .answer("well"))]
    var setup = bench.setup
    setup.providers[0].kind = "smoke-signals"
    do {
      try bench.handler.server.reload(setup, on: &bench.loop)
      Issue.record("It was taken.")
    } catch {
      #expect(error == .unknownKind("smoke-signals", provider: "pa"))
    }
    let caller = bench.ask(Self.plain)
    bench.answer(caller)
    #expect(caller.status == 200)
  }
}
