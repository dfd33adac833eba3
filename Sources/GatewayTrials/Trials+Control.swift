#if DEBUG
  import Documents
  @testable import Gateway
  import RoutingEngine
  @testable import TelemetryClient
  import Transport
  import Wire

  extension Trials {
    /// Both sides of the control API: bodies that servers read, and answers that clients read.
    static var control: [Trial] {
      [
        Trial("control-act", corpus: acts, words: jsonWords + controlWords, verdict: act),
        Trial("control-api", corpus: acts + asking, words: jsonWords + controlWords, verdict: api),
        Trial("control-answer", corpus: answered, words: jsonWords + controlWords, verdict: answer),
        Trial(
          "control-stream", corpus: [stream], words: jsonWords + sseWords, isJSON: false, verdict: follow),
      ]
    }

    private static let acts = [
      #"{"kind":"drain","scope":"provider:p","reason":"INC-1","lease_s":1800,"force":true,"typed":"chat"}"#,
      #"{"kind":"undrain","scope":"a/m","reason":"done"}"#,
      #"{"kind":"flip","feature":"chat","to":"b/m","now":true,"reason":"x","lease_s":60.5}"#,
      #"{"kind":"breaker","endpoint":"a/m","to":"pin","reason":"x"}"#,
      #"{"kind":"share","feature":"chat","endpoint":"b/m","percent":12.5,"reason":"x"}"#,
    ].map { Array($0.utf8) }

    private static let asking = [
      #"{"feature":"chat","prompt_tokens":900,"session":"s1","exclude":["a/m"]}"#,
      #"{"outcomes":[{"attempt":"t-1","endpoint":"a/m","feature":"chat","class":"ok","ttft_ms":310.5,"latency_ms":2100,"tokens":{"input":900,"cached_input":1,"cache_write":2,"output":120,"reasoning":3}}]}"#,
      #"{"scores":[{"feature":"chat","endpoint":"a/m","mean":0.9,"n":400}]}"#,
    ].map { Array($0.utf8) }

    private static let controlWords = [
      "\"kind\":\"drain\"", "\"scope\":\"cloud:aws\"", "\"lease_s\":1e18", "\"percent\":-1",
      "\"reason\":\"\"",
      "\"feature\":\"chat\"", "\"endpoint\":\"a/m\"", "\"class\":\"stalled\"", "\"latency_ms\":1e300",
      "\"tokens\":{\"input\":4294967296}", "\"exclude\":[\"a/m\",\"b/m\"]", "\"mean\":2", "\"at\":",
    ]

    /// What every trial of the API starts from: one engine, one desk, whoever asks may act.
    private static func desk(over host: TrialHost) -> ControlService {
      let setup = ControlSetup(
        mode: "serve", environment: "prod", engine: "r", run: "run", version: "1", access: .thisMachine)
      return ControlService(
        setup, configuration: host.configuration, started: host.now, loginName: { _ in "mira" })
    }

    /// An act that can be read is written as it was read.
    private static func act(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      guard let node = try? Document.parse(input, dialect: .json), let act = try? ActRequest(reading: node)
      else {
        return nil
      }
      let written = act.json()
      guard let again = try? ActRequest(reading: Document.parse(written, dialect: .json)) else {
        return "what was written cannot be read: \(String(decoding: written, as: UTF8.self))"
      }
      return again == act ? nil : "\(act) is read again as \(again)"
    }

    /// Whatever is posted gets an answer that is JSON, and an error says what is wrong.
    private static func api(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      var host = TrialHost()
      var service = desk(over: host)
      let known: Set = [200, 400, 404, 409, 422, 503]
      for path in ControlPath.allCases where path.isPosted {
        var request = ControlRequest(.post, path.rawValue, peer: .user(1_000))
        request.body = input
        if dice.chance(0.3) {
          request.fields.ifMatch = dice.pick(["0", "1", "18446744073709551615", "*", "x"])
        }
        guard case .reply(let reply) = service.answer(request, on: &host, at: Instant(nanoseconds: 0)) else {
          return "\(path.rawValue) is not answered at once"
        }
        guard known.contains(reply.status) else { return "\(path.rawValue) is answered by \(reply.status)" }
        guard let node = try? Document.parse(reply.body, dialect: .json) else {
          return "\(path.rawValue) is answered by what is no JSON"
        }
        let says = (node["error"]?["message"]?.string ?? "").isEmpty
        if (reply.status == 200) != says {
          return "\(path.rawValue), \(reply.status): an error without words"
        }
      }
      return nil
    }

    // MARK: The client's side

    /// Answers as servers give them: those of the API to what it knows.
    private static let answered: [[UInt8]] = {
      var host = TrialHost()
      var service = desk(over: host)
      var answers: [[UInt8]] = []
      for body in acts {
        var request = ControlRequest(.post, ControlPath.acts.rawValue, peer: .user(1_000))
        request.body = body
        if case .reply(let reply) = service.answer(request, on: &host, at: Instant(nanoseconds: 0)) {
          answers.append(reply.body)
        }
      }
      for path in [ControlPath.snapshot, .events, .audit, .cost] {
        let request = ControlRequest(.get, path.rawValue, peer: .user(1_000))
        if case .reply(let reply) = service.answer(request, on: &host, at: Instant(nanoseconds: 0)) {
          answers.append(reply.body)
        }
      }
      return answers
    }()

    /// What a client can read of an answer, it writes so that it reads it again alike.
    private static func answer(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      if let shape = try? SystemSnapshot.read(input), let problem = round(shape) { return problem }
      if let shape = try? CostReport.read(input), let problem = round(shape) { return problem }
      if let shape = try? ActReceipt.read(input), let problem = round(shape) { return problem }
      if let shape = try? ActPreview.read(input), let problem = round(shape) { return problem }
      for line in input.split(separator: UInt8(ascii: "\n")) {
        if let shape = try? EventLine.read(Array(line)), let problem = round(shape) { return problem }
        if let shape = try? AuditLine.read(Array(line)), let problem = round(shape) { return problem }
      }
      return nil
    }

    private static func round<Shape: JSONWritable & WireReadable & Equatable>(_ shape: Shape) -> String? {
      let written = shape.json()
      guard let again = try? Shape.read(written) else {
        return "a \(Shape.self) that was written cannot be read: \(String(decoding: written, as: UTF8.self))"
      }
      return again.json() == written ? nil : "a \(Shape.self) is another one after a way there and back"
    }

    private static let stream: [UInt8] = {
      let host = TrialHost()
      let hello = StreamHello(engine: "r", run: "run", actor: "mira", role: "operator", isResumed: false)
      let snapshot = desk(over: host).desk.snapshot(of: host).json()
      return Array("event: hello\nid: run-1-1\ndata: ".utf8) + hello.json()
        + Array("\n\n: pause\n\nevent: snapshot\ndata: ".utf8) + snapshot
        + Array("\n\nevent: later\ndata: {}\n\n".utf8)
    }()

    /// A stream reads alike however the network cuts it.
    private static func follow(_ input: [UInt8], _ dice: inout TrialDice) -> String? {
      let whole = news([input])
      let cut = news(dice.cut(input))
      return whole == cut ? nil : "cut: \(cut.count) news, whole: \(whole.count)"
    }

    private static func news(_ pieces: [[UInt8]]) -> [StreamNews] {
      var machine = StreamStateMachine(seed: 1)
      let now = Instant(nanoseconds: 1_000_000_000)
      var actions = machine.start(at: now) + machine.began(status: 200, at: now)
      for piece in pieces { actions += machine.took(piece.span, at: now) }
      return actions.compactMap { if case .tell(let news) = $0 { news } else { nil } }
    }
  }
#endif
