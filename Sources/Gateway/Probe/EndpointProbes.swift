internal import RoutingEngine
public import Transport

/// Asks every endpoint of a setup for one short answer, and says what came of each.
///
/// For `check --online`: nothing is routed and no engine hears of it. The owner passes on what the loop says of
/// transfers, and looks at ``findings`` until ``isDone``.
public struct EndpointProbes: Sendable {
  /// What came of one endpoint.
  public struct Finding: Sendable, Hashable {
    /// The endpoint's id.
    public var endpoint: String
    /// Its provider's name.
    public var provider: String
    /// What came; nil while it is awaited.
    public var verdict: Verdict?
  }

  /// How an endpoint answered, or did not.
  public enum Verdict: Sendable, Hashable {
    /// It answered after so many milliseconds.
    case answered(milliseconds: Int64)
    /// It did not: the outcome class by its name, and what was tried and came back.
    case failed(outcome: String, message: String)
  }

  /// The most tokens of an answer; fewer are refused by some reasoning models.
  public static let answerTokens = 16
  /// Longest time for an answer, its connection included.
  public static let answerTimeout = Duration.seconds(30)
  /// The most bytes of an answer that are read.
  static let answerLimit = 1 << 20

  private struct Probe: Sendable {
    var target: EndpointTarget?
    var transfer: TransferID?
    var credential: Credential?
    var began = Instant(nanoseconds: 0)
    var isWaiting = false
    var head: ResponseHead?
    var body: [UInt8] = []
  }

  /// One an endpoint, in the order of the setup.
  public private(set) var findings: [Finding] = []
  private var probes: [Probe] = []
  private var credentials = CredentialBook()

  /// Prepares the questions; one that cannot be asked has its verdict already.
  ///
  /// - Parameters:
  ///   - setup: whom to ask how.
  ///   - environment: looks an environment variable up.
  public init(_ setup: GatewaySetup, environment: @escaping (String) -> String?) {
    for (place, endpoint) in setup.endpoints.enumerated() {
      // One at a time, so that a credential that is missing fails its own endpoints alone.
      var single = setup
      single.engine.endpoints = [setup.engine.endpoints[place]]
      single.engine.features = []
      single.endpoints = [endpoint]
      single.aliases = []
      var finding = Finding(
        endpoint: setup.engine.endpoints[place].id, provider: setup.providers[endpoint.provider].name)
      var probe = Probe()
      do {
        probe.target = try ServingPlan(single, credentials: &credentials, environment: environment)
          .targets.first
      } catch {
        finding.verdict = .failed(outcome: OutcomeClass.auth.name, message: error.description)
      }
      findings.append(finding)
      probes.append(probe)
    }
  }

  /// Whether every endpoint has its verdict.
  public var isDone: Bool { findings.allSatisfy { $0.verdict != nil } }

  /// Asks every endpoint at once.
  public mutating func start(on loop: inout EventLoop) {
    for place in probes.indices { ask(place, &loop) }
  }

  /// Gives up what is still awaited.
  public mutating func giveUp(on loop: inout EventLoop) {
    for place in probes.indices where findings[place].verdict == nil {
      if let transfer = probes[place].transfer { loop.cancel(transfer) }
      fail(place, endless(place) ?? ProviderFailure(.ttftTimeout, status: 0, message: "no answer in time"))
    }
  }

  /// What is said of an answer that began and has no end; nil where none began.
  private func endless(_ place: Int) -> ProviderFailure? {
    guard let head = probes[place].head, (200...299).contains(head.status) else { return nil }
    guard probes[place].body.count < Self.answerLimit else {
      return .malformed(
        "the answer to a question for \(Self.answerTokens) tokens is longer than \(Self.answerLimit) bytes")
    }
    return .malformed("an answer began and did not come to its end in time")
  }

  private mutating func ask(_ place: Int, _ loop: inout EventLoop) {
    guard let target = probes[place].target, findings[place].verdict == nil else { return }
    var credential: Credential?
    if let id = target.credential {
      guard let got = credentials.store.credential(id, at: loop.wallTime, on: &loop) else {
        probes[place].isWaiting = credentials.store.slot(id).isRenewing
        guard !probes[place].isWaiting else { return }
        let reason = credentials.store.slot(id).lastFailure?.description ?? "there is none."
        fail(place, ProviderFailure(.auth, status: 0, message: "no credential for the provider: \(reason)"))
        return
      }
      credential = got
    }
    probes[place].isWaiting = false
    probes[place].credential = credential
    do {
      let upstream = try target.adapter.request(Self.question(for: target), for: target.endpoint)
      let timeouts = TransferTimeouts(total: Self.answerTimeout)
      probes[place].began = loop.now
      probes[place].transfer = try target.start(upstream, credential, timeouts: timeouts, on: &loop)
    } catch let failure as ProviderFailure {
      fail(place, failure)
    } catch {
      fail(place, ProviderFailure(.connect, status: 0, message: "\(error)"))
    }
  }

  private static func question(for target: EndpointTarget) -> UnifiedRequest {
    let message = Message.user(UserMessage(parts: [.text("Say ok.")]))
    var request = UnifiedRequest(model: target.endpoint.model, messages: [message])
    request.maxOutputTokens = answerTokens
    return request
  }

  private mutating func fail(_ place: Int, _ failure: ProviderFailure) {
    let failure = failure.hiding(probes[place].credential)
    var message = failure.status > 0 ? "status \(failure.status)" : ""
    if let code = failure.code { message += (message.isEmpty ? "" : ", ") + code }
    message += (message.isEmpty || failure.message.isEmpty ? "" : ": ") + failure.message
    findings[place].verdict = .failed(outcome: failure.outcome.name, message: message)
  }
}

// MARK: What the loop says

extension EndpointProbes {
  /// Hears of a response's head.
  ///
  /// - Returns: whether the transfer is one of these.
  public mutating func responseBegan(_ id: TransferID, _ head: ResponseHead) -> Bool {
    guard let place = probes.firstIndex(where: { $0.transfer == id }) else {
      return credentials.store.responseBegan(id, head)
    }
    probes[place].head = head
    return true
  }

  /// Hears of a piece of a response; what is beyond the limit is not kept.
  ///
  /// - Returns: whether the transfer is one of these.
  public mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>) -> Bool {
    guard let place = probes.firstIndex(where: { $0.transfer == id }) else {
      return credentials.store.responseBody(id, bytes)
    }
    let room = Self.answerLimit - probes[place].body.count
    probes[place].body.append(copying: bytes.extracting(first: min(room, bytes.count)))
    return true
  }

  /// Hears that a transfer has ended.
  ///
  /// - Returns: whether it was one of these.
  public mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop
  ) -> Bool {
    guard let place = probes.firstIndex(where: { $0.transfer == id }) else {
      guard credentials.store.owns(id) else { return false }
      if let changed = credentials.store.responseEnded(id, failure, at: loop.wallTime, on: &loop) {
        for waiting in probes.indices where probes[waiting].isWaiting {
          if probes[waiting].target?.credential == changed { ask(waiting, &loop) }
        }
      }
      return true
    }
    probes[place].transfer = nil
    judge(place, failure, loop)
    return true
  }

  private mutating func judge(_ place: Int, _ failure: TransferFailure?, _ loop: borrowing EventLoop) {
    let probe = probes[place]
    guard let target = probe.target else { return }
    let isLate = if case .timeout? = failure?.kind { true } else { false }
    if isLate || probe.body.count >= Self.answerLimit, let endless = endless(place) {
      fail(place, endless)
      return
    }
    guard failure == nil, let head = probe.head else {
      fail(place, failure.map(ProviderFailure.init) ?? ProviderFailure.malformed("there was no answer"))
      return
    }
    guard (200...299).contains(head.status) else {
      fail(
        place,
        target.adapter.verdict(on: FailedResponse(head, body: probe.body, receivedAt: loop.wallTime)))
      return
    }
    do throws(ProviderFailure) {
      _ = try target.adapter.answer(probe.body)
    } catch {
      // Models that think first may have nothing to say in so few tokens: they answered all the same.
      guard error.outcome == .empty else {
        fail(place, error.sayingCoding(of: head))
        return
      }
    }
    findings[place].verdict = .answered(milliseconds: (loop.now - probe.began).wholeMilliseconds)
  }
}

extension Duration {
  fileprivate var wholeMilliseconds: Int64 {
    components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
  }
}
