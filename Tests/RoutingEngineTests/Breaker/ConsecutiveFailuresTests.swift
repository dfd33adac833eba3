import Testing

@testable import RoutingEngine

@Suite struct ConsecutiveFailuresTests {
  @Test(arguments: [
    "✓✓✗✗✗✗C✗O",
    "✗✗✗✗✓✗✗✗✗C",
    "✗✗✗✗r✗O",
    "✗✗C---------✗✗C----✗O",
    "✓✓✗✗✗✗✗O-b",
  ])
  func `opens on the fifth failure in a row`(line: String) {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure, .learnedCap]))
    let real = lab.play(line)
    #expect(real == line)
  }

  @Test func `a burst within 250 ms does not count as a run`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure]))
    for _ in 0..<9 { lab.call(.a, .serverError) }
    #expect(lab.state(.a) == .closed)
    lab.wait(.milliseconds(249))
    lab.call(.a, .cancelled)
    #expect(lab.state(.a) == .closed)
    lab.wait(.milliseconds(1))
    lab.call(.a, .serverError)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `calls that fail one after another make a run in a third of that time`() {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure]))
    for _ in 0..<4 {
      lab.call(.a, .serverError)
      lab.wait(.milliseconds(25))
    }
    #expect(lab.state(.a) == .closed)
    lab.call(.a, .serverError)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `calls that were under way together make no run in a third of that time`() throws {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure]))
    let together = try (0..<9).map { _ in try lab.admit(lab.request(only: .a)) }
    for attempt in together {
      lab.end(attempt, .serverError)
      lab.wait(.milliseconds(20))
    }
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a success of a call that began before the run does not break it`() throws {
    var lab = Lab(.chain(2))
    let early = try lab.admit(lab.request(only: .a))
    lab.wait(.milliseconds(10))
    lab.calls(4, .a, .serverError)
    lab.end(early)
    lab.call(.a, .serverError)
    #expect(lab.openUntil(.a) != nil)
  }

  @Test func `a success of a call that began after the run's first breaks it`() throws {
    var lab = Lab(.chain(2, without: [.warmTrickle, .grayFailure]))
    lab.calls(1, .a, .serverError)
    let late = try lab.admit(lab.request(only: .a))
    lab.calls(3, .a, .serverError)
    lab.end(late)
    lab.calls(4, .a, .serverError)
    #expect(lab.state(.a) == .closed)
  }

  @Test(arguments: OutcomeClass.allCases)
  func `only the endpoint's own failures make a run`(outcome: OutcomeClass) {
    var lab = Lab(.chain(2, without: [.warmTrickle, .pushback]))
    lab.calls(30, .a, outcome)
    let hard: [OutcomeClass] = [.serverError, .overloaded, .connect, .ttftTimeout, .stalled, .cut, .empty]
    #expect((lab.openUntil(.a) != nil) == hard.contains(outcome))
    #expect(lab.events(.tripped).isEmpty == !hard.contains(outcome))
  }

  @Test func `the event names trigger, count and span`() throws {
    var lab = Lab(.chain(2))
    lab.calls(5, .a, .serverError)
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .consecutiveFailures)
    #expect(event.detail.k == 5)
    #expect(event.detail.window == .milliseconds(400))
    #expect(event.from == "closed" && event.to == "open")
  }
}
