import Testing
import Transport

@Suite struct `A caller that sends no more` {
  @Test func `gets the answer that is there at once`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send(`The event loop's server`.get)
    caller.endWriting()
    bench.settle()
    #expect(caller.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
  }

  @Test func `is told what is wrong with its request`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("GET / HTTP/1.1\r\n\r\n")
    caller.endWriting()
    bench.settle()
    #expect(caller.receive()?.hasPrefix("HTTP/1.1 400 ") == true)
  }

  @Test func `gets an answer that takes long, after an interim one that shows whether it listens`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(`The event loop's server`.get)
    caller.endWriting()
    bench.settle()
    #expect(caller.receive() == "HTTP/1.1 100 Continue\r\n\r\n")
    bench.handler.respond(bench.handler.open[0], Array("late".utf8), on: &bench.loop)
    bench.settle()
    #expect(
      caller.receive() == "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nlate")
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0 && bench.handler.closed.isEmpty)
  }

  @Test func `gets the rest of a stream, and is not answered twice`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(`The event loop's server`.get)
    bench.settle()
    let id = bench.handler.open[0]
    bench.loop.beginResponse(id, status: 200, fields: HeaderBlock(), body: .stream)
    bench.loop.writeBody(Array("one".utf8).span, to: id)
    bench.settle()
    caller.endWriting()
    bench.settle()
    bench.loop.writeBody(Array("two".utf8).span, to: id)
    bench.loop.endResponse(id)
    bench.settle()
    #expect(
      caller.receive()
        == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n03\r\ntwo\r\n0\r\n\r\n")
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
  }

  @Test func `gets the answers to all requests that it has sent in whole`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send(`The event loop's server`.get + `The event loop's server`.get + "GET /rest HT")
    caller.endWriting()
    bench.settle()
    for _ in 0..<2 {
      bench.handler.respond(try #require(bench.handler.open.last), [], on: &bench.loop)
      bench.settle()
    }
    let received = caller.receive() ?? ""
    #expect(received.split(separator: "HTTP/1.1 200 OK", omittingEmptySubsequences: false).count == 3)
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
    #expect(bench.handler.requests == ["/a", "/a"])
  }

  @Test func `in the middle of a stream is seen to be gone where it is`() throws {
    var bench = try LoopBench(answer: .silence)
    do {
      let caller = LoopbackCaller(port: bench.port)
      caller.send(`The event loop's server`.get)
      bench.settle()
      bench.loop.beginResponse(
        bench.handler.open[0], status: 200, fields: HeaderBlock(), body: .stream)
      bench.settle()
      _ = caller.receive()
    }
    bench.settle()
    #expect(bench.handler.closed == [.callerGone] && bench.loop.connectionCount == 0)
  }

  @Test func `with HTTP 1.0 gets its answer and nothing before it`() throws {
    var bench = try LoopBench(answer: .silence)
    let caller = LoopbackCaller(port: bench.port)
    caller.send("GET /a HTTP/1.0\r\n\r\n")
    caller.endWriting()
    bench.settle()
    #expect(caller.receive() == "")
    bench.handler.respond(bench.handler.open[0], [], on: &bench.loop)
    bench.settle()
    #expect(caller.receive()?.hasPrefix("HTTP/1.1 200 ") == true)
    #expect(caller.receive() == nil && bench.loop.connectionCount == 0)
  }

  @Test func `before the end of its request is left without an answer`() throws {
    var bench = try LoopBench()
    let caller = LoopbackCaller(port: bench.port)
    caller.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
    caller.endWriting()
    bench.settle()
    #expect(caller.receive() == nil && bench.handler.closed == [.callerGone])
  }
}
