import Documents
import RoutingEngine
import Testing
import Wire

@testable import Gateway
@testable import GatewayTrials

@Suite struct AskAndTellTests {
  private static func ask(_ bench: inout ServiceBench, _ body: String = #"{"feature":"chat"}"#) throws
    -> RouteAnswer
  {
    try RouteAnswer.read(bench.post("/api/v1/route", body).body)
  }

  private static func tell(_ bench: inout ServiceBench, _ outcomes: String...) throws -> OutcomeCounts {
    let body = #"{"outcomes":[\#(outcomes.joined(separator: ","))]}"#
    return try OutcomeCounts.read(bench.post("/api/v1/outcomes", body).body)
  }

  private static func counts(_ accepted: Int, _ duplicate: Int, _ unknown: Int) -> OutcomeCounts {
    var counts = OutcomeCounts()
    (counts.accepted, counts.duplicate, counts.unknown) = (accepted, duplicate, unknown)
    return counts
  }

  @Test func `a question gets an endpoint, a budget and every candidate`() throws {
    var bench = try ServiceBench()
    let answer = try Self.ask(&bench)
    #expect(answer.endpoint == "use1/sonnet")
    #expect(answer.model == "m-bedrock")
    #expect(answer.ttftBudgetMilliseconds > 0)
    #expect(answer.expiresSeconds > 60)
    #expect(answer.candidates.map(\.endpoint) == ["use1/sonnet", "usc1/pro"])
  }

  @Test func `an outcome counts for the endpoint and the ledger`() throws {
    var bench = try ServiceBench()
    let decision = try Self.ask(&bench).decision
    let counts = try Self.tell(
      &bench,
      #"{"decision":"\#(decision)","class":"ok","ttft_ms":300,"latency_ms":900,"tokens":{"input":10,"output":5}}"#
    )
    #expect(counts == Self.counts(1, 0, 0))
    #expect(bench.host.engine.ledger.total.succeeded == 1)
    #expect(bench.host.fleetSnapshot().engine.endpoints[0].inFlight == 0)
  }

  @Test func `a second report of the same attempt changes nothing`() throws {
    var bench = try ServiceBench()
    let decision = try Self.ask(&bench).decision
    let report = #"{"decision":"\#(decision)","attempt":"a-1","class":"ok","latency_ms":900}"#
    #expect(try Self.tell(&bench, report) == Self.counts(1, 0, 0))
    #expect(try Self.tell(&bench, report, report) == Self.counts(0, 2, 0))
    #expect(bench.host.engine.ledger.total.attempts == 1)
  }

  @Test(arguments: ["run-900-0", "former-0-0", "nonsense", ""])
  func `a decision nobody made is not known`(decision: String) throws {
    var bench = try ServiceBench()
    #expect(
      try Self.tell(&bench, #"{"decision":"\#(decision)","class":"ok","latency_ms":1}"#)
        == Self.counts(0, 0, 1))
  }

  @Test func `a gateway that decides by itself may tell all the same`() throws {
    var bench = try ServiceBench()
    let report =
      #"{"attempt":"mine-1","feature":"chat","endpoint":"usc1/pro","class":"server_error","latency_ms":40}"#
    #expect(try Self.tell(&bench, report, report) == Self.counts(1, 1, 0))
    #expect(bench.host.engine.meter.rows.first?.endpoint == EndpointIndex(1))
  }

  @Test func `what was tried is not advised again`() throws {
    var bench = try ServiceBench()
    for _ in 0..<20 { _ = try Self.ask(&bench) }
    let answer = try Self.ask(&bench, #"{"feature":"chat","exclude":["use1/sonnet"]}"#)
    #expect(answer.endpoint == "usc1/pro")
    #expect(answer.candidates.first { $0.endpoint == "use1/sonnet" }?.skipped == "tried")
  }

  @Test func `failures that are told move the traffic`() throws {
    var bench = try ServiceBench()
    var endpoints: Set<String> = []
    for _ in 0..<40 {
      let answer = try Self.ask(&bench)
      let failed = answer.endpoint == "use1/sonnet"
      _ = try Self.tell(
        &bench,
        #"{"decision":"\#(answer.decision)","class":"\#(failed ? "server_error" : "ok")","latency_ms":20}"#)
      bench.host.now += .milliseconds(250)
      _ = bench.host.report(.tick)
      endpoints.insert(answer.endpoint)
    }
    #expect(endpoints.contains("usc1/pro"))
    #expect(bench.get("/api/v1/events").text.contains("opened"))
  }

  @Test func `nobody to ask is a refusal that says when to come back`() throws {
    var bench = try ServiceBench()
    _ = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"eus2/gpt","reason":"x","force":true}"#)
    let reply = bench.post("/api/v1/route", #"{"feature":"alone"}"#)
    #expect(reply.status == 503)
    #expect(reply.retryAfterSeconds != nil)
  }

  @Test(arguments: [
    ("/api/v1/route", #"{"feature":"nobody"}"#, 404),
    ("/api/v1/route", #"{"feature":"chat","exclude":["x"]}"#, 404),
    ("/api/v1/route", "{}", 400), ("/api/v1/outcomes", "{}", 400),
    ("/api/v1/outcomes", #"{"outcomes":[{"class":"sunny"}]}"#, 400),
    ("/api/v1/outcomes", #"{"outcomes":[{"class":"ok","ttft_ms":-1}]}"#, 400),
    ("/api/v1/outcomes", #"{"outcomes":[{"class":"ok","latency_ms":"900"}]}"#, 400),
    ("/api/v1/outcomes", #"{"outcomes":[{"class":"ok","tokens":{"output":-5}}]}"#, 400),
    ("/api/v1/outcomes", #"{"outcomes":[{"class":"ok","tokens":{"input":1.5}}]}"#, 400),
    ("/api/v1/route", #"{"feature":"chat","prompt_tokens":-1}"#, 400),
    ("/api/v1/quality", #"{"scores":[{"feature":"chat","endpoint":"nowhere","mean":0.5}]}"#, 404),
    ("/api/v1/quality", #"{"scores":[{"feature":"chat","endpoint":"usc1/pro","mean":50}]}"#, 400),
  ])
  func `what makes no sense is refused`(path: String, body: String, status: Int) throws {
    var bench = try ServiceBench()
    #expect(bench.post(path, body).status == status)
  }

  @Test func `a batch has a limit`() throws {
    var bench = try ServiceBench()
    let one = #"{"decision":"x","class":"ok","latency_ms":1}"#
    let body =
      #"{"outcomes":[\#(Array(repeating: one, count: AskDesk.batchLimit + 1).joined(separator: ","))]}"#
    #expect(bench.post("/api/v1/outcomes", body).status == 400)
  }

  @Test func `a benchmark result comes into force and is on record`() throws {
    var bench = try ServiceBench()
    let reply = bench.post(
      "/api/v1/quality", #"{"scores":[{"feature":"chat","endpoint":"usc1/pro","mean":0.9,"n":400}]}"#)
    #expect(reply.status == 200)
    #expect(bench.host.configuration.features[0].candidates[1].quality?.mean == 0.9)
    #expect(bench.get("/api/v1/events").text.contains("config_applied"))
  }

  @Test(arguments: [
    (#"{"feature":"chat","exclude":"use1/sonnet"}"#, "exclude"),
    (#"{"feature":"chat","exclude":[1]}"#, "exclude"), (#"{"feature":"chat","session":4}"#, "session"),
    (#"{"feature":"chat","prompt_tokens":"9"}"#, "prompt_tokens"), (#"{"feature":7}"#, "feature"),
    (#"[]"#, "object"),
  ])
  func `a question with a field of another type is refused, and the field is named`(
    body: String, word: String
  )
    throws
  {
    var bench = try ServiceBench()
    let reply = bench.post("/api/v1/route", body)
    #expect(reply.status == 400)
    #expect(String(decoding: reply.body, as: UTF8.self).contains(word))
  }

  @Test func `a first token after the end is refused`() throws {
    var bench = try ServiceBench()
    let decision = try Self.ask(&bench).decision
    let reply = bench.post(
      "/api/v1/outcomes",
      #"{"outcomes":[{"decision":"\#(decision)","class":"ok","ttft_ms":5000,"latency_ms":20}]}"#)
    #expect(reply.status == 400)
    #expect(String(decoding: reply.body, as: UTF8.self).contains("the first token comes before the end"))
  }
}
