import Testing
import Transport

/// What happens to callers for whom there is no place.
@Suite struct `Callers beyond the limit` {
  private static func bench(
    connections: Int = 2, turnedAway: Int = 64, answer: Recorder.Answer = .echo
  ) throws -> LoopBench {
    var limits = LoopLimits()
    limits.connections = connections
    limits.turnedAway = turnedAway
    return try LoopBench(limits: limits, answer: answer)
  }

  @Test func `take the place of whoever has been idle longest`() throws {
    var bench = try Self.bench()
    let callers = (0..<2).map { _ in LoopbackCaller(port: bench.port) }
    for caller in callers.reversed() {
      caller.send(`The event loop's server`.get)
      bench.settle()
      #expect(caller.receive() == `The event loop's server`.empty)
      bench.wait(.seconds(1))
    }
    let newcomer = LoopbackCaller(port: bench.port)
    newcomer.send(`The event loop's server`.get)
    bench.settle()
    #expect(newcomer.receive() == `The event loop's server`.empty)
    #expect(callers[1].receive() == nil, "the one that was answered first")
    #expect(callers[0].receive() == "" && bench.loop.connectionCount == 2)
    #expect(bench.loop.turnedAway == 0)
  }

  @Test func `are told so where nobody is idle, and given time to read it`() throws {
    var bench = try Self.bench(answer: .silence)
    let callers = (0..<3).map { _ in LoopbackCaller(port: bench.port) }
    for caller in callers { caller.send(`The event loop's server`.get) }
    bench.settle()
    let answer = callers[2].receive() ?? ""
    #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("connection: close\r\n"))
    #expect(answer.contains("retry-after: 1\r\n") && answer.contains("service_unavailable_error"))
    #expect(bench.loop.turnedAway == 1 && bench.handler.requests.count == 2)
    bench.wait(.seconds(3))
    #expect(callers[2].receive() == nil && bench.loop.connectionCount == 2)
    bench.handler.respond(bench.handler.open[0], [], on: &bench.loop)
    bench.settle()
    bench.wait(bench.loop.limits.idleGrace)
    let next = LoopbackCaller(port: bench.port)
    next.send(`The event loop's server`.get)
    bench.settle()
    #expect(bench.handler.requests.count == 3, "a place that is free again is taken")
  }

  @Test func `are told so and closed at once where many are told`() throws {
    var bench = try Self.bench(connections: 1, turnedAway: 0, answer: .silence)
    let first = LoopbackCaller(port: bench.port)
    first.send(`The event loop's server`.get)
    bench.settle()
    let newcomer = LoopbackCaller(port: bench.port)
    bench.settle()
    #expect(newcomer.receive()?.hasPrefix("HTTP/1.1 503 ") == true)
    #expect(newcomer.receive() == nil && bench.loop.connectionCount == 1)
  }
}
