import RoutingEngine
import Testing
import Transport
import Wire

@testable import Archive

@Suite struct LedgerBookTests {
  private static let configuration: EngineConfiguration = {
    var configuration = EngineConfiguration(
      endpoints: ["a", "b"].map {
        EndpointConfiguration(id: $0, provider: "p", cloud: "aws", region: "r", model: "m")
      },
      features: [
        FeatureConfiguration(
          id: "chat",
          candidates: [Candidate(endpoint: EndpointIndex(0)), Candidate(endpoint: EndpointIndex(1))])
      ])
    for index in configuration.endpoints.indices {
      configuration.endpoints[index].price = Price(input: 3_000_333, output: 15_000_777)
    }
    return configuration
  }()

  /// An engine that serves calls of odd sizes, so that sums have every digit.
  private struct Server {
    var engine = RoutingEngine(configuration: LedgerBookTests.configuration, at: .origin)
    var now = Timestamp.origin
    var served = 0

    mutating func serve(_ count: Int) {
      for _ in 0..<count {
        now += .milliseconds(10)
        served += 1
        var request = RoutedRequest(
          feature: FeatureIndex(0), arrived: now, promptTokens: 100, session: UInt64(served))
        guard case .attempt(let attempt) = engine.route(&request, at: now) else { continue }
        let usage = TokenUsage(input: UInt32(97 + served % 1_000), output: UInt32(13 + served % 97))
        let `class`: OutcomeClass = served % 17 == 0 ? .cancelled : .ok
        _ = engine.handle(
          .outcome(
            attempt.id, Outcome(`class`, ttft: .milliseconds(5), latency: .milliseconds(9), usage: usage)),
          at: now)
      }
    }
  }

  @Test func `sums survive restarts to the nano-dollar`() throws {
    let home = try TemporaryDirectory()
    var expected = Ledger.Entry()
    for restart in 0..<4 {
      var server = Server()
      let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
      var notices: [String] = []
      var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
      for flush in 0..<5 {
        server.serve(100 + 7 * restart + flush)
        try book.book(server.engine.ledger.rows, in: Self.configuration, at: Samples.minutes(Int64(restart)))
      }
      expected += server.engine.ledger.total
      #expect(notices == [])
      #expect(try book.sums(from: Samples.noon, to: Samples.noon).total == expected)
    }
    #expect(expected.wastedNanoUSD > 0)
  }

  @Test func `what a new configuration no longer has is booked all the same`() throws {
    let home = try TemporaryDirectory()
    var server = Server()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var notices: [String] = []
    var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
    server.serve(10)
    try book.book(server.engine.ledger.rows, in: Self.configuration, at: Samples.noon)
    server.serve(10)
    var less = Self.configuration
    less.endpoints.removeFirst()
    less.features[0].candidates = [Candidate(endpoint: EndpointIndex(0))]
    // Another provider under the same id is another line, and what was booked is not booked again under it.
    less.endpoints[0].provider = "q"
    for configuration in [less, Self.configuration, less, less] {
      server.engine = server.engine.reconfigured(configuration, at: server.now).engine
      server.serve(10)
      let ledger = server.engine.ledger
      try book.book(ledger.rows, former: ledger.former, in: configuration, at: Samples.noon)
      try book.book(ledger.rows, former: ledger.former, in: configuration, at: Samples.noon)
      #expect(try book.sums(from: Samples.noon, to: Samples.noon).total == ledger.total)
    }
    #expect(server.engine.ledger.total.attempts == 60)
  }

  @Test func `a day ends at midnight and a span adds days up`() throws {
    let home = try TemporaryDirectory()
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var notices: [String] = []
    var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
    var server = Server()
    server.serve(50)
    try book.book(server.engine.ledger.rows, in: Self.configuration, at: Samples.noon)
    let first = server.engine.ledger.total
    server.serve(70)
    let next = Samples.minutes(24 * 60)
    try book.book(server.engine.ledger.rows, in: Self.configuration, at: next)
    #expect(try book.sums(from: Samples.noon, to: Samples.noon).total == first)
    #expect(try book.sums(from: Samples.noon, to: next).total == server.engine.ledger.total)
    let files = try FileSystem.list(state.path(of: LedgerBook.name)).map(\.name)
    #expect(files == ["\(Samples.noon.dayText).jsonl", "\(next.dayText).jsonl"])
  }

  @Test func `hours are told apart, also by another process`() throws {
    let home = try TemporaryDirectory()
    var server = Server()
    var expected: [Int64] = []
    do {
      let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
      var notices: [String] = []
      var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
      for hour in 0..<3 {
        let before = server.engine.ledger.total.nanoUSD
        server.serve(20 + hour)
        expected.append(server.engine.ledger.total.nanoUSD - before)
        try book.book(
          server.engine.ledger.rows, in: Self.configuration, at: Samples.minutes(Int64(hour) * 60 + 1))
      }
    }
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var notices: [String] = []
    let book = try LedgerBook(in: state, now: Samples.minutes(200), notices: &notices)
    let parts = try book.parts(from: Samples.noon, to: Samples.minutes(200), by: .hour)
    #expect(parts.map(\.sums.total.nanoUSD) == expected)
    #expect(parts.map(\.start) == [0, 60, 120].map { Samples.minutes($0).startOfHour })
    let later = try book.parts(from: Samples.minutes(60), to: Samples.minutes(200), by: .day)
    #expect(later.map(\.sums.total.nanoUSD) == [expected[1] + expected[2]])
  }

  @Test func `a file that grows long stays bounded: past hours become one, and the sums stay`() throws {
    let home = try TemporaryDirectory()
    var server = Server()
    let path = home.path(of: "state") + "/ledger/\(Samples.noon.dayText).jsonl"
    let limit = 1_200
    do {
      let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
      var notices: [String] = []
      var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices, compactionBytes: limit)
      for minute in 0..<Int64(11 * 60) where minute.isMultiple(of: 10) {
        server.serve(5)
        try book.book(server.engine.ledger.rows, in: Self.configuration, at: Samples.minutes(minute))
      }
    }
    #expect(try TemporaryDirectory.bytes(of: path).count < 2 * limit)
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var notices: [String] = []
    let book = try LedgerBook(in: state, now: Samples.minutes(660), notices: &notices)
    #expect(try book.sums(from: Samples.noon, to: Samples.noon).total == server.engine.ledger.total)
    let hours = try book.parts(from: Samples.noon.startOfDay, to: Samples.minutes(660), by: .hour)
    #expect((2...10).contains(hours.count), "\(hours.count) hours are told apart")
    #expect(hours.first?.start == Samples.noon.startOfDay)
    #expect(hours.last?.start == Samples.minutes(600))
  }

  @Test func `hourly prices are booked, of endpoints without calls too`() throws {
    let home = try TemporaryDirectory()
    var configuration = Self.configuration
    configuration.endpoints[1].capacity.hourlyUSD = 36
    var engine = RoutingEngine(configuration: configuration, at: .origin)
    _ = engine.handle(.tick, at: .origin + .seconds(100))
    let charged = engine.ledger.rows.reduce(0) { $0 + $1.entry.hourlyNanoUSD }
    #expect(charged > 0)
    do {
      let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
      var notices: [String] = []
      var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
      try book.book(engine.ledger.rows, in: configuration, at: Samples.noon)
      // Booked twice, the second time there is nothing new.
      try book.book(engine.ledger.rows, in: configuration, at: Samples.noon)
    }
    let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
    var notices: [String] = []
    let book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
    let sums = try book.sums(from: Samples.noon, to: Samples.noon)
    #expect(sums.total.hourlyNanoUSD == charged)
    #expect(sums.report(from: Samples.noon, to: Samples.noon).totalUSD == Double(charged) / 1e9)
  }

  @Test func `a file cut at any byte loses no more than its last line`() throws {
    let home = try TemporaryDirectory()
    let path = home.path(of: "state") + "/ledger/\(Samples.noon.dayText).jsonl"
    var sums: [Ledger.Entry] = [Ledger.Entry()]
    do {
      let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
      var notices: [String] = []
      var book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
      var server = Server()
      for _ in 0..<4 {
        server.serve(20)
        try book.book(server.engine.ledger.rows, in: Self.configuration, at: Samples.noon)
        sums.append(server.engine.ledger.total)
      }
    }
    let whole = try TemporaryDirectory.bytes(of: path)
    var wrong: [Int] = []
    for cut in 0..<whole.count {
      try TemporaryDirectory.write(Array(whole.prefix(cut)), to: path)
      let state = try StateDirectory(home.path(of: "state"), for: Samples.owner)
      var notices: [String] = []
      let book = try LedgerBook(in: state, now: Samples.noon, notices: &notices)
      let lines = whole.prefix(cut + 1).count { $0 == UInt8(ascii: "\n") }
      if try book.sums(from: Samples.noon, to: Samples.noon).total != sums[lines] { wrong.append(cut) }
    }
    #expect(wrong == [])
  }

  @Test func `the report names what the sums are of`() {
    var sums = LedgerSums()
    var entry = Ledger.Entry()
    (entry.attempts, entry.succeeded, entry.nanoUSD, entry.estimated) = (4, 3, 2_500_000_001, 1)
    sums.add(entry, to: LedgerSums.Pair(feature: "chat", endpoint: "a", provider: "p"))
    let report = sums.report(from: Samples.noon, to: Samples.minutes(1))
    #expect(report.totalUSD == 2.500000001)
    #expect(report.lines.map(\.endpoint) == ["a"])
    #expect(report.lines.first?.estimatedShare == 0.25)
  }
}
