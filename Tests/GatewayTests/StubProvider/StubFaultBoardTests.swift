import RoutingEngine
import Testing

@testable import Gateway

/// Faults decide what becomes of a request.
@Suite struct StubFaultBoardTests {
  private func board(seed: UInt64 = 1, rate: Int = 100) -> StubFaultBoard {
    var options = StubOptions(.openAI)
    options.seed = seed
    options.requestsPerSecond = rate
    return StubFaultBoard(options)
  }

  private func call(
    at seconds: Double = 0, model: String = "m", promptTokens: Int = 10
  ) -> StubFaultBoard.Call {
    StubFaultBoard.Call(
      model: model, promptTokens: promptTokens, now: Nanoseconds(Int64(seconds * 1e9)))
  }

  @Test func `nothing is wrong without a fault`() {
    var board = board()
    #expect(board.fate(of: call()) == StubFate(ttft: .milliseconds(50), pace: .milliseconds(10)))
  }

  static let endings: [(StubFault.Kind, StubFate.Ending)] = [
    (.error(.serverError, latency: .zero), .refusal(StubError(.serverError))),
    (.error(.connect, latency: .zero), .disconnect), (.error(.ttftTimeout, latency: .zero), .silence),
    (.error(.cut, latency: .zero), .broken(.cut, after: 0)),
    (.error(.empty, latency: .zero), .empty), (.blackhole, .silence), (.connect, .disconnect),
    (.cutStream, .broken(.cut, after: nil)), (.stallStream, .broken(.stall, after: 3)),
    (.inBandError(beforeFirstToken: true), .broken(.error(.serverError), after: 0)),
    (.inBandError(beforeFirstToken: false), .broken(.error(.serverError), after: nil)),
    (.emptySuccess, .empty), (.malformed, .broken(.malformed, after: nil)), (.contentFilter, .filtered),
    (.quotaExhausted, .refusal(StubError(.quotaExhausted))), (.authExpired, .refusal(StubError(.auth))),
    (.modelGone, .refusal(StubError(.modelGone))),
    (
      .rateLimit(share: 0, retryAfter: "2", latency: .zero),
      .refusal(StubError(.rateLimited, retryAfter: "2"))
    ),
    (.capacity(from: 0, to: 0), .refusal(StubError(.overloaded))),
    (.flap(up: .seconds(1), down: .seconds(1), .serverError), .refusal(StubError(.serverError))),
  ]

  @Test(arguments: endings)
  func `each kind ends an answer in its own way`(kind: StubFault.Kind, ending: StubFate.Ending) {
    var board = board()
    board.add([StubFault(kind)], at: .zero)
    #expect(board.fate(of: call()).ending == ending)
    #expect(board.entries[0].struck == 1)
  }

  @Test func `slowness multiplies and latency adds`() {
    var board = board()
    board.add(
      [
        StubFault(.slowTTFT(factor: 4)), StubFault(.slowTPOT(factor: 3)),
        StubFault(.latency(add: .seconds(1))),
      ], at: .zero)
    let fate = board.fate(of: call())
    #expect(fate == StubFate(ttft: .milliseconds(1_200), pace: .milliseconds(30)))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a rate strikes its share of requests, the same ones for the same seed`(seed: UInt64) {
    func struck() -> [Bool] {
      var board = board(seed: seed)
      var fault = StubFault(.cutStream)
      fault.rate = 0.3
      board.add([fault], at: .zero)
      return (0..<2_000).map { _ in board.fate(of: call()).ending != .whole }
    }
    let first = struck()
    #expect(first == struck(), "seed \(seed)")
    #expect((540...660).contains(first.count { $0 }), "seed \(seed)")
  }

  @Test func `a fault begins after its delay and ends after its duration`() {
    var board = board()
    var fault = StubFault(.blackhole)
    fault.delay = .seconds(1)
    fault.duration = .seconds(2)
    board.add([fault], at: .seconds(10))
    let fates = [10.9, 11, 12.9, 13].map { board.fate(of: call(at: $0)).ending }
    #expect(fates == [.whole, .silence, .silence, .whole])
    #expect(board.entries.isEmpty)
  }

  @Test func `a ramp grows from nothing`() {
    var board = board()
    var fault = StubFault(.slowTTFT(factor: 3))
    fault.ramp = .seconds(10)
    board.add([fault], at: .zero)
    #expect(board.fate(of: call(at: 0)).ttft == .milliseconds(50))
    #expect(board.fate(of: call(at: 5)).ttft == .milliseconds(100))
    #expect(board.fate(of: call(at: 50)).ttft == .milliseconds(150))
  }

  @Test func `a fault of one model or of long prompts spares the others`() {
    var board = board()
    var ofModel = StubFault(.blackhole)
    ofModel.model = "big"
    var ofLong = StubFault(.connect)
    ofLong.promptTokensOver = 100
    board.add([ofModel, ofLong], at: .zero)
    #expect(board.fate(of: call()).ending == .whole)
    #expect(board.fate(of: call(model: "big")).ending == .silence)
    #expect(board.fate(of: call(promptTokens: 100)).ending == .whole)
    #expect(board.fate(of: call(promptTokens: 101)).ending == .disconnect)
  }

  @Test func `a rate limit lets its share of the capacity pass`() {
    var board = board(rate: 10)
    board.add([StubFault(.rateLimit(share: 0.5, retryAfter: nil, latency: .zero))], at: .zero)
    let fates = (0..<1_000).map { board.fate(of: call(at: Double($0) / 100)).ending }
    #expect((50...56).contains(fates.count { $0 == .whole }))
  }

  @Test func `capacity moves while its fault lasts and then stays`() {
    var board = board(rate: 10)
    var fault = StubFault(.capacity(from: 1, to: 0))
    fault.duration = .seconds(10)
    board.add([fault], at: .zero)
    #expect(board.fate(of: call(at: 0)).ending == .whole)
    #expect(board.fate(of: call(at: 60)).ending == .refusal(StubError(.overloaded)))
  }

  @Test func `the fault that was told first ends the answer`() {
    var board = board()
    board.add([StubFault(.authExpired), StubFault(.blackhole)], at: .zero)
    #expect(board.fate(of: call()).ending == .refusal(StubError(.auth)))
    board.clear()
    #expect(board.fate(of: call()).ending == .whole)
  }

  @Test func `the oldest faults leave when there are too many`() {
    var board = board()
    board.add(Array(repeating: StubFault(.connect), count: StubFaultBoard.mostFaults + 1), at: .zero)
    #expect(board.entries.count == StubFaultBoard.mostFaults)
    #expect(board.entries.first?.number == 2)
  }
}
