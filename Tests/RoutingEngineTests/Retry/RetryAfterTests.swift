import Testing

@testable import RoutingEngine

/// What a caller is told who comes at a bad time.
@Suite struct RetryAfterTests {
  /// What a refused request is told.
  private func told(_ lab: inout Lab) -> Nanoseconds? {
    var request = lab.request()
    guard case .refuse(let refusal) = lab.engine.route(&request, at: lab.now) else { return nil }
    return refusal.retryAfter
  }

  /// A request for a whole answer.
  private static func whole(_ lab: Lab) -> RoutedRequest {
    RoutedRequest(feature: FeatureIndex(0), arrived: lab.now, promptTokens: 1_000, isStreaming: false)
  }

  @Test func `it is the end of the earliest hold`() {
    var lab = Lab(.chain(2))
    lab.call(.a, .quotaExhausted, retryAfter: .seconds(600))
    lab.call(.b, .quotaExhausted, retryAfter: .seconds(90))
    lab.wait(.seconds(30))
    let wait = told(&lab)
    #expect(wait == .seconds(60))
  }

  @Test func `who says that it works again ends a hold`() {
    var lab = Lab(.chain(1))
    lab.call(.a, .quotaExhausted, retryAfter: .seconds(600))
    let before = lab.send(lab.request())
    lab.act(.breaker(.endpoint("a"), .auto))
    let after = lab.send(lab.request())
    #expect(before == nil && after?.endpoint == .a)
  }

  @Test func `a mistake of the caller is final at a named endpoint too`() throws {
    var lab = Lab(.chain(2))
    var request = lab.request(only: .a)
    let attempt = lab.route(&request)
    lab.end(try #require(attempt), .invalidRequest)
    #expect(lab.engine.next(&request, after: .invalidRequest, retryAfter: nil, at: lab.now) == .done)
  }

  @Test func `a whole answer leaves time for somebody else`() throws {
    var configuration = EngineConfiguration.chain(2)
    configuration.features[0].objectives.ttftDeadline = .seconds(10)
    configuration.features[0].objectives.deadline = .seconds(10)
    var lab = Lab(configuration)
    let attempt = try lab.admit(Self.whole(lab))
    #expect(attempt.budget <= .seconds(6))
  }

  @Test func `a whole answer is held against what answers take`() throws {
    var lab = Lab(.chain(2))
    _ = lab.serve(60)
    let attempt = try lab.admit(Self.whole(lab))
    #expect(attempt.budget == lab.engine.configuration.features[0].objectives.ttftDeadline)
  }
}
