internal import Documents
public import Transport

/// Carries acts out through a webhook, a command or a file, and says what the other side made of them.
///
/// Its owner passes on what the loop says of transfers, calls ``tick(at:on:)`` a few times a second, and takes the
/// results. Nothing here waits.
public struct ActsDriver {
  /// Largest answer of a webhook, in bytes.
  static let maxAnswerBytes = 64 * 1024

  /// How acts are carried out.
  public let settings: ActSettings
  private var machine: ActStateMachine
  private var transfer: TransferID?
  private var status = 0
  private var answer: [UInt8] = []
  private var child: ChildProcess?
  /// The act and the revision that the other side has to confirm.
  private var awaited: (act: UInt64, revision: UInt64)?
  /// The same of an act that was given up, until another one is carried out: the other side may be late.
  private var late: (act: UInt64, revision: UInt64)?
  /// What the confirming file said before the act was written: no answer to it.
  private var staleConfirmation: [UInt8]?
  private var results: [(id: UInt64, confirmation: ActConfirmation)] = []

  /// Makes a driver that has nothing to do yet.
  public init(_ settings: ActSettings) {
    self.settings = settings
    machine = ActStateMachine(settings)
  }

  /// Whether nothing is under way.
  public var isIdle: Bool { machine.isIdle }

  /// Takes an act; its result comes later.
  public mutating func begin(_ act: OutgoingAct, at wall: WallTime, on loop: inout EventLoop) {
    run(machine.begin(act, at: loop.now), wall, &loop)
  }

  /// Takes the results that are new, by the numbers of the acts.
  public mutating func takeResults() -> [(id: UInt64, confirmation: ActConfirmation)] {
    defer { results.removeAll() }
    return results
  }

  // MARK: What the loop says

  /// Lets time pass.
  public mutating func tick(at wall: WallTime, on loop: inout EventLoop) {
    if let end = child?.poll() { childEnded(end, wall, &loop) }
    if let awaited, isConfirmed(awaited.revision) { confirm(.applied(nil), wall, &loop) }
    if let late, isConfirmed(late.revision) {
      self.late = nil
      results.append((late.act, .applied(nil)))
    }
    run(machine.tick(at: loop.now), wall, &loop)
  }

  /// Hears of a response's head.
  ///
  /// - Returns: whether the transfer is one of these.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead) -> Bool {
    guard id == transfer else { return false }
    status = head.status
    return true
  }

  /// Hears of a piece of a response; what is beyond the limit is not kept.
  ///
  /// - Returns: whether the transfer is one of these.
  public mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>) -> Bool {
    guard id == transfer else { return false }
    for index in bytes.indices where answer.count < Self.maxAnswerBytes { answer.append(bytes[index]) }
    return true
  }

  /// Hears that a transfer has ended.
  ///
  /// - Returns: whether it was one of these.
  public mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, at wall: WallTime, on loop: inout EventLoop
  ) -> Bool {
    guard id == transfer else { return false }
    transfer = nil
    if let failure {
      let actions =
        Self.isUnsent(failure.kind)
        ? machine.unreached(failure.detail, at: loop.now) : machine.unanswered(failure.detail, at: loop.now)
      run(actions, wall, &loop)
    } else {
      confirm(
        WebhookMessage.confirmation(status: status, body: answer, of: settings.subject), wall, &loop)
    }
    return true
  }

  /// Whether nothing of a request can have arrived.
  private static func isUnsent(_ kind: TransferFailure.Kind) -> Bool {
    switch kind {
    case .resolve, .connect, .tls, .setup, .timeout(.connect): true
    case .timeout, .cutBeforeResponse, .cutInHead, .cutInBody, .badResponse: false
    }
  }

  // MARK: Carrying out

  private mutating func run(
    _ actions: [ActStateMachine.Action], _ wall: WallTime, _ loop: inout EventLoop
  ) {
    for action in actions {
      switch action {
      case .carryOut(let act, _): carryOut(act, wall, &loop)
      case .stop:
        late = awaited
        stop(&loop)
      case .report(let id, let confirmation): results.append((id, confirmation))
      }
    }
  }

  private mutating func confirm(
    _ confirmation: ActConfirmation, _ wall: WallTime, _ loop: inout EventLoop
  ) {
    stop(&loop)
    run(machine.confirmed(confirmation, at: loop.now), wall, &loop)
  }

  private mutating func stop(_ loop: inout EventLoop) {
    if let id = transfer { loop.cancel(id) }
    (transfer, child, awaited) = (nil, nil, nil)
  }

  private mutating func carryOut(_ act: OutgoingAct, _ wall: WallTime, _ loop: inout EventLoop) {
    late = nil
    do {
      switch settings.target {
      case .webhook(let url, let keyFile):
        let key = try keyFile.map { (path: String) throws(TransportError) in
          try SecretSource.file(path: path).read()
        }
        let timeout = Duration.seconds(settings.timeoutSeconds)
        (status, answer) = (0, [])
        transfer = try loop.start(
          WebhookMessage.request(act, to: url, key: key, at: wall, timeout: timeout))
      case .command(let words):
        child = try ChildProcess(words, input: act.bytes + [UInt8(ascii: "\n")])
      case .file(let path, let confirmFile):
        staleConfirmation = confirmFile.flatMap(Self.confirmation(in:))
        try ReplacedFile.write(act.bytes + [UInt8(ascii: "\n")], to: path)
        guard confirmFile == nil else {
          awaited = (act.id, act.revision)
          return
        }
        confirm(
          .applied("written; no \"confirm_file\" is named, so that nobody says it was read"), wall, &loop)
      }
    } catch {
      confirm(.failed("\(settings.subject): \(error)"), wall, &loop)
    }
  }

  private mutating func childEnded(_ end: ChildProcess.End, _ wall: WallTime, _ loop: inout EventLoop) {
    let words = child?.kept.last.flatMap { $0.split(separator: UInt8(ascii: "\n")).first } ?? []
    let said = words.isEmpty ? "" : ": " + SourceProblem.quoted(String(decoding: words, as: UTF8.self))
    switch end {
    case .exited(0): confirm(.applied(nil), wall, &loop)
    case .exited(let code):
      confirm(.failed("\(settings.subject) ended with code \(code)\(said)"), wall, &loop)
    case .killed(let signal):
      confirm(.failed("\(settings.subject) was ended by signal \(signal)\(said)"), wall, &loop)
    }
  }

  /// What a confirming file says; nil where it cannot be read.
  private static func confirmation(in path: String) -> [UInt8]? {
    do {
      guard case .bytes(let read) = try InputDescriptor(path: path).read(atMost: maxAnswerBytes) else {
        return nil
      }
      return read
    } catch {
      return nil
    }
  }

  /// Whether the other side has written, since the act was, that it runs at this revision or a later one.
  private func isConfirmed(_ revision: UInt64) -> Bool {
    guard case .file(_, let path?) = settings.target, let bytes = Self.confirmation(in: path),
      bytes != staleConfirmation
    else { return false }
    let node: Node?
    do { node = try Document.parse(bytes, dialect: .json) } catch { node = nil }
    return node?["revision"]?.integer.flatMap { UInt64(exactly: $0) }.map { $0 >= revision } ?? false
  }
}
