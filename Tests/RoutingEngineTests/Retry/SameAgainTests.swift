import Testing

@testable import RoutingEngine

@Suite struct SameAgainTests {
  private static func configuration() -> EngineConfiguration {
    .chain(2) { $0.features[0].retry = .sameThenElsewhere }
  }

  @Test func `the first error is retried once at the same endpoint, then elsewhere`() throws {
    var failing = try Failing(Self.configuration())
    let all = [failing.next(.serverError), failing.next(.serverError)]
    #expect(all == [.a, .b])
  }

  @Test func `not while the endpoint is in doubt`() throws {
    var failing = try Failing(Self.configuration())
    failing.lab.kill(.a)
    let next = failing.next(.serverError)
    #expect(next == .b)
  }

  @Test(arguments: [(2_000, true), (2_001, false)] as [(Int64, Bool)])
  func `a wish of at most two seconds is waited out`(milliseconds: Int64, waits: Bool) throws {
    var failing = try Failing(Self.configuration())
    let wish = Nanoseconds.milliseconds(milliseconds)
    let next = failing.next(.rateLimited, retryAfter: wish)
    #expect(next == (waits ? .a : .b))
    guard waits, case .attemptAfter(let wait, _) = failing.step else { return }
    #expect(wait == wish)
  }

  @Test func `a wait that does not fit the objective is not waited`() throws {
    var failing = try Failing(Self.configuration())
    failing.lab.wait(.seconds(1))
    let next = failing.next(.rateLimited, retryAfter: .seconds(2))
    #expect(next == .b)
  }

  @Test func `the wait is no part of the attempt's own time to first token`() throws {
    var failing = try Failing(Self.configuration())
    _ = failing.next(.rateLimited, retryAfter: .seconds(2))
    guard case .attemptAfter(_, let attempt) = failing.step else {
      Issue.record("nothing was waited for")
      return
    }
    failing.lab.wait(.milliseconds(2_200))
    failing.lab.tell(.firstToken(attempt.id))
    let slowest = try #require(failing.lab.engine.windows[0].ttft.quantile(1))
    #expect(slowest < .milliseconds(210), "\(slowest.milliseconds) ms")
  }

  @Test func `it is waited out as well by who reports the refusal first`() throws {
    var lab = Lab(Self.configuration())
    _ = lab.serve(20)
    var request = lab.request()
    let routed = lab.route(&request)
    let first = try #require(routed)
    lab.end(first, .rateLimited, retryAfter: .seconds(2))
    let step = lab.engine.next(&request, after: .rateLimited, retryAfter: .seconds(2), at: lab.now)
    guard case .attemptAfter(let wait, let attempt) = step else {
      Issue.record("\(step)")
      return
    }
    #expect(wait == .seconds(2))
    #expect(attempt.endpoint == .a)
  }
}
