import Testing

@testable import RoutingEngine

@Suite struct OpenTimeTests {
  private static let numbers = BreakerConfiguration()

  /// How long a breaker opens.
  private func open(
    _ breaker: inout Breaker, at second: Int64, draw: UInt64 = 0, retryAfter: Nanoseconds? = nil
  ) -> Nanoseconds {
    let now = Timestamp.origin + .seconds(second)
    breaker.open(
      .consecutiveFailures, retryAfter: retryAfter, draw: draw, backoff: true, Self.numbers, at: now)
    guard case .open(let until) = breaker.state else { return .zero }
    return until - now
  }

  @Test func `the first time is between 5 and 15 seconds and later ones at most 60`() {
    var random = SplitMix(3)
    for _ in 0..<300 {
      var breaker = Breaker(at: .origin)
      var previous = open(&breaker, at: 0, draw: random.next())
      #expect(previous >= .seconds(5) && previous <= .seconds(15))
      for place in 1..<6 {
        breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(Int64(place) * 100))
        let next = open(&breaker, at: Int64(place) * 100 + 1, draw: random.next())
        #expect(next >= .seconds(5) && next <= .seconds(60) && next <= previous * 3)
        previous = next
      }
    }
  }

  @Test(arguments: [(0, 5), (4, 5), (30, 30), (300, 300), (9_000, 300)] as [(Int64, Int64)])
  func `the provider's wish is a floor within its limits`(wish: Int64, expected: Int64) {
    var breaker = Breaker(at: .origin)
    let length = open(&breaker, at: 0, retryAfter: .seconds(wish))
    #expect(length == .seconds(expected))
  }

  @Test func `where requests are refused it is probed within twice the base, or as the provider wishes`() {
    var random = SplitMix(5)
    for _ in 0..<300 {
      var breaker = Breaker(at: .origin)
      for place in 0..<6 {
        let start = Int64(place) * 100
        let length = open(&breaker, at: start, draw: random.next())
        let earliest = breaker.earliest - .origin - .seconds(start)
        #expect(earliest >= .seconds(5) && earliest <= .seconds(10) && earliest <= length)
        breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(start + 90))
      }
      _ = open(&breaker, at: 700, draw: random.next(), retryAfter: .seconds(40))
      #expect(breaker.earliest >= .origin + .seconds(740))
    }
  }

  @Test func `failed first probes do not double`() {
    var breaker = Breaker(at: .origin)
    for place in 0..<5 {
      let length = open(&breaker, at: Int64(place) * 100)
      #expect(length == .seconds(5))
      breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(Int64(place) * 100 + 50))
    }
  }

  @Test(arguments: [(2, 5), (3, 10), (5, 10)] as [(Int, Int64)])
  func `falling back from stage 3 or higher doubles`(stage: Int, seconds: Int64) {
    var breaker = Breaker(at: .origin)
    _ = open(&breaker, at: 0)
    breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(10))
    for next in 1...stage { breaker.moveRamp(to: next, at: .origin + .seconds(20)) }
    // It fell one stage before it failed for good.
    breaker.moveRamp(to: stage - 1, at: .origin + .seconds(25))
    let length = open(&breaker, at: 30)
    #expect(length == .seconds(seconds))
  }

  @Test func `opening again within ten minutes of closing doubles up to five minutes`() {
    var breaker = Breaker(at: .origin)
    var second: Int64 = 0
    for expected in [5, 10, 20, 40, 80, 160, 300, 300] as [Int64] {
      let length = open(&breaker, at: second)
      #expect(length == .seconds(expected))
      breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(second + 400))
      breaker.close(at: .origin + .seconds(second + 500))
      second += 500 + 599
    }
  }

  @Test(arguments: [false, true])
  func `ten good minutes forget the doubling`(isSuspect: Bool) {
    var breaker = Breaker(at: .origin)
    _ = open(&breaker, at: 0)
    breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(10))
    breaker.close(at: .origin + .seconds(100))
    let doubled = open(&breaker, at: 200)
    #expect(doubled == .seconds(10))
    breaker.beginRamp(stage: 0, Self.numbers, at: .origin + .seconds(300))
    breaker.close(at: .origin + .seconds(400))
    if isSuspect { breaker.suspect(.refused, .ttft, at: .origin + .seconds(999)) }
    let length = open(&breaker, at: 1_000)
    #expect(length == .seconds(5))
  }

  @Test func `every change of state has a new generation and stages share one`() {
    var breaker = Breaker(at: .origin)
    var generations = [breaker.generation]
    _ = open(&breaker, at: 0)
    generations.append(breaker.generation)
    breaker.beginRamp(stage: 0, Self.numbers, at: .origin)
    generations.append(breaker.generation)
    breaker.moveRamp(to: 1, at: .origin)
    #expect(breaker.generation == generations.last)
    breaker.close(at: .origin)
    generations.append(breaker.generation)
    breaker.suspect(.gray, .grayFailure, at: .origin)
    generations.append(breaker.generation)
    breaker.suspect(.refused, .ttft, at: .origin)
    #expect(breaker.generation == generations.last)
    breaker.clearDoubt(at: .origin)
    generations.append(breaker.generation)
    #expect(generations == [0, 1, 2, 3, 4, 5])
  }
}
