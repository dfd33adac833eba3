#if DEBUG
  import Documents
  @testable import Gateway
  import RoutingEngine
  @testable import Transport
  @testable import Wire

  extension Trials {
    /// The control API: what its callers send, and what the other side reads of it.
    static var control: [Trial] {
      [
        Trial("control-request", corpus: heads, words: controlWords, isJSON: false, verdict: controlRequest),
        Trial("control-body", corpus: bodies, words: controlWords + jsonWords, verdict: controlBody),
        Trial("wire", corpus: bodies + said, words: controlWords + jsonWords, verdict: shapes),
        Trial(
          "moment", corpus: moments, words: ["-", ":", "T", "Z", "+00:00", "."], isJSON: false,
          verdict: moment),
      ]
    }

    private static let controlWords = [
      "chat", "use1/sonnet", "usc1/pro", "nobody", "endpoint", "feature", "drain", "undrain", "flip", "share",
      "breaker",
      "pin", "provider:bedrock", "\"scope\":", "\"reason\":", "\"lease_s\":", "\"force\":true",
      "\"percent\":",
      "\"revision\":", "?since=", "?limit=", "&from=", "If-Match: \"1\"\r\n", "Last-Event-ID: run.1.1\r\n",
      "/api/v1/acts", "/api/v1/stream", "/api/v1/history", "GET ", "POST ", "%00", "%2e",
      "2025-11-29T00:00:00Z",
    ]

    private static let heads = [
      "GET /api/v1/snapshot HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "GET /api/v1/events?since=2025-11-29T00:00:00Z&limit=5 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "GET /api/v1/audit?limit=3 HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n",
      "GET /api/v1/history?minutes=5 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n",
      "GET /api/v1/cost?by=feature,endpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Route-Caller: ada\r\n\r\n",
      "GET /api/v1/explain?feature=chat HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "GET /api/v1/stream?history=9 HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: run.1.2\r\n\r\n",
      "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HEAD /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
      "POST /api/v1/acts HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-Match: W/\"3\"\r\nContent-Length: 0\r\n\r\n",
    ].map { Array($0.utf8) }

    private static let bodies = [
      #"{"kind":"drain","scope":"use1/sonnet","reason":"a test","lease_s":1800,"force":true,"typed":"use1/sonnet"}"#,
      #"{"kind":"share","feature":"chat","endpoint":"usc1/pro","percent":5.5,"reason":"x","lease_s":60}"#,
      #"{"kind":"flip","feature":"chat","to":"usc1/pro","reason":"x","now":true}"#,
      #"{"kind":"breaker","endpoint":"use1/sonnet","to":"pin","reason":"x"}"#,
      #"{"kind":"undrain","scope":"provider:bedrock","reason":"x"}"#,
      #"{"feature":"chat","prompt_tokens":800,"session":"s","exclude":["use1/sonnet"]}"#,
      #"""
      {"outcomes":[{"decision":"run-0-1","attempt":"1","endpoint":"use1/sonnet","feature":"chat","class":"ok",
      "started_at":"2023-11-14T22:13:20.000Z","ttft_ms":200,"latency_ms":900,"tokens":{"input":9,"output":3}}]}
      """#,
      #"{"scores":[{"feature":"chat","endpoint":"use1/sonnet","mean":0.9,"n":100,"date":"2026-11-01"}]}"#,
    ].map { Array($0.utf8) }

    /// What a server says: the shapes as a small world gives them.
    private static let said: [[UInt8]] = {
      var (service, host) = bench()
      let act = #"{"kind":"drain","scope":"use1/sonnet","reason":"a test","force":true}"#
      var asked = ["snapshot", "events", "audit", "cost", "explain?feature=chat"].map { ($0, "") }
      asked += [("acts/preview", act), ("acts", act)]
      var said: [[UInt8]] = []
      for (path, body) in asked {
        let answer = ask("/api/v1/" + path, Array(body.utf8), &service, &host)
        guard case .reply(let reply) = answer else { continue }
        said += reply.body.split(separator: 0x0A).prefix(1).map { Array($0) }
      }
      return said
    }()

    private static func bench() -> (ControlService, TinyHost) {
      let host = TinyHost()
      let setup = ControlSetup(
        mode: "serve", environment: nil, engine: "r-0", run: "run", version: "1", access: .thisMachine)
      return (
        ControlService(
          setup, configuration: host.configuration, started: host.now, loginName: { _ in "ada" }), host
      )
    }

    private static func ask(
      _ target: String, _ body: [UInt8], _ service: inout ControlService, _ host: inout TinyHost
    ) -> ControlService.Answer {
      let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
      var request = ControlRequest(body.isEmpty ? .get : .post, halves[0], peer: .address("127.0.0.1"))
      if halves.count > 1 { request.query = [.init(name: "feature", value: "chat")] }
      request.body = body
      return service.answer(request, on: &host, at: Instant(nanoseconds: 0))
    }

    /// What is wrong with an answer; nil for nothing.
    private static func problem(_ answer: ControlService.Answer) -> String? {
      guard case .reply(let reply) = answer else { return nil }
      guard (200...599).contains(reply.status), reply.status != 500 else { return "status \(reply.status)" }
      guard reply.contentType == .json, !reply.body.isEmpty else { return nil }
      do { _ = try Document.parse(reply.body, dialect: .json) } catch { return "the answer is no JSON" }
      return nil
    }

    /// Whatever the head says, there is an answer.
    private static func controlRequest(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      var decoder = RequestDecoder(limits: HTTPLimits())
      var offset = 0
      guard case .head = decoder.next(input.span, from: &offset) else { return nil }
      var (service, host) = bench()
      let request = ControlRequest(decoder.head, peer: .address("127.0.0.1"))
      return problem(service.answer(request, on: &host, at: Instant(nanoseconds: 0)))
    }

    /// Whatever the body says, there is an answer, time goes on, and the world can still be seen.
    private static func controlBody(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      var (service, host) = bench()
      for path in ["acts/preview", "acts", "acts/cancelled", "route", "outcomes", "quality"] {
        let answer = ask("/api/v1/" + path, input + [0x20], &service, &host)
        if let problem = problem(answer) { return "\(path): \(problem)" }
        host.wait()
      }
      return problem(ask("/api/v1/snapshot", [], &service, &host))
    }

    /// A shape that can be read is written so that it reads alike.
    private static func shapes(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let node: Node
      do { node = try Document.parse(input, dialect: .json) } catch { return nil }
      let problems: [String?] = [
        again(SystemSnapshot.self, node), again(EventLine.self, node), again(AuditLine.self, node),
        again(CostReport.self, node), again(ActPreview.self, node), again(ActReceipt.self, node),
        again(RouteQuestion.self, node), again(RouteAnswer.self, node), again(OutcomeReport.self, node),
        again(StreamHello.self, node), again(ControlFailure.self, node), again(ActRequest.self, node),
      ]
      return problems.compactMap { $0 }.first
    }

    private static func again<Shape: WireReadable & JSONWritable>(_ type: Shape.Type, _ node: Node) -> String?
    {
      guard let shape = Shape(node) else { return nil }
      let written = JSONText.bytes(of: shape)
      do {
        let read = try Shape.read(written)
        return JSONText.bytes(of: read) == written ? nil : "\(type) reads otherwise than it was written"
      } catch {
        return "\(type) cannot be read as it was written: \(error)"
      }
    }

    private static let moments = [
      "2026-11-29T21:20:50.466Z", "1970-01-01T00:00:00Z", "2025-02-28T23:59:59.999Z",
    ].map { Array($0.utf8) }

    private static func moment(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      guard let moment = Moment(text: String(decoding: input, as: UTF8.self)) else { return nil }
      return Moment(text: moment.text) == moment ? nil : "\(moment.text) reads otherwise than it was written"
    }
  }
#endif
