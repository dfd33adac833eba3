import Testing

@testable import RoutingEngine

@Suite struct SpeedTriggerTests {
  @Test func `trips on the seventh slow first token of twenty`() throws {
    var lab = Lab(timed())
    lab.calls(13, .a)
    lab.calls(6, .a, ttft: .milliseconds(601))
    lab.wait(.milliseconds(500))
    #expect(lab.state(.a) == .closed)
    lab.call(.a, ttft: .milliseconds(601))
    lab.wait(.milliseconds(250))
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .ttft)
    #expect(event.detail.k == 7 && event.detail.n == 20 && event.detail.window == .seconds(30))
  }

  @Test func `a first token at the limit is not slow`() {
    var lab = Lab(timed())
    lab.calls(30, .a, ttft: .milliseconds(600))
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a fast endpoint has at least 250 ms of margin`() {
    var fast = timed()
    fast.endpoints[0].referenceTTFT = .milliseconds(100)
    var lab = Lab(fast)
    lab.calls(30, .a, ttft: .milliseconds(350))
    #expect(lab.state(.a) == .closed)
    // What was learned from 30 healthy calls of 350 ms is the reference now.
    fast.endpoints[0].referenceTTFT = .milliseconds(100)
    lab = Lab(fast)
    lab.calls(21, .a, ttft: .milliseconds(351))
    #expect(lab.events(.tripped).first?.trigger == .ttft)
  }

  @Test func `slow calls older than 30 seconds do not count`() {
    var lab = Lab(timed())
    lab.calls(6, .a, ttft: .seconds(1))
    lab.wait(.seconds(31))
    lab.calls(13, .a)
    lab.call(.a, ttft: .seconds(1))
    lab.wait(.milliseconds(250))
    #expect(lab.state(.a) == .closed)
  }

  @Test func `slow streams trip with thirty samples`() throws {
    var lab = Lab(timed(without: [.warmTrickle, .ttft]))
    let needed = Wilson.threshold(30, limit: 1_000)
    for place in 0..<30 {
      let isSlow = place >= 30 - needed
      // Ten gaps after the first token: 10 ms each, or 21 ms.
      lab.call(.a, latency: .milliseconds(isSlow ? 410 : 300), output: 11)
      if place == 28 { #expect(lab.state(.a) == .closed) }
      lab.wait(.milliseconds(300))
    }
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .tpot)
    #expect(event.detail.k == needed && event.detail.n == 30)
  }

  @Test func `calls in flight that are overdue trip before any of them ends`() throws {
    var lab = Lab(timed())
    for _ in 0..<20 { _ = lab.send(lab.request(only: .a)) }
    lab.wait(.milliseconds(600))
    #expect(lab.state(.a) == .closed)
    lab.wait(.milliseconds(500))
    let event = try #require(lab.events(.tripped).first)
    #expect(event.trigger == .overdue)
    #expect(event.detail.k == 20 && event.detail.n == 20)
  }

  @Test func `a call that ends in time is not overdue`() throws {
    var lab = Lab(timed())
    for _ in 0..<30 {
      let attempt = try lab.admit(lab.request(only: .a))
      lab.wait(.milliseconds(100))
      lab.tell(.firstToken(attempt.id))
    }
    lab.wait(.seconds(5))
    #expect(lab.state(.a) == .closed)
    #expect(lab.engine.windows[0].due.overdue == 0)
  }

  @Test func `calls that find no room in the table of attempts leave nothing behind`() {
    var configuration = timed()
    configuration.retry.maxInFlight = 1
    var lab = Lab(configuration)
    let first = lab.send(lab.request(only: .a))
    let refused = (0..<30).filter { _ in lab.refuses(.a) }
    #expect(refused.count == 30)
    if let first { lab.end(first) }
    lab.wait(.seconds(5))
    #expect(lab.engine.windows[0].due.overdue == 0)
    #expect(lab.state(.a) == .closed)
  }

  @Test func `the reference is frozen while the endpoint is in trouble`() throws {
    var lab = Lab(timed(without: [.warmTrickle, .ttft, .overdue]))
    lab.calls(60, .a)
    let before = try #require(lab.engine.windows[0].ttftReference.p90(size: 1_000))
    lab.calls(200, .a, ttft: .seconds(2))
    let after = try #require(lab.engine.windows[0].ttftReference.p90(size: 1_000))
    #expect(after < 1.5 * before, "\(before) became \(after)")
  }

  @Test(arguments: [(6_000, false), (6_100, true)] as [(Int64, Bool)])
  func `tokens of a fast endpoint may take 5 ms more`(microseconds: Int64, trips: Bool) {
    var fast = timed(without: [.warmTrickle, .ttft])
    fast.endpoints[0].referenceTPOT = .milliseconds(1)
    var lab = Lab(fast)
    for _ in 0..<60 {
      // A hundred gaps after the first token at 200 ms.
      lab.call(.a, latency: .milliseconds(200) + .microseconds(microseconds) * 100, output: 101)
      lab.wait(.milliseconds(300))
    }
    #expect((lab.events(.tripped).first?.trigger == .tpot) == trips)
  }
}
