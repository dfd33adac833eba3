import Testing
import Transport

@Suite struct `The event loop's server` {
  static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
  static let empty = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"

  @Test func `answers on a connection that stays`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    for _ in 0..<3 {
      caller.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
      bench.settle()
      #expect(caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
    }
    #expect(bench.loop.connectionCount == 1)
  }

  @Test func `answers pipelined requests in order`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    let second = "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n"
    caller.send(Self.get + second + Self.get)
    bench.settle()
    #expect(
      caller.receive() == Self.empty + "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nb" + Self.empty)
    #expect(bench.handler.requests == ["/a", "/b", "/a"])
  }

  @Test func `keeps later requests until the first is answered`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(Self.get + Self.get)
    bench.settle()
    #expect(bench.handler.requests.count == 1)
    bench.handler.respond(bench.handler.open[0], [], on: &bench.loop)
    bench.settle()
    #expect(bench.handler.requests.count == 2)
  }

  @Test func `reads a request that comes byte by byte`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    for byte in "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx".utf8 {
      caller.send([byte])
      bench.settle(turns: 2)
    }
    #expect(caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx")
  }

  @Test func `asks for a body that waits for it`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    bench.settle()
    #expect(caller.receive() == "HTTP/1.1 100 Continue\r\n\r\n")
    caller.send("hi")
    bench.settle()
    #expect(caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
  }

  @Test func `does not ask for a body that it has refused`() throws {
    var bench = try LoopBench(answer: .atHead)
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    bench.settle()
    #expect(
      caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nearly")
  }

  @Test func `answers a broken request and closes`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + Self.get)
    bench.settle()
    let answer = caller.receive() ?? ""
    #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n") && answer.hasSuffix("\"invalid_http\"}}"))
    #expect(caller.receive() == nil && bench.handler.refusals == [.repeatedHost])
  }

  @Test func `closes after an answer that asked for it`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    bench.settle()
    #expect(caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
  }

  @Test func `reports a caller that goes away before its answer`() throws {
    var bench = try LoopBench(answer: .silence)
    do {
      let caller = LoopbackCaller(port: bench.port)
      caller.send(Self.get)
      bench.settle()
    }
    bench.settle()
    #expect(bench.handler.closed == [.callerGone] && bench.loop.connectionCount == 0)
  }

  @Test func `cuts a connection while it reads from it`() throws {
    var bench = try LoopBench(answer: .cut)
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" + Self.get)
    bench.settle()
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
    #expect(bench.handler.requests == ["/"] && bench.handler.closed.isEmpty)
  }

  @Test func `ignores an answer to a caller that is gone`() throws {
    var bench = try LoopBench(answer: .silence)
    do {
      let caller = LoopbackCaller(port: bench.port)
      caller.send(Self.get)
      bench.settle()
    }
    bench.settle()
    let other = LoopbackCaller(port: bench.port)
    bench.settle()
    bench.handler.respond(bench.handler.open[0], [1], on: &bench.loop)
    bench.settle()
    #expect(other.receive() == "")
  }

  @Test func `makes the writer wait for a slow caller and tells it when to go on`() throws {
    var bench = try LoopBench(answer: .flood(8_000_000))
    let caller = LoopbackCaller(port: bench.port)
    caller.send(Self.get)
    bench.settle()
    #expect(bench.loop.pendingBytes(bench.handler.open[0]) > 256 * 1024 && bench.handler.drained == 0)
    var received = 0
    for _ in 0..<2000 where received < 8_000_000 {
      received += caller.receive()?.utf8.count ?? 0
      bench.settle(turns: 1)
    }
    #expect(bench.handler.drained == 1 && received > 8_000_000)
  }

  @Test func `stops reading a caller that sends far ahead`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(Self.get)
    bench.settle()
    var sent = 0
    for _ in 0..<1024 {
      sent += caller.sendSome([UInt8](repeating: 0x41, count: 65536))
      bench.settle(turns: 2)
    }
    // What the kernel buffers on both sides, far below the 64 MB that were offered.
    #expect(sent < 24_000_000 && bench.handler.closed.isEmpty)
  }

  @Test func `finishes what is under way when it stops listening`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(Self.get)
    bench.settle()
    bench.loop.stopListening()
    bench.handler.respond(bench.handler.open[0], [], on: &bench.loop)
    bench.settle()
    #expect(caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    #expect(bench.loop.connectionCount == 0)
  }

  @Test func `dates its answers where it has a clock`() throws {
    var loop = try EventLoop()
    guard case .tcp(_, let port) = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0)) else { return }
    var handler = Recorder()
    let caller = LoopbackCaller(port: port)
    caller.send(Self.get)
    for _ in 0..<4 {
      loop.turn(&handler, atMost: .milliseconds(10))
    }
    let lines = (caller.receive() ?? "").split(separator: "\r\n")
    let date = lines.first { $0.hasPrefix("date: ") }?.dropFirst(6)
    #expect(date.flatMap { WallTime(httpDate: String($0)) } != nil)
  }

  @Test func `hears the wake signal and its timers`() throws {
    var bench = try LoopBench()
    bench.loop.wakeSignal.raise()
    _ = bench.loop.schedule(7, after: .milliseconds(20))
    let cancelled = bench.loop.schedule(8, after: .milliseconds(20))
    bench.loop.cancel(cancelled)
    bench.wait(.milliseconds(30))
    #expect(bench.handler.wakes == 1 && bench.handler.timers == [7])
  }

  @Test func `does not fire a timer that another one due with it has cancelled`() throws {
    var bench = try LoopBench()
    _ = bench.loop.schedule(1, after: .milliseconds(20))
    bench.handler.cancelsWhenTimerFires = bench.loop.schedule(2, after: .milliseconds(20))
    bench.wait(.milliseconds(30))
    #expect(bench.handler.timers == [1])
  }

  @Test func `survives callers that send noise`() throws {
    var bench = try LoopBench()
    for seed in 0..<40 as Range<UInt64> {
      var chance = Chance(seed: seed)
      let caller = LoopbackCaller(port: bench.port)
      caller.send(chance.mutate(Array((Self.get + Self.get).utf8)))
      bench.settle(turns: 3)
    }
    bench.settle()
    let caller = LoopbackCaller(port: bench.port)
    caller.send(Self.get)
    bench.settle()
    #expect(caller.receive() == Self.empty)
  }

  @Test func `serves a Unix socket and takes over a stale one`() throws {
    let path = TemporaryPath.fresh(".sock")
    var bench = try LoopBench()
    #expect(try bench.loop.listen(on: .unix(path: path)) == .unix(path: path))
    #expect(throws: TransportError.self) { try Self.listenElsewhere(path) }
    bench.loop.stopListening()
    LoopbackListener.leaveStaleSocket(path)
    #expect(throws: Never.self) { try Self.listenElsewhere(path) }
  }

  static func listenElsewhere(_ path: String) throws {
    var loop = try EventLoop()
    _ = try loop.listen(on: .unix(path: path))
  }
}

@Suite struct `A caller that is too slow` {
  @Test func `with the head of a request is told so and cut after the head timeout`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    for _ in 0..<11 {
      caller.send("G")
      bench.settle(turns: 2)
      bench.wait(.seconds(1))
    }
    #expect(caller.receive()?.hasPrefix("HTTP/1.1 408 ") == true)
    bench.wait(bench.loop.limits.lingerTimeout + .seconds(1))
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
  }

  @Test func `with the next request is cut after the idle timeout`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    bench.settle()
    bench.wait(.seconds(74))
    #expect(caller.receive() == "")
    bench.wait(.seconds(2))
    #expect(caller.receive() == nil)
  }

  @Test func `with a body is told so, cut and reported`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
    bench.settle()
    bench.wait(.seconds(31))
    #expect(bench.handler.closed == [.timeout])
    let answer = caller.receive() ?? ""
    #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("connection: close"))
    #expect(caller.receive() == nil)
  }

  @Test func `with a body that trickles is told so as early as one that sends nothing`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n")
    bench.settle()
    bench.wait(.seconds(20))
    caller.send("x")
    bench.settle(turns: 2)
    #expect(bench.handler.closed.isEmpty)
    bench.wait(.seconds(11))
    #expect(bench.handler.closed == [.timeout])
    #expect(caller.receive()?.hasPrefix("HTTP/1.1 408 ") == true)
  }

  @Test func `with a body that comes at a fair pace is cut when the request has taken too long`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n")
    bench.settle()
    let piece = [UInt8](repeating: 0x78, count: 10 * bench.loop.limits.bodyBytesPerSecond)
    for _ in 0..<28 {
      bench.wait(.seconds(10))
      caller.send(piece)
      bench.settle()
    }
    #expect(bench.handler.closed.isEmpty)
    bench.wait(.seconds(21))
    #expect(bench.handler.closed == [.timeout])
  }

  @Test func `to take its answer is cut`() throws {
    var bench = try LoopBench(answer: .flood(8_000_000))
    let caller = LoopbackCaller(port: bench.port)
    caller.send(`The event loop's server`.get)
    bench.settle()
    bench.wait(.seconds(61))
    #expect(bench.loop.connectionCount == 0)
  }

  @Test func `is not cut while its answer takes long`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(`The event loop's server`.get)
    bench.settle()
    bench.wait(.seconds(500))
    bench.handler.respond(bench.handler.open[0], [], on: &bench.loop)
    bench.settle()
    #expect(caller.receive() == `The event loop's server`.empty)
  }
}

@Suite struct `A listening address` {
  @Test(arguments: [
    ("127.0.0.1:80", ListenAddress.tcp(host: "127.0.0.1", port: 80)),
    ("[::1]:8080", .tcp(host: "::1", port: 8080)),
    ("localhost:1", .tcp(host: "127.0.0.1", port: 1)),
    ("unix:/run/x.sock", .unix(path: "/run/x.sock")),
  ])
  func `is read from text`(text: String, address: ListenAddress) {
    #expect(ListenAddress(text) == address)
  }

  @Test(arguments: ["", "80", ":80", "a:65536", "unix:", "a:-1"]) func `is not read from this`(text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test(arguments: [("127.0.0.1:80", true), ("[::1]:80", true), ("unix:/x", true), ("0.0.0.0:80", false)])
  func `knows whether only this machine reaches it`(text: String, isLocal: Bool) {
    #expect(ListenAddress(text)?.isLocal == isLocal)
  }

  @Test func `that is no IP address is refused with a sentence`() throws {
    var bench = try LoopBench()
    do {
      _ = try bench.loop.listen(on: .tcp(host: "example.com", port: 1))
      Issue.record("It was taken.")
    } catch {
      #expect(error == .badAddress("example.com:1"))
    }
  }
}
