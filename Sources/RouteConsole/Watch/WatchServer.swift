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

  private(set) var host: WatchHost
  private(set) var sources: SourcesDriver
  private let overlaySources: [(name: String, staleAfterSeconds: Int)]
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
    let settings = configuration.telemetry.compactMap(\.settings)
    sources = try SourcesDriver(
      settings, context: configuration.sourceContext, seed: seed, firstToken: Self.sourceTokens,
      environment: environment)
    overlaySources = settings.map { ($0.name, $0.staleAfterSeconds) }
    let now = Timestamp(nanoseconds: loop.now.nanoseconds)
    let tellsFeatures = settings.contains { $0.featureLabel != nil || $0.kind == .events }
    let observer = Observer(
      configuration: configuration.engineConfiguration(seed: seed, today: today),
      tellsFeatures: tellsFeatures,
      at: now)
    host = WatchHost(observer, at: now, clock: Self.clock(of: loop))
  }

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

  /// Everything that is known now.
  func snapshot(environment: String?) -> SystemSnapshot {
    let maker = SnapshotMaker(
      configuration: host.configuration, mode: "watch", environment: environment, engine: "watch")
    let moment = host.clock.moment(at: host.now)
    var snapshot = maker.snapshot(
      of: host.fleetSnapshot(), clock: host.clock, uptime: .zero, sources: statuses(at: moment))
    overlay.refine(&snapshot)
    return snapshot
  }

  /// What the watcher corrects in a snapshot.
  var overlay: WatchOverlay { WatchOverlay(observer: host.observer, sources: overlaySources) }

  private mutating func keepTime(_ loop: borrowing EventLoop) {
    host.now = Timestamp(nanoseconds: loop.now.nanoseconds)
    host.clock = Self.clock(of: loop)
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

  private mutating func tick(_ loop: inout EventLoop) {
    takeNews(loop)
    host.observer.advance(to: host.now)
    _ = loop.schedule(Self.tickToken, after: Self.tickInterval)
  }
}

extension WatchServer: LoopHandler {
  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {}

  mutating func requestBody(_ id: ConnectionID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {}

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {}

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {}

  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    _ = sources.responseBegan(id, head)
  }

  mutating func responseBody(_ id: TransferID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {
    _ = sources.responseBody(id, bytes, at: loop.wallTime, on: &loop)
  }

  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {
    _ = sources.responseEnded(id, failure, at: loop.wallTime, on: &loop)
    takeNews(loop)
  }

  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    if sources.timerFired(token, at: loop.wallTime, on: &loop) {
      takeNews(loop)
    } else {
      tick(&loop)
    }
  }

  mutating func woken(on loop: inout EventLoop) { signals += ProcessSignals.take() }
}
