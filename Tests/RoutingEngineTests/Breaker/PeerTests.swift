import Testing

@testable import RoutingEngine

@Suite struct PeerTests {
  private static func lab(_ replicas: Int = 3) -> Lab {
    Lab(.chain(2, without: [.warmTrickle, .grayFailure]) { $0.replicas = replicas })
  }

  /// Tells what the others see of endpoint `a`, and lets the engine sum it up.
  private func hear(_ states: [BreakerState], stageSamples: UInt32 = 5, in lab: inout Lab) {
    for (place, state) in states.enumerated() {
      let seen = EndpointDigest(state: state, samples: 10, failures: 0, stageSamples: stageSamples)
      let other = EndpointDigest(state: .closed, samples: 10, failures: 0, stageSamples: 0)
      lab.tell(.peerDigest(ReplicaDigest(replica: place + 1, at: lab.now, endpoints: [seen, other])))
    }
    lab.wait(.seconds(1))
  }

  private static let open = BreakerState.open(until: .origin + .hours(1))

  @Test func `a majority that is open halves what a run needs`() {
    var lab = Self.lab()
    hear([Self.open, Self.open], in: &lab)
    let line = "✗✗C-✗O"
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `half of the others is no majority`() {
    var lab = Self.lab()
    hear([Self.open, .closed], in: &lab)
    let line = "✗✗✗✗C✗O"
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `hints alone never open anything`() {
    var lab = Self.lab()
    for _ in 0..<20 { hear([Self.open, Self.open], in: &lab) }
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a digest older than five seconds is ignored`() {
    var lab = Self.lab()
    hear([Self.open, Self.open], in: &lab)
    lab.wait(.seconds(6))
    let line = "✗✗✗✗C✗O"
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `an older digest does not replace a newer one`() {
    var view = PeerView(replicas: 2, endpoints: 1, features: 1)
    func digest(_ second: Int64, _ state: BreakerState) -> ReplicaDigest {
      let seen = EndpointDigest(state: state, samples: 0, failures: 0, stageSamples: 0)
      return ReplicaDigest(replica: 1, at: .origin + .seconds(second), endpoints: [seen])
    }
    view.take(digest(3, Self.open), at: .origin + .seconds(3))
    view.take(digest(2, .closed), at: .origin + .seconds(3))
    view.refresh(at: .origin + .seconds(3))
    #expect(view.isOpen(0))
  }

  @Test func `nobody advances more than one stage past the lowest with evidence`() {
    var view = PeerView(replicas: 4, endpoints: 1, features: 1)
    for (replica, stage, samples) in [(1, 4, 9), (2, 2, 1), (3, 0, 0)] as [(Int, Int, UInt32)] {
      let seen = EndpointDigest(
        state: .partialOpen(stage: stage), samples: 0, failures: 0, stageSamples: samples)
      view.take(ReplicaDigest(replica: replica, at: .origin, endpoints: [seen]), at: .origin)
    }
    view.refresh(at: .origin)
    #expect(view.stageCeiling(0) == 3)
    view.refresh(at: .origin + .seconds(6))
    #expect(view.stageCeiling(0) == .max)
  }

  @Test func `a replica waits at the ceiling and goes on when the others did`() {
    var lab = Self.lab(2)
    _ = lab.play("✗✗✗✗✗O R0")
    for _ in 0..<50 {
      hear([.partialOpen(stage: 1)], in: &lab)
      _ = lab.serve(20)
    }
    #expect(lab.stage(.a) == 2)
    for _ in 0..<12 {
      hear([.partialOpen(stage: 4)], in: &lab)
      _ = lab.serve(20)
    }
    #expect(lab.stage(.a) != 2)
  }

  @Test(arguments: [(1, 2_000), (8, 2_000), (20, 5_000), (100, 25_000)] as [(Int, Int64)])
  func `the probe interval grows with the number of replicas`(replicas: Int, milliseconds: Int64) {
    #expect(Self.lab(replicas).engine.probeInterval == .milliseconds(milliseconds))
  }

  @Test func `a digest says what the engine sees`() {
    var lab = Self.lab()
    lab.calls(3, .a)
    lab.calls(5, .a, .serverError)
    let digest = lab.engine.digest(at: lab.now)
    #expect(digest.replica == 0 && digest.endpoints.count == 2)
    #expect(digest.endpoints[0].state == lab.state(.a))
    #expect(digest.endpoints[1].state == .closed && digest.endpoints[1].samples == 0)
  }

  /// Digests of three others about one endpoint, summed up.
  private static func view(_ states: [BreakerState], pending: UInt32 = 0) -> PeerView {
    var view = PeerView(replicas: states.count + 1, endpoints: 1, features: 1)
    for (place, state) in states.enumerated() {
      let seen = EndpointDigest(state: state, samples: 4, failures: 2, pending: pending, stageSamples: 0)
      view.take(ReplicaDigest(replica: place + 1, at: .origin, endpoints: [seen]), at: .origin)
    }
    view.refresh(at: .origin)
    return view
  }

  @Test func `a quarter of the others in doubt is a hint`() {
    #expect(Self.view([.suspect, .closed, .closed, .closed]).isInDoubt(0))
    #expect(!Self.view([.suspect, .closed, .closed, .closed, .closed]).isInDoubt(0))
    #expect(!Self.view([.closed]).isInDoubt(0))
  }

  @Test func `where others are in doubt half of the sum is enough`() {
    var lab = Lab(
      .chain(2, without: [.warmTrickle, .consecutiveFailures, .errorRateFast, .errorRateSlow]) {
        $0.replicas = 3
      })
    lab.calls(4, .a, .serverError)
    #expect(lab.state(.a) == .closed)
    hear([.suspect, .closed], in: &lab)
    lab.calls(1, .a, .serverError)
    #expect(lab.state(.a) == .suspect)
  }

  @Test func `what is on its way at other replicas is no failure`() {
    func fires(pending: UInt32) -> Bool {
      var windows = EndpointWindows(.named("x"), normalises: false)
      windows.addEvidence(failed: true, isNew: true, started: Quarter(.origin), at: Quarter(.origin))
      var run = FailureRun()
      run.fail(started: .origin, at: .origin)
      let view = Self.view([.closed, .closed, .closed], pending: pending)
      return ErrorTriggers.fired(
        run, windows, baseline: ErrorBaseline(), isOpenElsewhere: false, fleet: view.counts(0),
        isInDoubt: false, isNeeded: false, pending: 0, ambient: AmbientFailures(), BreakerConfiguration(),
        without: [],
        at: .origin) != nil
    }
    #expect(fires(pending: 0))
    #expect(!fires(pending: 1))
  }

  /// One failure here, and what the others saw over three and over ten seconds.
  private static func fires(_ fleet: PeerCounts) -> Bool {
    var windows = EndpointWindows(.named("x"), normalises: false)
    windows.addEvidence(failed: true, isNew: true, started: Quarter(.origin), at: Quarter(.origin))
    var run = FailureRun()
    run.fail(started: .origin, at: .origin)
    return ErrorTriggers.fired(
      run, windows, baseline: ErrorBaseline(), isOpenElsewhere: false, fleet: fleet, isInDoubt: false,
      isNeeded: false, pending: 0, ambient: AmbientFailures(), BreakerConfiguration(), without: [],
      at: .origin) != nil
  }

  @Test func `timeouts at other replicas count for ten seconds`() {
    // Eight seconds into a black hole: what began in the last three is on its way everywhere.
    #expect(Self.fires(PeerCounts(lastingSamples: 25, lastingFailures: 20, pending: 12)))
    #expect(!Self.fires(PeerCounts(lastingSamples: 45, lastingFailures: 20, pending: 12)))
    #expect(!Self.fires(PeerCounts(pending: 40)))
  }

  @Test func `a digest tells of ten seconds what three have forgotten`() {
    var lab = Self.lab()
    lab.calls(3, .a, .serverError)
    lab.wait(.seconds(5))
    let seen = lab.engine.digest(at: lab.now).endpoints[0]
    #expect((seen.samples, seen.failures) == (0, 0))
    #expect((seen.lastingSamples, seen.lastingFailures) == (3, 3))
  }

  /// What the others tell of first tokens, and one call here; whether endpoint `a` opens.
  private static func opens(timed: UInt32, slow: UInt32, ttft: Nanoseconds) -> Bool {
    var configuration = RoutingEngineTests.timed()
    configuration.replicas = 3
    var lab = Lab(configuration)
    lab.call(.a, ttft: ttft)
    for replica in 1...2 {
      let seen = EndpointDigest(
        state: .closed, samples: 0, failures: 0, timed: timed, slow: slow, stageSamples: 0)
      let other = EndpointDigest(state: .closed, samples: 0, failures: 0, stageSamples: 0)
      lab.tell(.peerDigest(ReplicaDigest(replica: replica, at: lab.now, endpoints: [seen, other])))
    }
    lab.wait(.seconds(2))
    return lab.openUntil(.a) != nil
  }

  @Test func `a slow call here and the others' slow calls make one window`() {
    // With one slow of one here: 11 of 41 are certain to be more than a tenth, 9 of 41 are not.
    #expect(Self.opens(timed: 20, slow: 5, ttft: .seconds(1)))
    #expect(!Self.opens(timed: 20, slow: 4, ttft: .seconds(1)))
  }

  @Test func `slow calls elsewhere alone open nothing`() {
    #expect(!Self.opens(timed: 50, slow: 50, ttft: .milliseconds(200)))
  }

  @Test func `a digest tells of slow and overdue calls`() throws {
    var lab = Lab(RoutingEngineTests.timed())
    lab.calls(2, .a)
    lab.call(.a, ttft: .seconds(1))
    _ = try lab.admit(lab.request(only: .a))
    lab.wait(.seconds(2))
    let seen = lab.engine.digest(at: lab.now).endpoints[0]
    #expect((seen.timed, seen.slow) == (4, 2))
  }
}
