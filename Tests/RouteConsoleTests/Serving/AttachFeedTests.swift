import Gateway
import Glibc
import RoutingEngine
import TelemetryClient
import Testing
import Transport
import Wire

@testable import RouteConsole

/// The whole way: a demo's server on one thread, consoles' feeds on others, sockets between them.
@Suite struct AttachFeedTests {
  private static let drain = ActRequest(.drain(.endpoint("use1/sonnet")), reason: "INC-1")

  private static func feed(_ demo: BackgroundDemo, token: String? = nil, name: String = "mira") throws
    -> AttachFeed
  {
    try AttachFeed(
      try #require(ServerAddress(demo.url)),
      as: ControlCaller(token: token.map { Secret($0) }, name: name, host: "ops-1"), seed: 7)
  }

  /// Takes news until one of them is the wanted one; gives up after a bounded number of waits on the descriptor.
  private static func news(
    of feed: AttachFeed, until isWanted: (FeedNews) -> Bool
  ) throws -> [FeedNews] {
    var all: [FeedNews] = []
    for wait in 0..<400 {
      let news = feed.take(now: .milliseconds(wait * 50))
      all += news
      if news.contains(where: isWanted) { return all }
      var waiting = pollfd(fd: try #require(feed.wakeDescriptor), events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&waiting, 1, 50)
    }
    Issue.record("it never came; last were \(all.suffix(3))")
    return all
  }

  private static func isSnapshot(_ news: FeedNews) -> Bool {
    if case .snapshot = news { return true }
    return false
  }

  @Test func `figures and identity come, and the link is live`() throws {
    let demo = try BackgroundDemo()
    let feed = try Self.feed(demo)
    let news = try Self.news(of: feed) { $0 == .link(.live) }
    #expect(news.contains { if case .identity(_, canAct: true) = $0 { true } else { false } })
    #expect(news.contains(where: Self.isSnapshot))
  }

  @Test func `an act of one console appears in the other, with name and reason`() throws {
    let demo = try BackgroundDemo()
    let (mira, jon) = (try Self.feed(demo), try Self.feed(demo, name: "jon"))
    _ = try Self.news(of: jon) { $0 == .link(.live) }
    mira.send(.act(Ticket(number: 1), Self.drain, revision: nil))
    let own = try Self.news(of: mira) { if case .receipt = $0 { true } else { false } }
    #expect(
      own.contains {
        if case .receipt(Ticket(number: 1), let receipt) = $0 { receipt.outcome == .applied } else { false }
      })
    let seen = try Self.news(of: jon) { if case .audit = $0 { true } else { false } }
    let lines = seen.flatMap { if case .audit(let lines) = $0 { lines } else { [AuditLine]() } }
    #expect(lines.first?.receipt.actor == "mira")
    #expect(lines.first?.receipt.act.reason == "INC-1")
    #expect(lines.first?.host == "ops-1")
  }

  @Test func `of two consoles that saw the same, one wins and the other sees why`() throws {
    let demo = try BackgroundDemo()
    let (mira, jon) = (try Self.feed(demo), try Self.feed(demo, name: "jon"))
    mira.send(.preview(Ticket(number: 1), Self.drain))
    let previewed = try Self.news(of: mira) { if case .preview = $0 { true } else { false } }
    let revisions = previewed.compactMap {
      if case .preview(_, let preview) = $0 { preview.revision } else { nil }
    }
    let revision = try #require(revisions.first)
    mira.send(.act(Ticket(number: 2), Self.drain, revision: revision))
    _ = try Self.news(of: mira) { if case .receipt = $0 { true } else { false } }
    jon.send(.act(Ticket(number: 9), Self.drain, revision: revision))
    let news = try Self.news(of: jon) { if case .receipt = $0 { true } else { false } }
    let receipts = news.compactMap { if case .receipt(_, let receipt) = $0 { receipt } else { nil } }
    #expect(receipts.first?.outcome == .conflict)
    #expect(receipts.first?.reason?.isEmpty == false)
  }

  @Test func `a viewer sees, and its act is refused`() throws {
    let demo = try BackgroundDemo(tokens: true)
    let feed = try Self.feed(demo, token: BackgroundDemo.viewerToken)
    let news = try Self.news(of: feed) { $0 == .link(.live) }
    #expect(news.contains(.identity(name: "victor", canAct: false)))
    feed.send(.act(Ticket(number: 1), Self.drain, revision: nil))
    let answer = try Self.news(of: feed) { if case .failed = $0 { true } else { false } }
    #expect(
      answer.contains { if case .failed(_, let failure) = $0 { failure.code == "role" } else { false } })
  }

  @Test func `an unknown token ends the link in the server's words`() throws {
    let demo = try BackgroundDemo(tokens: true)
    let feed = try Self.feed(demo, token: "guessed-token")
    let news = try Self.news(of: feed) { if case .link(.ended) = $0 { true } else { false } }
    #expect(
      news.contains { if case .link(.ended(let reason)) = $0 { reason.contains("token") } else { false } })
  }

  @Test func `a server that goes is lost, and one that comes back is live again`() throws {
    let demo = try BackgroundDemo()
    let feed = try Self.feed(demo)
    _ = try Self.news(of: feed) { $0 == .link(.live) }
    demo.end()
    _ = try Self.news(of: feed) { if case .link(.lost) = $0 { true } else { false } }
    let again = try BackgroundDemo(port: demo.port, run: "another")
    let news = try Self.news(of: feed) { $0 == .link(.live) }
    #expect(news.contains(where: Self.isSnapshot))
    again.end()
  }

  @Test func `cost and candidates come when asked for`() throws {
    let demo = try BackgroundDemo()
    let feed = try Self.feed(demo)
    feed.send(.cost)
    feed.send(.explain(feature: "code"))
    let news = try Self.news(of: feed) { if case .explanation = $0 { true } else { false } }
    #expect(
      news.contains { if case .explanation("code", let lines) = $0 { lines.count == 2 } else { false } })
    #expect(
      try Self.news(of: feed) { _ in true }.isEmpty == false
        || news.contains { if case .cost = $0 { true } else { false } })
  }

  @Test func `an order that nobody can carry out is answered`() throws {
    let demo = try BackgroundDemo()
    let feed = try Self.feed(demo)
    feed.send(.reload(Ticket(number: 4)))
    let news = try Self.news(of: feed) { if case .failed(Ticket(number: 4), _) = $0 { true } else { false } }
    #expect(!news.isEmpty)
  }

  @Test func `figures are taken over as often as is wanted, and at once when something has changed`() {
    var pace = SnapshotPace(interval: .seconds(5))
    let taken = (0..<12).filter { pace.takes(revision: $0 < 7 ? 1 : 2, at: .seconds($0)) }
    #expect(taken == [0, 5, 7])
    pace.beginAnew()
    let first = pace.takes(revision: 2, at: .seconds(12))
    #expect(first)
    var every = SnapshotPace(interval: .seconds(1))
    #expect((0..<4).allSatisfy { every.takes(revision: 1, at: .milliseconds($0 * 900)) })
  }
}
