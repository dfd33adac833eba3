import RoutingEngine
import Testing
import Transport
import Wire

@testable import Gateway

@Suite struct StreamHubTests {
  private static func stream(_ bench: ServiceBench) -> StreamRequest {
    StreamRequest(
      ServiceBench.request(.get, "/api/v1/stream"), author: ActAuthor(name: "mira", role: .operator),
      run: "run")
  }

  private static func hub(_ bench: ServiceBench, readers: Int) -> StreamHub {
    var hub = StreamHub(run: "run")
    for key in 0..<readers {
      let stream = stream(bench)
      _ = hub.add(key, stream, hello: bench.service.hello(to: stream), desk: bench.service.desk)
    }
    return hub
  }

  @Test func `a reader that was slow gets the newest snapshot alone`() throws {
    let bench = try ServiceBench()
    var hub = Self.hub(bench, readers: 1)
    for number in 1...50 { hub.take(snapshot: Array("{\"revision\":\(number)}".utf8)) }
    let text = String(decoding: hub.next(for: 0, desk: bench.service.desk), as: UTF8.self)
    #expect(text == "event: snapshot\ndata: {\"revision\":50}\n\n")
    #expect(hub.next(for: 0, desk: bench.service.desk).isEmpty)
  }

  @Test func `a reader that was slow gets the lines it missed`() throws {
    var bench = try ServiceBench()
    var hub = Self.hub(bench, readers: 2)
    _ = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"use1/sonnet","reason":"one"}"#)
    hub.forgetPieces()
    _ = hub.next(for: 0, desk: bench.service.desk)
    _ = bench.post("/api/v1/acts", #"{"kind":"undrain","scope":"use1/sonnet","reason":"two"}"#)
    hub.forgetPieces()
    let quick = String(decoding: hub.next(for: 0, desk: bench.service.desk), as: UTF8.self)
    let slow = String(decoding: hub.next(for: 1, desk: bench.service.desk), as: UTF8.self)
    #expect(!quick.contains("\"one\"") && quick.contains("\"two\""))
    #expect(slow.contains("\"one\"") && slow.contains("\"two\""))
  }

  @Test func `a piece is encoded once for readers at the same place`() throws {
    var bench = try ServiceBench()
    var hub = Self.hub(bench, readers: StreamHub.readerLimit)
    _ = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"use1/sonnet","reason":"one"}"#)
    hub.forgetPieces()
    let pieces = (0..<StreamHub.readerLimit).map { hub.next(for: $0, desk: bench.service.desk) }
    #expect(Set(pieces).count == 1)
    #expect(hub.encodings == 1)
  }

  @Test func `there is room for 64 readers`() throws {
    let bench = try ServiceBench()
    #expect(Self.hub(bench, readers: StreamHub.readerLimit - 1).hasRoom)
    #expect(!Self.hub(bench, readers: StreamHub.readerLimit).hasRoom)
  }
}
