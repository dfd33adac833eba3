internal import Transport

/// Decides when a polled source is asked, and what a failure leads to.
///
/// A round asks all questions at once and ends when all are answered. A round that fails is dropped whole, so that no
/// half of it is taken for all; then the source is left alone for a while that grows.
struct PollStateMachine: Sendable {
  enum Action: Sendable, Hashable {
    /// Send this; the answer comes back under the same number.
    case send(SourceQuestion, number: Int)
    /// Drop what is under way.
    case dropAll
    /// The credential in use was refused.
    case rejectCredential
    /// Pass these on.
    case deliver([Sample])
    /// Show this.
    case show(SourceState)
    /// Come back with ``wake(at:)`` after this time.
    case wake(after: Duration)
  }

  private enum Phase: Sendable, Hashable {
    case idle
    case asking([Int: SourceQuestion])
  }

  /// Most questions of one round, following pages included.
  static let maxQuestions = 200

  private var source: any PolledSource
  private var backoff: Backoff
  private var phase = Phase.idle
  private var next = 0
  private var asked = 0
  private var began: Instant?

  init(_ source: any PolledSource, seed: UInt64) {
    self.source = source
    backoff = Backoff(seed: seed, interval: source.interval)
  }

  /// Begins a round; one that is under way goes on.
  mutating func wake(at now: SourceMoment) -> [Action] {
    guard case .idle = phase else { return [] }
    began = now.instant
    asked = 0
    let questions = source.beginRound(at: now)
    guard !questions.isEmpty else { return endRound(at: now) }
    phase = .asking([:])
    return ask(questions)
  }

  /// An answer has come whole.
  mutating func answered(_ number: Int, _ answer: SourceAnswer, at now: SourceMoment) -> [Action] {
    guard case .asking(var open) = phase, let question = open.removeValue(forKey: number) else { return [] }
    phase = .asking(open)
    do {
      let more = try source.read(answer, to: question, at: now)
      let actions = ask(more)
      guard case .asking(let left) = phase, left.isEmpty else { return actions }
      return actions + endRound(at: now)
    } catch {
      return fail(error, at: now)
    }
  }

  /// No answer will come.
  mutating func failed(_ number: Int, _ problem: SourceProblem, at now: SourceMoment) -> [Action] {
    guard case .asking(let open) = phase, open[number] != nil else { return [] }
    return fail(problem, at: now)
  }

  private mutating func ask(_ questions: [SourceQuestion]) -> [Action] {
    guard case .asking(var open) = phase else { return [] }
    var actions: [Action] = []
    for question in questions where asked < Self.maxQuestions {
      open[next] = question
      actions.append(.send(question, number: next))
      next += 1
      asked += 1
    }
    phase = .asking(open)
    return actions
  }

  private mutating func endRound(at now: SourceMoment) -> [Action] {
    let samples: [Sample]
    let missing: String?
    do {
      (samples, missing) = try source.endRound(at: now)
    } catch {
      return fail(error, at: now)
    }
    phase = .idle
    backoff.succeed()
    let isCut = asked >= Self.maxQuestions
    let note = isCut ? "more than \(Self.maxQuestions) pages; the rest is left out" : missing
    let spent = began.map { now.instant - $0 } ?? .zero
    let pause = max(.milliseconds(100), source.interval - spent)
    return [.deliver(samples), .show(note.map(SourceState.partial) ?? .live), .wake(after: pause)]
  }

  private mutating func fail(_ problem: SourceProblem, at now: SourceMoment) -> [Action] {
    phase = .idle
    let pause = backoff.fail(problem)
    let reject: [Action] = problem.kind == .unauthorised ? [.rejectCredential] : []
    return [.dropAll] + reject + [.show(.failing(problem.description)), .wake(after: pause)]
  }
}
