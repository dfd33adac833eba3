import Testing

@testable import RoutingEngine

/// What a test knows of a request that failed.
struct Failing {
  var lab: Lab
  var request: RoutedRequest
  var step: NextStep = .done

  init(_ configuration: EngineConfiguration, prompt: UInt32 = 1_000) throws {
    lab = Lab(configuration)
    _ = lab.serve(20)
    request = lab.request(prompt: prompt)
    let first = lab.route(&request)
    _ = try #require(first)
  }

  /// Ends the latest attempt badly; where the next one goes.
  mutating func next(_ outcome: OutcomeClass, retryAfter: Nanoseconds? = nil) -> EndpointIndex? {
    step = lab.engine.next(&request, after: outcome, retryAfter: retryAfter, at: lab.now)
    switch step {
    case .attempt(let attempt), .attemptAfter(_, let attempt): return attempt.endpoint
    case .done, .fail: return nil
    }
  }
}
