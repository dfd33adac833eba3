internal import Documents
public import RoutingEngine
public import Transport
public import Wire

/// The control API without a socket: takes a whole request, says what to answer.
///
/// It judges who asks, finds the path, and lets the desk do the rest. One is enough for an owner: the console in
/// the same process shares its desk.
public struct ControlService {
  /// Where acts are judged and logs are kept.
  public var desk: ControlDesk
  /// Where acts are kept before they are done.
  public var journal: any ActJournal
  /// Where figures come from besides the engine, for snapshots.
  public internal(set) var sources: [SourceStatus] = []
  /// Since when each source fails that does, by its name.
  var failing: [String: Moment] = [:]
  /// Whether the process takes work; `/readyz` says so.
  public var isReady = true
  /// Names this run of the process, so that numbers of an earlier run are recognised.
  public let run: String
  /// Who may do what; readers of the stream are judged anew where that changes.
  public var access: ControlAccess {
    didSet { accessChanges += 1 }
  }
  /// How often it has changed who may do what.
  private(set) var accessChanges = 0
  private let engine: String
  let version: String
  private let loginName: (UInt32) -> String?
  var ask: AskDesk
  private var shared: SharedSnapshot?
  var pace = SessionPace()
  /// Snapshots of the recent past.
  private(set) var past = SnapshotHistory()
  private var keptAt: Timestamp?
  /// Requests that were turned away, by their code, for the metrics.
  var turnedAway: [String: Int] = [:]
  /// Acts of strangers that were put on record in a minute since 1970.
  var strangers: (minute: Int64, count: Int) = (0, 0)

  /// A snapshot in bytes, shared by everybody who asks within a moment.
  private struct SharedSnapshot {
    var at: Instant
    var revision: UInt64
    var bytes: [UInt8]
  }

  /// How long a snapshot is shared while nothing has changed.
  public static let shareTime = Duration.milliseconds(200)

  /// Opens the API.
  ///
  /// - Parameters:
  ///   - setup: what the API says of itself, and who may do what.
  ///   - configuration: what the engines were told.
  ///   - started: the engine's clock now.
  ///   - earlier: what earlier processes left; ``restore(_:on:)`` puts their acts in force.
  ///   - journal: where acts are kept.
  ///   - loginName: the login name of a user of this machine.
  public init(
    _ setup: ControlSetup, configuration: EngineConfiguration, started: Timestamp,
    earlier: EarlierSession = EarlierSession(), journal: any ActJournal = NoJournal(),
    loginName: @escaping (UInt32) -> String? = { ConnectionPeer.loginName(of: $0) }
  ) {
    let maker = SnapshotMaker(
      configuration: configuration, mode: setup.mode, environment: setup.environment, engine: setup.engine)
    desk = ControlDesk(
      maker: maker, started: started, firstReceipt: earlier.firstReceipt, earlier: earlier.audit,
      revisionBase: earlier.revisionBase)
    desk.recall(earlier)
    pace = SessionPace(after: UInt64(min(earlier.events.count, desk.events.count)))
    access = setup.access
    engine = setup.engine
    run = setup.run
    version = setup.version
    self.journal = journal
    self.loginName = loginName
    ask = AskDesk(configuration, run: setup.run)
  }

  /// Hears that another configuration is in force; places of endpoints and features may have changed.
  public mutating func reloaded(_ configuration: EngineConfiguration) {
    desk.reloaded(configuration)
    ask = AskDesk(configuration, run: run)
    isShareStale = true
  }

  /// Puts on record that the configuration was read again, or could not be used.
  ///
  /// - Parameters:
  ///   - file: which file.
  ///   - change: what it changes; empty where it was refused.
  ///   - refusal: why the one that was in force stays; nil where it does not.
  ///   - author: who wanted it.
  ///   - host: whose configuration it is.
  public mutating func recordReload(
    of file: String, change: String, refusal: String? = nil, by author: ActAuthor,
    on host: borrowing some EngineHost & ~Copyable
  ) {
    desk.recordReload(
      of: file, change: change, refusal: refusal, by: author, on: host, journal: &journal)
  }

  /// What a request comes to.
  public enum Answer: Sendable, Hashable {
    /// Send this.
    case reply(ControlReply)
    /// Keep sending what is new from a place on.
    case stream(StreamRequest)
    /// Answer once the act of this number has been confirmed elsewhere.
    case wait(UInt64)
  }

  /// Takes a whole request and says what to answer; `instant` is the loop's present moment.
  public mutating func answer<Host: EngineHost & ~Copyable>(
    _ request: ControlRequest, on host: inout Host, at instant: Instant
  ) -> Answer {
    desk.takeEvents(of: &host)
    guard let path = ControlPath(request.path) else { return .reply(turnAway(.notFound, "unknown_path")) }
    if path == .health || path == .readiness {
      guard path.knows(request.method) else { return .reply(wrongMethod(path)) }
      return .reply(path == .health ? Self.healthy : readiness)
    }
    let author: ActAuthor
    do {
      author = try access.author(of: request, loginName: loginName)
    } catch {
      auditRefusal(error, of: request, path, at: host.clock.moment(at: host.now))
      return .reply(turnAway(error.reply, error.code))
    }
    guard path.knows(request.method) else { return .reply(wrongMethod(path)) }
    if path == .stream { return .stream(StreamRequest(request, author: author, run: run)) }
    guard path.role <= author.role || path == .acts else {
      return .reply(turnAway(Self.needsOperator(author), "role"))
    }
    if path == .snapshot { return .reply(snapshot(of: host, at: instant)) }
    if path == .acts { return act(request, by: author, on: &host) }
    return .reply(reply(to: request, path, author, on: &host))
  }

  private mutating func reply<Host: EngineHost & ~Copyable>(
    to request: ControlRequest, _ path: ControlPath, _ author: ActAuthor, on host: inout Host
  ) -> ControlReply {
    switch path {
    case .events: events(request)
    case .audit: audit(request)
    case .history: history(request)
    case .cost: cost(request, of: host)
    case .explain: explain(request, on: host)
    case .preview: preview(request, on: host)
    case .cancelledActs: cancel(request, by: author, at: host.clock.moment(at: host.now))
    case .quality: quality(request, by: author, on: &host)
    case .route: route(request, on: &host)
    case .outcomes: outcomes(request, on: &host)
    case .metrics: metrics(of: host)
    case .acts, .snapshot, .stream, .health, .readiness: .notFound
    }
  }

  private static let healthy = ControlReply(body: Array("{\"status\":\"ok\"}\n".utf8))

  private mutating func wrongMethod(_ path: ControlPath) -> ControlReply {
    turnAway(.wrongMethod(path.methods), "wrong_method")
  }

  private var readiness: ControlReply {
    isReady
      ? ControlReply(body: Array("{\"status\":\"ready\"}\n".utf8))
      : ControlReply(503, ControlFailure(code: "ending", message: "this server is about to end"))
  }

  static func needsOperator(_ author: ActAuthor) -> ControlReply {
    ControlReply(
      403,
      ControlFailure(
        code: "role", message: "\(author.name) is a viewer and may not act", hint: "use an operator's token"))
  }

  mutating func turnAway(_ reply: ControlReply, _ code: String) -> ControlReply {
    turnedAway[code, default: 0] += 1
    return reply
  }

  /// Whether whoever reads the stream may go on under the name and the role that the stream began with.
  func admits(_ request: ControlRequest, as author: ActAuthor) -> Bool {
    do {
      let present = try access.author(of: request, loginName: loginName)
      return (present.name, present.role) == (author.name, author.role)
    } catch {
      return false
    }
  }

  /// The first line of a stream: whose it is and who reads it.
  func hello(to stream: StreamRequest) -> StreamHello {
    StreamHello(
      engine: engine, run: run, actor: stream.author.name, role: stream.author.role.rawValue,
      isResumed: stream.resumes)
  }

  /// The snapshot of this moment in bytes; one encoding for everybody who asks within a moment.
  mutating func sharedSnapshot<Host: EngineHost & ~Copyable>(
    of host: borrowing Host, at now: Instant
  ) -> (bytes: [UInt8], revision: UInt64) {
    if let shared, now - shared.at < Self.shareTime, !isShareStale {
      return (shared.bytes, shared.revision)
    }
    let snapshot = desk.snapshot(of: host, sources: sources)
    let bytes = snapshot.json()
    shared = SharedSnapshot(at: now, revision: snapshot.revision, bytes: bytes)
    isShareStale = false
    return (bytes, snapshot.revision)
  }

  /// Keeps a snapshot for reports where one is due; called as time passes.
  mutating func keepSnapshot<Host: EngineHost & ~Copyable>(of host: borrowing Host, at now: Instant) {
    if let keptAt, host.now >= keptAt, host.now - keptAt < SnapshotHistory.interval { return }
    keptAt = host.now
    past.append(sharedSnapshot(of: host, at: now).bytes, at: host.clock.moment(at: host.now))
  }

  /// Whether something happened that the shared snapshot does not show.
  var isShareStale = false
}
