import Testing

@testable import RoutingEngine

/// What a test knows of a request that failed.
private struct Failing {
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

@Suite struct FailoverTests {
  /// Endpoints `a` and `b` of one provider in two regions, `c` of another provider in the region of `a`.
  private static func mixed(_ change: (inout EngineConfiguration) -> Void = { _ in }) -> EngineConfiguration {
    .chain(3) {
      for place in 0..<3 { $0.endpoints[place].cloud = "cloud" }
      $0.endpoints[1].provider = $0.endpoints[0].provider
      $0.endpoints[2].region = $0.endpoints[0].region
      change(&$0)
    }
  }

  @Test(arguments: [OutcomeClass.serverError, .connect, .overloaded, .ttftTimeout, .stalled, .cut, .empty])
  func `a failure goes to another provider`(outcome: OutcomeClass) throws {
    var failing = try Failing(Self.mixed())
    let next = failing.next(outcome)
    #expect(next == .c)
  }

  @Test func `pushback goes to another region`() throws {
    var failing = try Failing(Self.mixed())
    let next = failing.next(.rateLimited)
    #expect(next == .b)
  }

  @Test func `where no other provider is left the same provider is tried`() throws {
    var failing = try Failing(.chain(2) { $0.endpoints[1].provider = $0.endpoints[0].provider })
    let next = failing.next(.serverError)
    #expect(next == .b)
  }

  @Test func `three attempts at most and never an endpoint twice`() throws {
    var failing = try Failing(.chain(5))
    let all = [failing.next(.serverError), failing.next(.serverError), failing.next(.serverError)]
    #expect(all == [.b, .c, nil])
    #expect(failing.request.attempts == 3)
  }

  @Test(arguments: [OutcomeClass.ok, .cancelled, .invalidRequest, .contentFiltered])
  func `what is the caller's own ends there`(outcome: OutcomeClass) throws {
    var failing = try Failing(.chain(3))
    let next = failing.next(outcome)
    #expect(next == nil && failing.step == .done)
  }

  @Test func `a refused content goes to one other provider where the feature says so`() throws {
    var failing = try Failing(Self.mixed { $0.features[0].failsOverOnContentFilter = true })
    let all = [failing.next(.contentFiltered), failing.next(.contentFiltered)]
    #expect(all == [.c, nil])
  }

  @Test func `a refused content never goes to the same provider`() throws {
    var failing = try Failing(
      .chain(2) {
        $0.endpoints[1].provider = $0.endpoints[0].provider
        $0.features[0].failsOverOnContentFilter = true
      })
    let next = failing.next(.contentFiltered)
    #expect(next == nil)
  }

  @Test func `a prompt too long goes to a larger context only`() throws {
    var larger = try Failing(
      .chain(3) {
        $0.endpoints[0].contextTokens = 8_000
        $0.endpoints[1].contextTokens = 4_000
        $0.endpoints[2].contextTokens = 128_000
      })
    let next = larger.next(.contextLength)
    #expect(next == .c)
    var none = try Failing(.chain(2) { for place in 0..<2 { $0.endpoints[place].contextTokens = 8_000 } })
    let nowhere = none.next(.contextLength)
    #expect(nowhere == nil)
  }

  @Test func `a larger context that is shut does not send it to a smaller one`() throws {
    var failing = try Failing(
      .chain(3) {
        $0.endpoints[0].contextTokens = 8_000
        $0.endpoints[1].contextTokens = 4_000
        $0.endpoints[2].contextTokens = 128_000
      })
    failing.lab.act(.drain(.endpoint("c")))
    let next = failing.next(.contextLength)
    #expect(next == nil)
  }

  @Test func `nothing is started that cannot finish`() throws {
    var failing = try Failing(.chain(2) { $0.endpoints[1].referenceTTFT = .seconds(40) })
    failing.lab.calls(1, .b)
    failing.lab.wait(.seconds(45))
    // Fifteen seconds remain, and the backup's first tokens take forty.
    let next = failing.next(.serverError)
    #expect(next == nil)
  }

  @Test func `a request that named its endpoint stays there`() {
    var lab = Lab(.chain(2))
    var request = lab.request(only: .a)
    _ = lab.route(&request)
    let step = lab.engine.next(&request, after: .serverError, retryAfter: nil, at: lab.now)
    guard case .fail = step else {
      Issue.record("it went elsewhere: \(step)")
      return
    }
  }
}

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
}

@Suite struct RetryBudgetTests {
  @Test func `a success earns a tenth and a retry costs one`() {
    let numbers = RetryConfiguration()
    var budget = RetryBudget()
    var spent = 0
    while spent < 1_000, budget.spend(cap: 10, isThin: false, numbers) { spent += 1 }
    #expect(spent == 10, "it begins full")
    for _ in 0..<9 { budget.earn(cap: 10, numbers) }
    let early = budget.spend(cap: 10, isThin: false, numbers)
    budget.earn(cap: 10, numbers)
    let late = budget.spend(cap: 10, isThin: false, numbers)
    #expect(!early && late)
  }

  @Test func `it never holds more than its cap`() {
    var budget = RetryBudget()
    for _ in 0..<5_000 { budget.earn(cap: 10, RetryConfiguration()) }
    #expect(budget.remaining == 10)
  }

  @Test func `thin traffic always has three retries at once`() {
    let numbers = RetryConfiguration()
    var budget = RetryBudget()
    while budget.remaining > 0 || budget == RetryBudget() {
      _ = budget.spend(cap: 10, isThin: false, numbers)
    }
    for _ in 0..<3 {
      let isAllowed = budget.spend(cap: 10, isThin: true, numbers)
      #expect(isAllowed)
      budget.begin()
    }
    let fourth = budget.spend(cap: 10, isThin: true, numbers)
    #expect(!fourth)
    budget.end()
    let again = budget.spend(cap: 10, isThin: true, numbers)
    #expect(again)
  }

  @Test(arguments: [(1, 100), (4, 25), (20, 10)])
  func `a replica has its part of the fleet's cap, at least ten`(replicas: Int, cap: Int) {
    let lab = Lab(.chain(2) { $0.replicas = replicas })
    #expect(lab.engine.budgetCap(0) == cap)
  }

  @Test func `when everything fails attempts are at most a tenth more than requests and the first budget`() {
    var lab = Lab(.chain(3))
    var attempts = 0
    for _ in 0..<600 {
      var request = lab.request()
      var attempt = lab.route(&request)
      while let call = attempt {
        attempts += 1
        let isOK = call.endpoint == .c && attempts % 3 > 0
        lab.end(call, isOK ? .ok : .serverError)
        attempt = nil
        if !isOK,
          case .attempt(let next) = lab.engine.next(
            &request, after: .serverError, retryAfter: nil, at: lab.now)
        {
          attempt = next
        }
      }
      lab.wait(.milliseconds(50))
    }
    #expect(attempts <= 660 + 100, "\(attempts) attempts of 600 requests")
    #expect(attempts > 600)
  }

  @Test func `the failure of a probe costs no budget`() throws {
    var lab = Lab(.chain(2))
    _ = lab.play("✗✗✗✗✗O R0")
    var request = lab.request()
    let probe = lab.route(&request)
    #expect(try #require(probe).isProbe)
    let before = lab.engine.features[0].budget.remaining
    let step = lab.engine.next(&request, after: .serverError, retryAfter: nil, at: lab.now)
    guard case .attempt(let next) = step else {
      Issue.record("the probe's request was given up: \(step)")
      return
    }
    #expect(next.endpoint == .b)
    #expect(lab.engine.features[0].budget.remaining == before)
  }
}

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

  @Test func `at most the feature's own deadline for first tokens`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .seconds(20) }
    #expect(budget == .seconds(10))
  }

  @Test func `a whole answer has at least the deadline of a first token`() throws {
    let budget = try budget({ $0.features[0].objectives.latencyP90 = .seconds(1) }, isStreaming: false)
    #expect(budget == .seconds(10))
  }
}
