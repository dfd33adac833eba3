import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway
@testable import GatewayTrials

/// The control API over loopback sockets.
@Suite struct ControlListenerTests {
  private static let drain = #"{"kind":"drain","scope":"use1/sonnet","reason":"INC-1"}"#

  @Test func `answers a snapshot`() throws {
    var bench = try ListenerBench()
    let answer = try bench.ask("GET", "/api/v1/snapshot")
    #expect(answer.status == 200)
    #expect(try SystemSnapshot.read(Array(answer.text.utf8)).engine == "r-3")
  }

  @Test func `answers over a Unix socket, and knows that this process is at the other end`() throws {
    // A name in a folder of its own.
    let name = try TemporaryFile("")
    let path = name.path + ".1"
    var bench = try ListenerBench(on: .unix(path: path))
    #expect(try bench.ask("POST", "/api/v1/acts", Self.drain).status == 200)
    let line = try #require(bench.both.listener.service.desk.audit.lines().first)
    #expect(line.receipt.actor == "console")
    #expect(line.remote == nil)
  }

  @Test func `a body beyond the limit is refused`() throws {
    var bench = try ListenerBench()
    let body = String(repeating: "x", count: ControlRequest.bodyLimit + 1)
    #expect(try bench.ask("POST", "/api/v1/outcomes", body).status == 413)
    #expect(try bench.ask("GET", "/healthz").status == 200)
  }

  @Test func `a stream begins with whose it is and a snapshot, and an act appears in it`() throws {
    var bench = try ListenerBench()
    let stream = try bench.start("GET", "/api/v1/stream")
    bench.turn { $0.answers[stream]?.messages.contains("snapshot") == true }
    #expect(bench.both.answers[stream]?.messages.prefix(2) == ["hello", "snapshot"])
    _ = try bench.ask("POST", "/api/v1/acts", Self.drain)
    #expect(bench.turn { $0.answers[stream]?.messages.contains("audit") == true })
    #expect(bench.both.answers[stream]?.text.contains("INC-1") == true)
  }

  @Test func `a stream goes on where it broke off`() throws {
    var bench = try ListenerBench()
    let first = try bench.start("GET", "/api/v1/stream")
    _ = try bench.ask("POST", "/api/v1/acts", Self.drain)
    bench.turn { $0.answers[first]?.messages.contains("audit") == true }
    let last = try #require(bench.both.answers[first]?.lastID)
    bench.loop.cancel(first)
    _ = try bench.ask("POST", "/api/v1/acts", #"{"kind":"undrain","scope":"use1/sonnet","reason":"INC-2"}"#)
    let second = try bench.start("GET", "/api/v1/stream", fields: [HeaderField("last-event-id", last)])
    bench.turn { $0.answers[second]?.messages.contains("audit") == true }
    let text = try #require(bench.both.answers[second]?.text)
    #expect(text.contains("INC-2"))
    #expect(!text.contains("INC-1"))
    #expect(text.contains(#""resumed":true"#))
  }

  @Test func `a place in another run is no place to go on from`() throws {
    var bench = try ListenerBench()
    let stream = try bench.start(
      "GET", "/api/v1/stream", fields: [HeaderField("last-event-id", "former.5.5")])
    bench.turn { $0.answers[stream]?.messages.contains("snapshot") == true }
    #expect(bench.both.answers[stream]?.text.contains(#""resumed":false"#) == true)
  }

  @Test func `a new reader gets as much of the past as it asks for`() throws {
    var bench = try ListenerBench()
    _ = try bench.ask("POST", "/api/v1/acts", Self.drain)
    let stream = try bench.start("GET", "/api/v1/stream?history=10")
    #expect(bench.turn { $0.answers[stream]?.messages.contains("audit") == true })
  }

  @Test func `64 consoles watch and the next is told to wait`() throws {
    var bench = try ListenerBench()
    // Plain requests are limited to 64 on a loop: one more needs room.
    let streams = try (0..<StreamHub.readerLimit - 1).map { _ in try bench.start("GET", "/api/v1/stream") }
    bench.turn { both in both.listener.readers == StreamHub.readerLimit - 1 }
    #expect(bench.both.listener.readers == StreamHub.readerLimit - 1)
    bench.turn { both in streams.allSatisfy { both.answers[$0]?.messages.contains("snapshot") == true } }
    #expect(streams.allSatisfy { bench.both.answers[$0]?.status == 200 })
  }

  @Test func `an operator takes the place of a viewer where there is no other, and no viewer takes one`()
    throws
  {
    var bench = try ListenerBench(tokens: true, readers: 2)
    func start(_ token: String) throws -> TransferID {
      try bench.start("GET", "/api/v1/stream", fields: [HeaderField("authorization", "Bearer \(token)")])
    }
    let viewers = try (0..<2).map { _ in
      let viewer = try start(ServiceBench.viewerToken)
      bench.turn { $0.answers[viewer]?.messages.contains("snapshot") == true }
      return viewer
    }
    let late = try start(ServiceBench.viewerToken)
    bench.turn { $0.answers[late]?.isDone == true }
    #expect(bench.both.answers[late]?.status == 503)
    let operators = try (0..<2).map { _ in
      let one = try start(ServiceBench.operatorToken)
      bench.turn { $0.answers[one]?.messages.contains("snapshot") == true }
      return one
    }
    #expect(bench.turn { both in viewers.allSatisfy { both.answers[$0]?.isDone == true } })
    #expect(viewers.allSatisfy { bench.both.answers[$0]?.failure == nil })
    #expect(bench.both.listener.readers == 2)
    let third = try start(ServiceBench.operatorToken)
    bench.turn { $0.answers[third]?.isDone == true }
    #expect(bench.both.answers[third]?.status == 503)
    #expect(operators.allSatisfy { bench.both.answers[$0]?.isDone == false })
  }

  @Test func `a reader that leaves makes room`() throws {
    var bench = try ListenerBench()
    let stream = try bench.start("GET", "/api/v1/stream")
    bench.turn { $0.listener.readers == 1 }
    bench.loop.cancel(stream)
    #expect(bench.turn { $0.listener.readers == 0 })
  }

  @Test func `a reader that takes nothing gets no backlog, and is dropped after a minute`() throws {
    var bench = try ListenerBench(clock: .manual(Instant(nanoseconds: 1_000_000_000)))
    guard case .tcp(_, let port) = bench.address else { return }
    let idle = Caller(port: port, holding: 4_096)
    idle.send("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
    bench.turn { $0.listener.readers == 1 }
    var seconds = 0
    while bench.both.listener.readers == 1, seconds < 600 {
      seconds += 1
      bench.loop.advanceClock(by: .seconds(1))
      bench.loop.turn(&bench.both, atMost: .milliseconds(1))
      bench.both.listener.tick(on: &bench.loop, &bench.both.host)
    }
    #expect(bench.both.listener.readers == 0)
    #expect((60...90).contains(seconds), "dropped after \(seconds) s")
    idle.receive()
    #expect(idle.text.count < 40_000, "\(idle.text.count) bytes waited for it")
  }

  @Test func `the end of the process ends streams in good order`() throws {
    var bench = try ListenerBench()
    let stream = try bench.start("GET", "/api/v1/stream")
    bench.turn { $0.listener.readers == 1 }
    bench.both.listener.endStreams(on: &bench.loop)
    bench.turn { $0.answers[stream]?.isDone == true }
    #expect(bench.both.answers[stream]?.failure == nil)
    #expect(try bench.ask("GET", "/readyz").status == 503)
  }
}
