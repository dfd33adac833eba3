import Testing

@testable import RoutingEngine

@Suite struct BudgetOfTimeTests {
  private func budget(_ change: (inout EngineConfiguration) -> Void, isStreaming: Bool = true) throws
    -> Nanoseconds
  {
    var lab = Lab(.chain(3, change))
    let request = RoutedRequest(
      feature: FeatureIndex(0), arrived: lab.now, promptTokens: 100, isStreaming: isStreaming)
    return try lab.admit(request).budget
  }

  @Test func `a first token has three times its reference`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .milliseconds(800) }
    #expect(budget == .milliseconds(2_400))
  }

  @Test func `at least half a second`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .milliseconds(100) }
    #expect(budget == .milliseconds(500))
  }

  @Test func `at most 60 percent of what remains`() throws {
    let budget = try budget { $0.features[0].objectives.deadline = .seconds(4) }
    #expect(budget == .milliseconds(2_400))
  }

  @Test func `a deadline that is shorter leaves time for somebody else`() throws {
    let budget = try budget { $0.features[0].objectives.deadline = .milliseconds(300) }
    #expect(budget == .milliseconds(180))
  }

  @Test func `at most the feature's own deadline for first tokens`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .seconds(20) }
    #expect(budget == .seconds(10))
  }

  @Test func `a whole answer has at least the deadline of a first token`() throws {
    let budget = try budget({ $0.features[0].objectives.latencyP90 = .seconds(1) }, isStreaming: false)
    #expect(budget == .seconds(10))
  }

  @Test func `the last that is left has all the time there is`() throws {
    var lab = Lab(.chain(2) { $0.endpoints[1].referenceTTFT = .milliseconds(150) })
    let named = try lab.admit(lab.request(only: .b))
    #expect(named.budget == .seconds(10))
    lab.kill(.a)
    let attempt = try lab.admit(lab.request())
    #expect(attempt.endpoint == .b)
    #expect(attempt.budget == .seconds(10))
  }

  @Test func `after a failure the other of two has what remains`() throws {
    var lab = Lab(.chain(2) { $0.features[0].objectives.deadline = .seconds(6) })
    var request = RoutedRequest(
      feature: FeatureIndex(0), arrived: lab.now, promptTokens: 100, isStreaming: false)
    let routed = lab.route(&request)
    let first = try #require(routed)
    #expect(first.budget == .milliseconds(3_600))
    lab.wait(.milliseconds(3_600))
    lab.end(first, .ttftTimeout, latency: .milliseconds(3_600))
    let step = lab.engine.next(&request, after: .ttftTimeout, retryAfter: nil, at: lab.now)
    guard case .attempt(let second) = step else {
      Issue.record("\(step)")
      return
    }
    #expect(second.budget == .milliseconds(2_400))
  }

  /// The primary dies when the backup, of which 150 ms were expected, takes 0.8 s: six times the usual, and an answer.
  @Test(arguments: [5, 15, 60]) func `a backup that is only slow serves when the primary fell out`(warm: Int)
  {
    var lab = Lab(
      .chain(2) { for place in 0..<2 { $0.endpoints[place].referenceTTFT = .milliseconds(150) } })
    lab.answer(warm * 10) { _ in .milliseconds(100) }
    _ = lab.answer(200) { $0 == .a ? nil : .milliseconds(800) }
    let answered = lab.answer(400) { $0 == .a ? nil : .milliseconds(800) }
    #expect(answered >= 390, "\(answered) of 400")
  }
}

extension Lab {
  /// How many of ten requests a second were answered, failovers included.
  ///
  /// An endpoint answers after so long, or fails at once where that is nil.
  @discardableResult
  fileprivate mutating func answer(_ count: Int, after ttft: (EndpointIndex) -> Nanoseconds?) -> Int {
    var answered = 0
    for _ in 0..<count {
      var request = request()
      var attempt = route(&request)
      while let present = attempt {
        let outcome: OutcomeClass
        if let ttft = ttft(present.endpoint) {
          outcome = ttft <= present.budget ? .ok : .ttftTimeout
          end(present, outcome, ttft: ttft, latency: outcome == .ok ? ttft * 2 : present.budget)
        } else {
          outcome = .serverError
          end(present, outcome, latency: .milliseconds(5))
        }
        guard outcome != .ok else {
          answered += 1
          break
        }
        let step = engine.next(&request, after: outcome, retryAfter: nil, at: now)
        guard case .attempt(let next) = step else { break }
        attempt = next
      }
      wait(.milliseconds(100))
    }
    return answered
  }
}
