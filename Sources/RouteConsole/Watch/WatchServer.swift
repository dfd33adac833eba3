internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import TrafficSimulator
internal import Transport
internal import Wire

/// The watcher in one value: sources, observer, and the way acts go out, on one event loop.
struct WatchServer: ~Copyable {
  /// How often calls are told and the engine ticks.
  static let tickInterval = Duration.milliseconds(250)
  private static let tickToken: UInt32 = 0
  /// The first of the sources' timer tokens.
  static let sourceTokens: UInt32 = 1_000
  /// How many timer tokens the sources of one configuration have.
  private static let tokensPerConfiguration: UInt32 = 10_000

  private(set) var host: WatchHost
  private(set) var sources: SourcesDriver
  /// How many configurations there were before this one.
  private var reloads: UInt32 = 0
  private var acts: ActsDriver?
  private var control: ControlListener?
  /// The tag of listeners of the control API.
  static let controlTag: UInt8 = 1
  /// Changes of sources' states since they were last taken, for the log.
  private var changes: [(name: String, state: SourceState)] = []
  /// Signals that came and that the owner has to act on.
  private var signals: [ProcessSignals.Signal] = []

  /// Makes a watcher by a configuration.
  ///
  /// - Throws: `SourceSetupError` where a source lacks something.
  init(
    _ configuration: Configuration, today: CalendarDate?, seed: UInt64, on loop: borrowing EventLoop,
    environment: @escaping (String) -> String?
  ) throws(SourceSetupError) {
    let settings = configuration.telemetry.map(\.settings)
    sources = try SourcesDriver(
      settings, context: configuration.sourceContext, seed: seed, firstToken: Self.sourceTokens,
      environment: environment)
    acts = configuration.watchActs.map { ActsDriver($0.settings) }
    let now = Timestamp(nanoseconds: loop.now.nanoseconds)
    let tellsFeatures = Self.tellFeatures(settings)
    let observer = Observer(
      configuration: configuration.engineConfiguration(seed: seed, today: today),
      tellsFeatures: tellsFeatures,
      at: now)
    host = WatchHost(
      observer, acting: acts == nil ? .nowhere(Self.nobody) : .elsewhere,
      sources: settings.map { ($0.name, $0.staleAfterSeconds) }, run: String(seed, radix: 36), at: now,
      clock: Self.clock(of: loop))
  }

  /// Why acts are refused where nobody carries them out.
  private static let nobody =
    "what is watched here is routed elsewhere, and \"watch.acts\" in the configuration names no way to act there"

  /// Whether a source tells features apart, so that a trip of one feature alone makes sense.
  private static func tellFeatures(_ settings: [SourceSettings]) -> Bool {
    settings.contains { $0.featureLabel != nil || $0.kind == .events }
  }

  /// Watches by another configuration from now on, or not at all by it: what is known of endpoints that are still
  /// there stays, operators' orders too.
  ///
  /// - Throws: where a source lacks something, or an act is under way to a place that would change; nothing has
  ///   changed then.
  mutating func reload(
    _ configuration: Configuration, reason: String = "configuration", _ access: ControlAccess,
    today: CalendarDate?, seed: UInt64,
    environment: @escaping (String) -> String?, on loop: inout EventLoop
  ) throws {
    let settings = configuration.telemetry.map(\.settings)
    guard acts?.settings == configuration.watchActs?.settings || acts?.isIdle ?? true else {
      throw CommandError.failed(
        "an act is under way to a place that \"watch.acts\" would change; reload once it is confirmed.")
    }
    reloads += 1
    var fresh = try SourcesDriver(
      settings, context: configuration.sourceContext, seed: seed,
      firstToken: Self.sourceTokens + reloads * Self.tokensPerConfiguration, environment: environment)
    // From here on nothing fails.
    keepTime(loop)
    fresh.takeLogs(of: sources)
    sources.cancelAll(on: &loop)
    sources = fresh
    if acts?.settings != configuration.watchActs?.settings {
      acts = configuration.watchActs.map { ActsDriver($0.settings) }
    }
    let places = host.sources.map { old in settings.firstIndex { $0.name == old.name } }
    host.observer.reconfigure(
      configuration.engineConfiguration(seed: seed, today: today), tellsFeatures: Self.tellFeatures(settings),
      sources: places, reason: reason, at: host.now)
    host.sources = settings.map { ($0.name, $0.staleAfterSeconds) }
    host.acting = acts == nil ? .nowhere(Self.nobody) : .elsewhere
    control?.service.reloaded(host.configuration)
    control?.service.access = access
    let present = statuses(at: host.clock.moment(at: host.now))
    control?.service.follow(present, on: &host)
    sources.start(at: loop.wallTime, on: &loop)
  }

  /// How often consoles get a snapshot; see ``ControlListener/snapshotInterval``.
  mutating func paceSnapshots(every interval: Duration) { control?.snapshotInterval = interval }

  /// Puts on record that the configuration was read again, or why it could not be used.
  mutating func recordReload(
    of file: String, change: String, refusal: String? = nil, by author: ActAuthor,
    on loop: borrowing EventLoop
  ) {
    keepTime(loop)
    control?.service.recordReload(of: file, change: change, refusal: refusal, by: author, on: host)
  }

  /// Serves the control API to callers of the listener with ``controlTag``.
  ///
  /// - Parameters:
  ///   - setup: what it says of itself, and who may do what.
  ///   - session: where acts are kept and everything is written down.
  /// - Returns: a sentence for each act of an earlier process that could not be restored.
  mutating func serveControl(_ setup: ControlSetup, session: Session) -> [String] {
    let earlier = session.earlier
    host.revisionBase = earlier.revisionBase
    var service = ControlService(
      setup, configuration: host.configuration, started: host.now, earlier: earlier,
      journal: session.journal)
    service.follow(statuses(at: host.clock.moment(at: host.now)), on: &host)
    let unrestored = service.desk.restore(session.earlier.acts, on: &host)
    control = ControlListener(service)
    return unrestored
  }

  /// Writes down how everything is at the end.
  mutating func writeDown() { control?.service.writeDown(host, isLast: true) }

  /// Ends the streams of consoles that watch: the process is about to end.
  mutating func endControl(on loop: inout EventLoop) { control?.endStreams(on: &loop) }

  /// Begins to read.
  mutating func start(on loop: inout EventLoop) {
    sources.start(at: loop.wallTime, on: &loop)
    _ = loop.schedule(Self.tickToken, after: Self.tickInterval)
  }

  /// Takes the signals that came since the last call.
  mutating func takeSignals() -> [ProcessSignals.Signal] {
    defer { signals = [] }
    return signals
  }

  /// Takes what changed about sources since the last call.
  mutating func takeChanges() -> [(name: String, state: SourceState)] {
    defer { changes = [] }
    return changes
  }

  /// How every source is.
  func statuses(at moment: Moment) -> [SourceStatus] { sources.statuses(at: moment) }

  /// Whether the engine is told at this moment of calls that a source counted.
  func tells(_ source: Int) -> Bool {
    host.configuration.endpoints.indices.contains { place in
      let endpoint = EndpointIndex(place)
      return host.observer.view(of: endpoint).source == source
        && host.observer.isTold(of: endpoint, at: host.now)
    }
  }

  /// Tells the engine at once what it would be told over a time, while the calendar stands still: for whoever looks
  /// once and has no time to see a report's calls pass.
  mutating func tellAhead(_ length: Nanoseconds) {
    let moment = host.clock.moment(at: host.now)
    let end = host.now + length
    while host.now < end {
      host.now = min(end, host.now + .milliseconds(250))
      host.observer.advance(to: host.now)
    }
    host.clock = ClockAnchor(timestamp: host.now, moment: moment)
  }

  /// Everything that is known now.
  func snapshot(environment: String?) -> SystemSnapshot {
    let maker = SnapshotMaker(
      configuration: host.configuration, mode: "watch", environment: environment, engine: "watch")
    let moment = host.clock.moment(at: host.now)
    var snapshot = maker.snapshot(
      of: host.fleetSnapshot(), clock: host.clock, uptime: .zero, sources: statuses(at: moment))
    host.refine(&snapshot)
    return snapshot
  }

  private mutating func keepTime(_ loop: borrowing EventLoop) {
    host.now = Timestamp(nanoseconds: loop.now.nanoseconds)
    host.clock.follow(Self.clock(of: loop))
  }

  private static func clock(of loop: borrowing EventLoop) -> ClockAnchor {
    ClockAnchor(
      timestamp: Timestamp(nanoseconds: loop.now.nanoseconds),
      moment: Moment(milliseconds: loop.wallNanoseconds / 1_000_000))
  }

  private mutating func takeNews(_ loop: borrowing EventLoop) {
    keepTime(loop)
    for news in sources.takeNews() {
      switch news {
      case .samples(let source, _), .calls(let source, _):
        let role = sources.settings(of: source).kind.row.role
        host.observer.take(news, role: role, at: host.now, wall: host.clock.moment(at: host.now))
      case .state(let source, let state): changes.append((sources.settings(of: source).name, state))
      }
    }
  }

  /// Sends acts out, and passes on what the other side made of them.
  private mutating func settleActs(_ loop: inout EventLoop) {
    for act in host.takeOutgoing() { acts?.begin(act, at: loop.wallTime, on: &loop) }
    for (number, confirmation) in acts?.takeResults() ?? [] {
      switch confirmation {
      case .applied(let remark): control?.settle(number, failure: nil, remark: remark, on: &loop, &host)
      case .failed(let reason): control?.settle(number, failure: reason, on: &loop, &host)
      }
    }
  }

  private mutating func tick(_ loop: inout EventLoop) {
    takeNews(loop)
    host.observer.advance(to: host.now)
    acts?.tick(at: loop.wallTime, on: &loop)
    settleActs(&loop)
    let present = statuses(at: host.clock.moment(at: host.now))
    control?.service.follow(present, on: &host)
    if control == nil { _ = host.takeEvents() }
    control?.tick(on: &loop, &host)
    _ = loop.schedule(Self.tickToken, after: Self.tickInterval)
  }
}

extension WatchServer: LoopHandler {
  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    control?.requestBegan(id, head, on: &loop)
  }

  mutating func requestBody(_ id: ConnectionID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {
    control?.requestBody(id, bytes, on: &loop)
  }

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    keepTime(loop)
    control?.requestEnded(id, on: &loop, &host)
    settleActs(&loop)
  }

  mutating func outputDrained(_ id: ConnectionID, on loop: inout EventLoop) {
    control?.outputDrained(id, on: &loop)
  }

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {
    control?.connectionClosed(id)
  }

  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    guard !(acts?.responseBegan(id, head) ?? false) else { return }
    _ = sources.responseBegan(id, head)
  }

  mutating func responseBody(_ id: TransferID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {
    guard !(acts?.responseBody(id, bytes) ?? false) else { return }
    _ = sources.responseBody(id, bytes, at: loop.wallTime, on: &loop)
  }

  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {
    if acts?.responseEnded(id, failure, at: loop.wallTime, on: &loop) ?? false {
      keepTime(loop)
      settleActs(&loop)
    } else {
      _ = sources.responseEnded(id, failure, at: loop.wallTime, on: &loop)
      takeNews(loop)
    }
  }

  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    if sources.timerFired(token, at: loop.wallTime, on: &loop) {
      takeNews(loop)
    } else if token == Self.tickToken {
      tick(&loop)
    }
    // Any other was armed for the sources of an earlier configuration.
  }

  mutating func woken(on loop: inout EventLoop) { signals += ProcessSignals.take() }
}
