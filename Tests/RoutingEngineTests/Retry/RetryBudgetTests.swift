import Testing

@testable import RoutingEngine

@Suite struct RetryBudgetTests {
  @Test func `a success earns a tenth and a retry costs one`() {
    let numbers = RetryConfiguration()
    var budget = RetryBudget()
    var spent = 0
    while spent < 1_000, budget.spend(cap: 10, isThin: false, numbers) { spent += 1 }
    #expect(spent == 10, "it begins full")
    for _ in 0..<9 { budget.earn(numbers.earnedPerSuccess, cap: 10) }
    let early = budget.spend(cap: 10, isThin: false, numbers)
    budget.earn(numbers.earnedPerSuccess, cap: 10)
    let late = budget.spend(cap: 10, isThin: false, numbers)
    #expect(!early && late)
  }

  @Test func `it is full from the first request on`() throws {
    var lab = Lab(.chain(2))
    var calls: [(request: RoutedRequest, attempt: Attempt)] = []
    for _ in 0..<50 {
      var request = lab.request()
      let attempt = lab.route(&request)
      calls.append((request, try #require(attempt)))
    }
    var again = 0
    for (request, attempt) in calls {
      var request = request
      lab.end(attempt, .connect)
      if case .attempt = lab.engine.next(&request, after: .connect, retryAfter: nil, at: lab.now) {
        again += 1
      }
    }
    #expect(again == 50)
  }

  @Test func `it never holds more than its cap`() {
    var budget = RetryBudget()
    for _ in 0..<5_000 { budget.earn(RetryConfiguration().earnedPerSuccess, cap: 10) }
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
    var asked = 0
    for _ in 0..<600 {
      var request = lab.request()
      var attempt = lab.route(&request)
      if attempt != nil { asked += 1 }
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
    #expect(attempts > asked + 50, "\(attempts) attempts of \(asked) requests that were let in")
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
