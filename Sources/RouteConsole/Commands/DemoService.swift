internal import Archive
internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Transport
internal import Wire

/// `demo --headless`: a simulated world that consoles and commands reach through the control API.
struct DemoService {
  let shell: any Shell

  /// Where it listens if nothing else is said.
  static let address = "127.0.0.1:8081"
  /// Time that callers are given to take their answers when the program ends.
  static let grace = Duration.seconds(1)

  /// Runs until a signal ends it.
  ///
  /// - Parameters:
  ///   - scenario: what happens.
  ///   - speed: how fast.
  ///   - text: where the control API listens.
  ///   - directory: the state directory; nil for one that goes with the process.
  /// - Throws: where it cannot listen, or not keep its state.
  func run(
    _ scenario: Scenario, _ speed: Speed, on text: String?, in directory: String? = nil
  ) throws(CommandError) {
    guard let address = ListenAddress(text ?? Self.address) else {
      preconditionFailure("The parser let an address pass that cannot be read.")
    }
    if let objection = ControlAccess.thisMachine.objection(to: address) { throw .refused(objection) }
    do {
      var loop = try EventLoop()
      // A world that went faster than the clock goes on where it was, not before.
      let began = max(
        Moment(milliseconds: loop.wallNanoseconds / 1_000_000),
        Self.end(ofStateIn: directory, lead: scenario.leadIn) ?? Moment(milliseconds: 0))
      // The world has been running for a while when the first caller looks, so that figures mean something.
      let leadIn = scenario.leadIn
      var host = try SimulatedHost(
        scenario, began: began.advanced(byMilliseconds: -leadIn.count / 1_000_000))
      host.advance(to: leadIn)
      let setup = ControlSetup(
        mode: "demo", engine: "demo", run: String(began.milliseconds, radix: 36),
        version: ProgramVersion.text,
        access: .thisMachine)
      let session = try session(in: directory, now: began)
      var server = DemoServer(host, speed: speed, setup, session: session)
      let bound = try loop.listen(on: address)
      try ProcessSignals.watch([.terminate, .interrupt], waking: loop.wakeSignal)
      shell.complain("route-console: DEMO at \(speed): \(scenario.name), control API on \(bound)")
      server.start(on: &loop)
      while !server.isAskedToEnd {
        loop.turn(&server)
        for line in session.recorder.takeNotices() { shell.complain("route-console: " + line) }
      }
      end(&server, &loop)
      server.writeDown()
      session.end()
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Where the recordings of a state directory end, and the lead-in of the next world later, so that its first second
  /// comes after their last; nil where there are none.
  static func end(ofStateIn directory: String?, lead: Nanoseconds) -> Moment? {
    guard let directory, let recording = try? Recording.inState(directory) else { return nil }
    return recording.span.upperBound.advanced(byMilliseconds: lead.count / 1_000_000 + 1)
  }

  private func session(in directory: String?, now: Moment) throws(ArchiveError) -> Session {
    guard let directory else {
      return try Session(
        throwawayIn: shell.variable("TMPDIR") ?? "/tmp", command: "demo", now: now)
    }
    return try Session(in: directory, command: "demo", recording: RecordingSection(), now: now)
  }

  private func end(_ server: inout DemoServer, _ loop: inout EventLoop) {
    loop.stopListening()
    server.control.endStreams(on: &loop)
    let deadline = loop.now.advanced(by: Self.grace)
    while loop.connectionCount > 0, loop.now < deadline {
      loop.closeIdleConnections()
      loop.turn(&server, atMost: .milliseconds(50))
    }
  }
}
