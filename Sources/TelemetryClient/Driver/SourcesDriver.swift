public import Transport
public import Wire

/// Why sources cannot be set up.
public struct SourceSetupError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and with which source.
  public let description: String
}

/// Reads all sources over an event loop: the shell around their state machines.
///
/// Its owner passes on what the loop says of transfers and timers, and takes the news. Nothing here waits: a source
/// that does not answer is given up after a time and left alone for a while.
public struct SourcesDriver {
  /// Longest time that an answer may take.
  static let answerTimeout = Duration.seconds(10)
  /// Largest answer, in bytes.
  static let maxAnswerBytes = 32 << 20
  /// Time between two looks at a request log.
  static let logInterval = Duration.milliseconds(200)

  private enum Work {
    case polled(PollStateMachine)
    case log(LogReader)
  }

  private struct Entry {
    let settings: SourceSettings
    var work: Work
    var credential: CredentialID?
    /// Questions that wait for the credential.
    var waiting: [(question: SourceQuestion, number: Int)] = []
    var used: Credential?
    var state = SourceState.starting
    var newestAt: Moment?
    /// Since when it fails; nil where it does not.
    var failedSince: Moment?
  }

  private struct Open {
    var source: Int
    var number: Int
    var status = 0
    var contentType: String?
    var retryAfter: String?
    var body: [UInt8] = []
  }

  private let firstToken: UInt32
  private var entries: [Entry] = []
  private var credentials = CredentialStore()
  private var open: [TransferID: Open] = [:]
  private var news: [SourceNews] = []

  /// Sets sources up; nothing is asked before ``start(at:on:)``.
  ///
  /// - Parameters:
  ///   - sources: what the configuration says of each.
  ///   - context: whom they may speak of.
  ///   - seed: makes the pauses of two processes differ.
  ///   - firstToken: the first of the timer tokens that are this driver's; it needs one a source.
  ///   - environment: looks an environment variable up.
  /// - Throws: where a credential lacks something.
  public init(
    _ sources: [SourceSettings], context: SourceContext, seed: UInt64, firstToken: UInt32,
    environment: @escaping (String) -> String?
  ) throws(SourceSetupError) {
    self.firstToken = firstToken
    for (place, settings) in sources.enumerated() {
      let work: Work =
        switch settings.kind.row.make(settings, context) {
        case .polled(let source): .polled(PollStateMachine(source, seed: seed &+ UInt64(place) &* 7919))
        case .log(let log, let at): .log(LogReader(log, at: at))
        }
      var entry = Entry(settings: settings, work: work)
      if let kind = settings.credential {
        entry.credential = try Self.credential(kind, settings, &credentials, environment)
      }
      entries.append(entry)
    }
  }

  private static func credential(
    _ kind: CredentialKind, _ settings: SourceSettings, _ store: inout CredentialStore,
    _ environment: @escaping (String) -> String?
  ) throws(SourceSetupError) -> CredentialID {
    var wanted = settings.credentialSettings
    wanted.scope = wanted.scope ?? settings.kind.row.scope(kind)
    wanted.region = wanted.region ?? settings.region
    if let url = settings.url, !URLText.mayCarrySecrets(url) {
      throw SourceSetupError(
        description:
          "The source \(settings.name) would send a credential to \(URLText.host(of: url)) without TLS; "
          + "use https://.")
    }
    do {
      return store.add(CredentialSlot(try kind.flow(wanted, environment: environment)))
    } catch {
      throw SourceSetupError(description: "The source \(settings.name): \(error)")
    }
  }

  /// Goes on in the request logs where another driver is, so that a new configuration reads no line twice.
  public mutating func takeLogs(of old: SourcesDriver) {
    for place in entries.indices {
      guard case .log(let fresh) = entries[place].work,
        let earlier = old.entries.first(where: { $0.settings.log == entries[place].settings.log }),
        case .log(var reader) = earlier.work
      else { continue }
      reader.go(onWith: fresh)
      entries[place].work = .log(reader)
      (entries[place].state, entries[place].newestAt) = (earlier.state, earlier.newestAt)
      entries[place].failedSince = earlier.failedSince
    }
  }

  /// Gives up what is under way: another driver takes over.
  public mutating func cancelAll(on loop: inout EventLoop) {
    for id in open.keys { loop.cancel(id) }
    open = [:]
  }

  /// How many sources there are.
  public var count: Int { entries.count }

  /// What a source was told.
  public func settings(of source: Int) -> SourceSettings { entries[source].settings }

  /// How every source is, for the screen.
  public func statuses(at now: Moment) -> [SourceStatus] {
    entries.map { entry in
      let age = entry.newestAt.map { max(0, now.seconds(since: $0)) }
      let isOld = age.map { $0 > Double(entry.settings.staleAfterSeconds) } ?? false
      let state: String
      switch entry.state {
      case .failing: state = SourceStatus.failedState
      case .starting: state = SourceStatus.startingState
      case .partial: state = isOld ? "stale" : "partial"
      case .live: state = age == nil ? "partial" : isOld ? "stale" : "live"
      }
      return SourceStatus(
        kind: entry.settings.kind.rawValue, name: entry.settings.name, ageSeconds: age, state: state,
        error: entry.state.problem, failedSince: entry.failedSince)
    }
  }

  /// Takes the news.
  public mutating func takeNews() -> [SourceNews] {
    defer { news.removeAll() }
    return news
  }

  // MARK: What the loop says

  /// Begins to read.
  public mutating func start(at wall: WallTime, on loop: inout EventLoop) {
    for place in entries.indices { wake(place, wall, &loop) }
  }

  /// Hears that a timer has fired.
  ///
  /// - Returns: whether it is one of these.
  public mutating func timerFired(_ token: UInt32, at wall: WallTime, on loop: inout EventLoop) -> Bool {
    guard token >= firstToken, token - firstToken < UInt32(entries.count) else { return false }
    wake(Int(token - firstToken), wall, &loop)
    return true
  }

  /// Hears of a response's head.
  ///
  /// - Returns: whether the transfer is one of these.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead) -> Bool {
    guard open[id] != nil else { return credentials.responseBegan(id, head) }
    open[id]?.status = head.status
    open[id]?.contentType = head.text(of: "content-type")
    open[id]?.retryAfter = head.text(of: "retry-after")
    return true
  }

  /// Hears of a piece of a response.
  ///
  /// - Returns: whether the transfer is one of these.
  public mutating func responseBody(
    _ id: TransferID, _ bytes: Span<UInt8>, at wall: WallTime, on loop: inout EventLoop
  ) -> Bool {
    guard let answer = open[id] else { return credentials.responseBody(id, bytes) }
    guard answer.body.count + bytes.count <= Self.maxAnswerBytes else {
      loop.cancel(id)
      open[id] = nil
      let problem = SourceProblem(
        .lasting, "an answer is larger than \(Self.maxAnswerBytes >> 20) MiB; ask for less")
      run(answer.source, at: wall, &loop) { $0.failed(answer.number, problem, at: $1) }
      return true
    }
    open[id]?.body.reserveCapacity(answer.body.count + bytes.count)
    for index in bytes.indices { open[id]?.body.append(bytes[index]) }
    return true
  }

  /// Hears that a transfer has ended.
  ///
  /// - Returns: whether it was one of these.
  public mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, at wall: WallTime, on loop: inout EventLoop
  ) -> Bool {
    if let answer = open.removeValue(forKey: id) {
      finish(answer, failure, wall, &loop)
      return true
    }
    guard credentials.owns(id) else { return false }
    if let credential = credentials.responseEnded(id, failure, at: wall, on: &loop) {
      for place in entries.indices where entries[place].credential == credential {
        credentialChanged(place, wall, &loop)
      }
    }
    return true
  }

  private mutating func finish(
    _ answer: Open, _ failure: TransferFailure?, _ wall: WallTime, _ loop: inout EventLoop
  ) {
    if let failure {
      let name = entries[answer.source].settings.name
      let problem = SourceProblem(.passing, "\(name) did not answer: \(failure.detail)")
      run(answer.source, at: wall, &loop) { $0.failed(answer.number, problem, at: $1) }
      return
    }
    let whole = SourceAnswer(
      status: answer.status, contentType: answer.contentType, retryAfter: answer.retryAfter, body: answer.body
    )
    run(answer.source, at: wall, &loop) { $0.answered(answer.number, whole, at: $1) }
  }

  // MARK: Carrying out

  private mutating func wake(_ place: Int, _ wall: WallTime, _ loop: inout EventLoop) {
    guard case .log(var reader) = entries[place].work else {
      run(place, at: wall, &loop) { $0.wake(at: $1) }
      return
    }
    let lines = reader.turn()
    entries[place].work = .log(reader)
    if !lines.isEmpty {
      news.append(.calls(source: place, lines.map { TimedCall(call: $0.call, endedAt: $0.endedAt) }))
    }
    // One that is open and has nothing to tell was heard all the same: that it is idle is what it says.
    if reader.isOpen { entries[place].newestAt = Moment(milliseconds: wall.seconds * 1000) }
    show(reader.state, place, wall)
    _ = loop.schedule(firstToken + UInt32(place), after: Self.logInterval)
  }

  private mutating func run(
    _ place: Int, at wall: WallTime, _ loop: inout EventLoop,
    _ step: (inout PollStateMachine, SourceMoment) -> [PollStateMachine.Action]
  ) {
    guard case .polled(var machine) = entries[place].work else { return }
    let actions = step(&machine, SourceMoment(instant: loop.now, wall: wall))
    entries[place].work = .polled(machine)
    for action in actions {
      switch action {
      case .send(let question, let number): send(question, number, place, wall, &loop)
      case .dropAll: dropAll(place, &loop)
      case .rejectCredential: rejectCredential(place, wall, &loop)
      case .deliver(let samples): deliver(samples, place)
      case .show(let state): show(state, place, wall)
      case .wake(let pause): _ = loop.schedule(firstToken + UInt32(place), after: pause)
      }
    }
  }

  private mutating func deliver(_ samples: [Sample], _ place: Int) {
    guard let newest = samples.map(\.observedAt).max() else { return }
    entries[place].newestAt = Moment(milliseconds: newest.seconds * 1000)
    news.append(.samples(source: place, samples))
  }

  private mutating func show(_ state: SourceState, _ place: Int, _ wall: WallTime) {
    guard entries[place].state != state else { return }
    entries[place].state = state
    if case .failing = state {
      entries[place].failedSince =
        entries[place].failedSince ?? Moment(milliseconds: wall.seconds * 1_000)
    } else {
      entries[place].failedSince = nil
    }
    news.append(.state(source: place, state))
  }

  private mutating func rejectCredential(_ place: Int, _ wall: WallTime, _ loop: inout EventLoop) {
    guard let id = entries[place].credential, let used = entries[place].used else { return }
    _ = credentials.reject(used, of: id, at: wall, on: &loop)
  }

  private mutating func dropAll(_ place: Int, _ loop: inout EventLoop) {
    entries[place].waiting.removeAll()
    for (id, answer) in open where answer.source == place {
      loop.cancel(id)
      open[id] = nil
    }
  }

  private mutating func send(
    _ question: SourceQuestion, _ number: Int, _ place: Int, _ wall: WallTime, _ loop: inout EventLoop
  ) {
    if let id = entries[place].credential {
      guard let credential = credentials.credential(id, at: wall, on: &loop) else {
        if credentials.slot(id).isRenewing {
          entries[place].waiting.append((question, number))
        } else {
          failForCredential(place, number, wall, &loop)
        }
        return
      }
      entries[place].used = credential
      start(question, number, place, credential, wall, &loop)
    } else {
      start(question, number, place, nil, wall, &loop)
    }
  }

  private mutating func failForCredential(
    _ place: Int, _ number: Int, _ wall: WallTime, _ loop: inout EventLoop
  ) {
    let failure = entries[place].credential.flatMap { credentials.slot($0).lastFailure }
    let problem = SourceProblem(.passing, failure?.description ?? "there is no credential")
    run(place, at: wall, &loop) { $0.failed(number, problem, at: $1) }
  }

  private mutating func credentialChanged(_ place: Int, _ wall: WallTime, _ loop: inout EventLoop) {
    let waiting = entries[place].waiting
    entries[place].waiting.removeAll()
    for (question, number) in waiting { send(question, number, place, wall, &loop) }
  }

  private mutating func start(
    _ question: SourceQuestion, _ number: Int, _ place: Int, _ credential: Credential?, _ wall: WallTime,
    _ loop: inout EventLoop
  ) {
    do {
      let id = try loop.start(question.request(credential, at: wall, timeout: Self.answerTimeout))
      open[id] = Open(source: place, number: number)
    } catch {
      let problem = SourceProblem(.lasting, error.description)
      run(place, at: wall, &loop) { $0.failed(number, problem, at: $1) }
    }
  }
}
