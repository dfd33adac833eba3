internal import Transport

/// Decides in which order acts are carried out, how often one is tried, and when it has failed.
///
/// One act at a time, in the order of the operators: two at once could reach the other side in the wrong order.
struct ActStateMachine: Sendable {
  enum Action: Sendable, Hashable {
    /// Carry it out; once more where the number is above 1.
    case carryOut(OutgoingAct, attempt: Int)
    /// Stop carrying it out.
    case stop
    /// Say what came of it.
    case report(UInt64, ActConfirmation)
  }

  /// Most acts that wait.
  static let maxWaiting = 32
  /// Most attempts of one act, where the other side could not be reached.
  static let maxAttempts = 3
  /// Time between two attempts.
  static let pause = Duration.seconds(1)

  private enum Phase: Sendable, Hashable {
    case idle
    case running(OutgoingAct, attempt: Int, until: Instant)
    case pausing(OutgoingAct, attempt: Int, again: Instant, until: Instant)
  }

  private let timeout: Duration
  private let subject: String
  private var phase = Phase.idle
  private var waiting: [OutgoingAct] = []

  init(_ settings: ActSettings) {
    timeout = .seconds(settings.timeoutSeconds)
    subject = settings.subject
  }

  /// Whether nothing is under way.
  var isIdle: Bool { phase == .idle && waiting.isEmpty }

  /// Takes an act.
  mutating func begin(_ act: OutgoingAct, at now: Instant) -> [Action] {
    guard waiting.count < Self.maxWaiting else {
      return [
        .report(act.id, .failed("\(Self.maxWaiting) acts wait for \(subject) already; try again later"))
      ]
    }
    waiting.append(act)
    return next(at: now)
  }

  private mutating func next(at now: Instant) -> [Action] {
    guard case .idle = phase, !waiting.isEmpty else { return [] }
    let act = waiting.removeFirst()
    phase = .running(act, attempt: 1, until: now.advanced(by: timeout))
    return [.carryOut(act, attempt: 1)]
  }

  /// The other side answered.
  mutating func confirmed(_ confirmation: ActConfirmation, at now: Instant) -> [Action] {
    guard case .running(let act, _, _) = phase else { return [] }
    phase = .idle
    return [.report(act.id, confirmation)] + next(at: now)
  }

  /// The act was, or may have been, handed over, and no answer came: it is not tried again.
  mutating func unanswered(_ reason: String, at now: Instant) -> [Action] {
    confirmed(
      .failed(
        "\(subject) got the act, or may have, and did not confirm it: \(reason); see there whether the act is in force"
      ),
      at: now)
  }

  /// The other side could not be reached; the act has not arrived.
  mutating func unreached(_ reason: String, at now: Instant) -> [Action] {
    guard case .running(let act, let attempt, let until) = phase else { return [] }
    guard attempt < Self.maxAttempts, now.advanced(by: Self.pause) < until else {
      phase = .idle
      let text = "\(subject) could not be reached (\(attempt)×): \(reason)"
      return [.report(act.id, .failed(text))] + next(at: now)
    }
    phase = .pausing(act, attempt: attempt, again: now.advanced(by: Self.pause), until: until)
    return []
  }

  /// Time has passed.
  mutating func tick(at now: Instant) -> [Action] {
    switch phase {
    case .idle: return []
    case .running(let act, _, let until):
      guard now >= until else { return [] }
      phase = .idle
      let text =
        "\(subject) did not confirm within \(timeout.components.seconds) s; see there whether the act is in force"
      return [.stop, .report(act.id, .failed(text))] + next(at: now)
    case .pausing(let act, let attempt, let again, let until):
      guard now >= again else { return [] }
      phase = .running(act, attempt: attempt + 1, until: until)
      return [.carryOut(act, attempt: attempt + 1)]
    }
  }
}
