#if DEBUG
  @testable import Gateway
  @testable import TelemetryClient
  import Transport
  import Wire

  extension Trials {
    /// The client's side of the control API: a stream in pieces.
    static var controlStream: [Trial] {
      [
        Trial(
          "control-stream", corpus: [stream], words: jsonWords + sseWords, isJSON: false, verdict: follow)
      ]
    }

    private static func desk(over host: TrialHost) -> ControlService {
      let setup = ControlSetup(
        mode: "serve", environment: "prod", engine: "r", run: "run", version: "1", access: .thisMachine)
      return ControlService(
        setup, configuration: host.configuration, started: host.now, loginName: { _ in "mira" })
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
