import Testing

@testable import TelemetryClient

/// A source of two questions, of which the first has a second page.
private struct TwoQuestions: PolledSource {
  var interval = Duration.seconds(15)
  var isLost = false
  var answers = 0

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    answers = 0
    return [SourceQuestion(tag: 0, url: "http://a"), SourceQuestion(tag: 1, url: "http://b")]
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    guard answer.status == 200 else { throw answer.problem(of: "it", nil, wall: now.wall) }
    answers += 1
    return question.tag == 0 ? [SourceQuestion(tag: 2, url: "http://c")] : []
  }

  mutating func endRound(at now: SourceMoment) throws(SourceProblem) -> (samples: [Sample], missing: String?)
  {
    if isLost { throw SourceProblem(.passing, "it has lost everything") }
    return ([], answers == 3 ? nil : "answers are missing")
  }
}

@Suite struct PollStateMachineTests {
  private static func numbers(_ actions: [PollStateMachine.Action]) -> [Int] {
    actions.compactMap { if case .send(_, let number) = $0 { number } else { nil } }
  }

  private static func pause(_ actions: [PollStateMachine.Action]) -> Duration? {
    actions.compactMap { if case .wake(let pause) = $0 { pause } else { nil } }.first
  }

  @Test func `a round ends when every page has come`() {
    var machine = PollStateMachine(TwoQuestions(), seed: 1)
    let first = machine.wake(at: moment(0))
    #expect(Self.numbers(first) == [0, 1])
    let early = machine.answered(1, SourceAnswer(status: 200, ""), at: moment(1))
    #expect(early == [])
    let more = machine.answered(0, SourceAnswer(status: 200, ""), at: moment(1))
    #expect(Self.numbers(more) == [2])
    let last = machine.answered(2, SourceAnswer(status: 200, ""), at: moment(2))
    #expect(last == [.deliver([]), .show(.live), .wake(after: .seconds(13))])
  }

  @Test func `a failure drops the whole round and says why`() {
    var machine = PollStateMachine(TwoQuestions(), seed: 1)
    _ = machine.wake(at: moment(0))
    _ = machine.answered(1, SourceAnswer(status: 200, ""), at: moment(1))
    let actions = machine.answered(0, SourceAnswer(status: 503, ""), at: moment(1))
    #expect(actions.first == .dropAll)
    #expect(actions.contains(.show(.failing("it answered with status 503"))))
    #expect(!actions.contains(.deliver([])))
  }

  @Test func `answers to a dropped round are ignored`() {
    var machine = PollStateMachine(TwoQuestions(), seed: 1)
    _ = machine.wake(at: moment(0))
    _ = machine.failed(0, SourceProblem(.passing, "gone"), at: moment(1))
    let actions = machine.answered(1, SourceAnswer(status: 200, ""), at: moment(2))
    #expect(actions == [])
  }

  @Test func `a round that ends with nothing left has failed`() {
    var machine = PollStateMachine(TwoQuestions(isLost: true), seed: 1)
    var open = Self.numbers(machine.wake(at: moment(0)))
    var last: [PollStateMachine.Action] = []
    while let number = open.popLast() {
      last = machine.answered(number, SourceAnswer(status: 200, ""), at: moment(1))
      open += Self.numbers(last)
    }
    #expect(last.contains(.show(.failing("it has lost everything"))))
    #expect(Self.pause(last) != nil)
    #expect(Self.numbers(machine.wake(at: moment(3))).count == 2)
  }

  @Test(arguments: [(1, 15), (5, 15), (10, 30), (60, 60)])
  func `who asks often is not left alone for long`(interval: Int, longest: Int) throws {
    var machine = PollStateMachine(TwoQuestions(interval: .seconds(interval)), seed: 3)
    var pauses: [Duration] = []
    for round in 0..<12 {
      let number = try #require(Self.numbers(machine.wake(at: moment(Int64(round)))).first)
      let actions = machine.failed(number, SourceProblem(.passing, "gone"), at: moment(Int64(round)))
      pauses.append(try #require(Self.pause(actions)))
    }
    #expect(pauses.allSatisfy { $0 <= .seconds(longest) * 1.25 })
    #expect(pauses.contains { $0 > .seconds(longest) * 0.7 })
  }

  @Test func `pauses grow up to a limit`() throws {
    var machine = PollStateMachine(TwoQuestions(), seed: 3)
    var pauses: [Duration] = []
    for round in 0..<12 {
      let number = try #require(Self.numbers(machine.wake(at: moment(Int64(round)))).first)
      let actions = machine.failed(number, SourceProblem(.passing, "gone"), at: moment(Int64(round)))
      pauses.append(try #require(Self.pause(actions)))
    }
    #expect(pauses[0] <= .milliseconds(1250))
    #expect(pauses[4] > pauses[0] * 8)
    #expect(pauses.allSatisfy { $0 <= .seconds(75) })
  }

  @Test func `a pause that is asked for is kept`() throws {
    var machine = PollStateMachine(TwoQuestions(), seed: 1)
    _ = machine.wake(at: moment(0))
    let answer = SourceAnswer(status: 429, retryAfter: "90", body: [])
    let actions = machine.answered(0, answer, at: moment(0))
    #expect(Self.pause(actions) == .seconds(90))
  }

  @Test func `a refused credential is given back`() {
    var machine = PollStateMachine(TwoQuestions(), seed: 1)
    _ = machine.wake(at: moment(0))
    let actions = machine.answered(0, SourceAnswer(status: 401, ""), at: moment(0))
    #expect(actions.contains(.rejectCredential))
  }

  @Test func `a success ends the pauses`() throws {
    var machine = PollStateMachine(TwoQuestions(), seed: 1)
    for _ in 0..<5 {
      let number = try #require(Self.numbers(machine.wake(at: moment(0))).first)
      _ = machine.failed(number, SourceProblem(.passing, "gone"), at: moment(0))
    }
    var open = Self.numbers(machine.wake(at: moment(100)))
    while let number = open.popLast() {
      open += Self.numbers(machine.answered(number, SourceAnswer(status: 200, ""), at: moment(100)))
    }
    let number = try #require(Self.numbers(machine.wake(at: moment(115))).first)
    let actions = machine.failed(number, SourceProblem(.passing, "gone"), at: moment(115))
    #expect(try #require(Self.pause(actions)) < .seconds(2))
  }
}
