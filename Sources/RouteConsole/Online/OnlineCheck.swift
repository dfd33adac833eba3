internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import TrafficSimulator
internal import Transport
internal import Wire

/// What `check --online` found out about one thing that a configuration names.
struct OnlineFinding: Sendable, Hashable {
  /// How it went.
  enum Mark: String, Sendable, Hashable {
    case ok
    case failed = "FAILED"
    /// It was left alone: why is said.
    case skipped
  }

  var mark: Mark
  /// `endpoint` or `source`.
  var kind: String
  /// Its name in the file.
  var name: String
  /// What came back, or why not and what to do.
  var text: String
}

/// Asks every endpoint, credential and source of a configuration once, on an event loop of its own.
struct OnlineCheck: ~Copyable {
  /// Longest time for the whole.
  static let limit = Duration.seconds(40)
  private static let firstToken: UInt32 = 1_000

  /// One source, read by a driver of its own, so that one that cannot be set up fails alone.
  private struct SourceProbe {
    var driver: SourcesDriver
    let name: String
    var state = SourceState.starting
  }

  private var probes: EndpointProbes
  private var sources: [SourceProbe] = []
  private var findings: [OnlineFinding] = []
  /// Whether the configuration only watches, so that nobody needs the credentials of its providers.
  private let isWatching: Bool

  /// Prepares the questions.
  init(
    _ configuration: Configuration, at wall: Int64, environment: @escaping (String) -> String?
  ) {
    let day = Moment(milliseconds: wall / 1_000_000).dayText
    let setup = configuration.gatewaySetup(
      runID: "check", today: CalendarDate(text: day), callers: nil)
    probes = EndpointProbes(setup, environment: environment)
    isWatching = !configuration.telemetry.isEmpty && configuration.gateway == GatewaySection()
    for section in configuration.telemetry {
      let settings = section.settings
      if let reason = Self.reasonToSkip(settings) {
        findings.append(.init(mark: .skipped, kind: "source", name: settings.name, text: reason))
        continue
      }
      do {
        let driver = try SourcesDriver(
          [settings], context: configuration.sourceContext, seed: UInt64(bitPattern: wall),
          firstToken: Self.firstToken + UInt32(sources.count), environment: environment)
        sources.append(SourceProbe(driver: driver, name: settings.name))
      } catch {
        findings.append(.init(mark: .failed, kind: "source", name: settings.name, text: error.description))
      }
    }
  }

  /// A log that somebody else may be reading, or that would have to be taken over, is left alone.
  private static func reasonToSkip(_ settings: SourceSettings) -> String? {
    switch settings.log {
    case .standardInput: "standard input is read while watching"
    case .socket(let path): "whoever watches listens at \(path); nothing is asked there"
    case .file, nil: nil
    }
  }

  /// Asks, waits, and says what came of everything: endpoints first, in the order of the file.
  mutating func run(on loop: inout EventLoop) -> [OnlineFinding] {
    let end = loop.now.advanced(by: Self.limit)
    probes.start(on: &loop)
    // What has its verdict already could not be asked for want of a credential.
    let unasked = isWatching ? Set(probes.findings.filter { $0.verdict != nil }.map(\.endpoint)) : []
    for place in sources.indices { sources[place].driver.start(at: loop.wallTime, on: &loop) }
    takeStates()
    while !isDone, loop.now < end { loop.turn(&self, atMost: .milliseconds(100)) }
    probes.giveUp(on: &loop)
    return probes.findings.map { Self.finding($0, isUnasked: unasked.contains($0.endpoint)) }
      + sources.map(Self.finding) + findings
  }

  private var isDone: Bool { probes.isDone && sources.allSatisfy { $0.state != .starting } }

  private mutating func takeStates() {
    for place in sources.indices {
      for case .state(_, let state) in sources[place].driver.takeNews() where state != .starting {
        if sources[place].state == .starting { sources[place].state = state }
      }
    }
  }

  private static func finding(_ found: EndpointProbes.Finding, isUnasked: Bool) -> OnlineFinding {
    var finding = OnlineFinding(mark: .failed, kind: "endpoint", name: found.endpoint, text: "")
    switch found.verdict {
    case .answered(let milliseconds)?:
      finding.mark = .ok
      finding.text = "\(found.provider) answered in \(Figures.grouped(Int(milliseconds))) ms"
    case .failed(let outcome, let message)?:
      let said = message.hasSuffix(".") ? String(message.dropLast()) : message
      let advice = Knowledge.builtIn.entry(for: .outcome(outcome)).map { ". \($0.means)" } ?? ""
      finding.text = "\(outcome): \(found.provider): \(said)\(advice)"
      guard isUnasked else { break }
      finding.mark = .skipped
      finding.text = "\(found.provider) was not asked, and a watcher needs no credential of it: \(said)"
    case nil: finding.text = "\(found.provider) was not asked"
    }
    return finding
  }

  private static func finding(_ source: SourceProbe) -> OnlineFinding {
    var finding = OnlineFinding(mark: .ok, kind: "source", name: source.name, text: "it answers")
    switch source.state {
    case .live: break
    case .partial(let problem): finding.text = "it answers, but \(problem)"
    case .failing(let problem):
      finding.mark = .failed
      finding.text = problem
    case .starting:
      finding.mark = .failed
      finding.text = "no answer within \(limit.components.seconds) s"
    }
    return finding
  }
}

extension OnlineCheck: LoopHandler {
  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    if probes.responseBegan(id, head) { return }
    for place in sources.indices where sources[place].driver.responseBegan(id, head) { return }
  }

  mutating func responseBody(_ id: TransferID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {
    if probes.responseBody(id, bytes) { return }
    for place in sources.indices {
      if sources[place].driver.responseBody(id, bytes, at: loop.wallTime, on: &loop) { return }
    }
  }

  mutating func responseEnded(_ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop) {
    if !probes.responseEnded(id, failure, on: &loop) {
      for place in sources.indices {
        if sources[place].driver.responseEnded(id, failure, at: loop.wallTime, on: &loop) { break }
      }
    }
    takeStates()
  }

  mutating func timerFired(_ token: UInt32, on loop: inout EventLoop) {
    // A source that has its verdict is not asked again.
    for place in sources.indices where sources[place].state == .starting {
      if sources[place].driver.timerFired(token, at: loop.wallTime, on: &loop) { break }
    }
    takeStates()
  }

  /// Never called: a check listens nowhere.
  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {}
  /// Never called: a check listens nowhere.
  mutating func requestBody(_ id: ConnectionID, _ bytes: Swift.Span<UInt8>, on loop: inout EventLoop) {}
  /// Never called: a check listens nowhere.
  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {}
  /// Never called: a check listens nowhere.
  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {}
}
