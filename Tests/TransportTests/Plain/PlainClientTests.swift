import Testing

@testable import Transport

/// Requests from the event loop to its own server and to bare sockets, without libcurl.
@Suite struct `The plain client` {
  private static func request(
    _ method: String, _ port: UInt16, path: String = "/", body: String? = nil
  ) -> OutgoingRequest {
    OutgoingRequest(
      method: method, url: "http://127.0.0.1:\(port)\(path)", fields: [HeaderField("X-Key", "1")],
      body: body.map { Array($0.utf8) }, timeouts: TransferTimeouts(connect: .seconds(2), total: nil))
  }

  @Test func `gets an answer`() throws {
    var bench = try LoopBench()
    let response = try bench.ask("POST", body: "hello")
    #expect(response.status == 200 && response.text == "hello" && response.failure == nil)
  }

  @Test func `sends path and query byte for byte`() throws {
    var bench = try LoopBench()
    let path = "/model/a%3Ab:c/../%2F/./x%2fy//z?q=%zz"
    let id = try bench.loop.start(Self.request("GET", bench.port, path: path), to: bench.address)
    _ = bench.finish(id)
    #expect(bench.handler.requests == [String(path.prefix { $0 != "?" })])
  }

  @Test func `sends a body of many pieces`() throws {
    var bench = try LoopBench()
    let body = String(repeating: "0123456789", count: 300_000)
    let response = try bench.ask("PUT", body: body)
    #expect(response.text == body)
  }

  @Test func `reads a stream and its content type`() throws {
    var bench = try LoopBench(answer: .pieces(["data: 1\n\n", "data: 2\n\n"]))
    let response = try bench.ask("GET")
    #expect(response.text == "data: 1\n\ndata: 2\n\n" && response.contentType == "text/event-stream")
  }

  @Test func `uses a connection again, unless it is told not to`() throws {
    var bench = try LoopBench()
    for _ in 0..<5 {
      let response = try bench.ask("GET")
      #expect(response.status == 200)
    }
    #expect(bench.loop.connectionCount == 1)
    let last = try bench.loop.start(Self.request("GET", bench.port), to: bench.address)
    #expect(bench.finish(last).status == 200)
    bench.settle()
    #expect(bench.loop.connectionCount == 1, "the other connection is closed")
  }

  @Test func `opens another connection where the kept one has been closed`() throws {
    var bench = try LoopBench()
    _ = try bench.ask("POST", body: "1")
    bench.loop.closeIdleConnections()
    bench.settle()
    let response = try bench.ask("POST", body: "2")
    #expect(response.text == "2")
  }

  @Test func `sends a request again, once, that met a connection just closed`() throws {
    var bench = try LoopBench()
    let listener = LoopbackListener()
    let address = PlainAddress.tcp(host: "127.0.0.1", port: listener.port)
    let post = Self.request("POST", listener.port, body: "x")
    let first = try bench.loop.start(post, to: address, keepsConnection: true)
    let served = try bench.accepted(listener)
    _ = bench.receive(served)
    served.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
    #expect(bench.finish(first).text == "hi")
    // The request is on its way when the other side closes; nothing of an answer has come.
    let second = try bench.loop.start(post, to: address, keepsConnection: true)
    let request = bench.receive(served)
    #expect(request.hasSuffix("\r\n\r\nx"))
    served.reset()
    bench.close(served)
    let again = try bench.accepted(listener)
    let repeated = bench.receive(again)
    #expect(repeated == request, "the whole request, body included")
    bench.close(again)
    #expect(bench.finish(second).failure == .cutBeforeResponse)
    #expect(listener.accept() == nil, "not a third time")
  }

  @Test(arguments: [
    "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi",
    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi",
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi and more",
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
  ])
  func `does not use a connection again that may be out of step`(answer: String) throws {
    var bench = try LoopBench()
    let listener = LoopbackListener()
    let address = PlainAddress.tcp(host: "127.0.0.1", port: listener.port)
    let id = try bench.loop.start(
      Self.request("GET", listener.port), to: address, keepsConnection: true)
    let served = try bench.accepted(listener)
    served.send(answer)
    #expect(bench.finish(id).text == "hi")
    #expect(bench.loop.plain.count == 0)
  }

  @Test func `closes a kept connection that grows old`() throws {
    var bench = try LoopBench()
    _ = try bench.ask("GET")
    bench.wait(.seconds(49))
    #expect(bench.loop.plain.idleCount == 1)
    bench.wait(.seconds(2))
    #expect(bench.loop.plain.count == 0 && bench.loop.plain.idleCount == 0)
  }

  @Test func `an id names one request and no later one at its place`() throws {
    var bench = try LoopBench()
    var seen: Set<TransferID> = []
    for keepsConnection in [true, true, false, false, true] {
      let id = try bench.loop.start(
        Self.request("GET", bench.port), to: bench.address, keepsConnection: keepsConnection)
      let isNew = seen.insert(id).inserted
      #expect(isNew)
      _ = bench.finish(id)
      bench.loop.cancel(id)
    }
    #expect(seen.allSatisfy { $0.slot % 2 == 1 }, "libcurl's have the even ones")
  }

  @Test func `is not disturbed by the sockets that libcurl opens and closes`() throws {
    var bench = try LoopBench()
    var missing = Self.request("GET", bench.port)
    missing.url = "http://provider.invalid/"
    var names: [TransferID] = []
    var plain: [TransferID] = []
    for _ in 0..<60 {
      names.append(try bench.loop.start(missing))
      plain.append(try bench.loop.start(Self.request("GET", bench.port), to: bench.address))
      bench.loop.turn(&bench.handler, atMost: .milliseconds(1))
    }
    for id in plain { #expect(bench.finish(id).status == 200) }
    for id in names { bench.loop.cancel(id) }
  }

  @Test func `runs many requests at once`() throws {
    var bench = try LoopBench()
    let ids = try (0..<64).map {
      try bench.loop.start(
        Self.request("POST", bench.port, body: "\($0)"), to: bench.address, keepsConnection: true)
    }
    for (index, id) in ids.enumerated() { #expect(bench.finish(id).text == "\(index)") }
    #expect(bench.loop.plain.idleCount == 64)
  }

  @Test func `refuses more requests than its limit`() throws {
    var limits = LoopLimits()
    limits.transfers = 2
    var bench = try LoopBench(limits: limits, answer: .silence)
    let request = Self.request("GET", bench.port)
    _ = try bench.loop.start(request, to: bench.address)
    _ = try bench.loop.start(request, to: bench.address)
    do {
      _ = try bench.loop.start(request, to: bench.address)
      Issue.record("It was started.")
    } catch {
      #expect(error == .tooManyTransfers(limit: 2))
    }
  }

  @Test func `makes the other side wait while it is held, and loses nothing`() throws {
    var bench = try LoopBench(answer: .flood(20_000_000))
    bench.handler.holdsResponses = true
    let id = try bench.loop.start(Self.request("GET", bench.port), to: bench.address, keepsConnection: true)
    #expect(bench.turn { !$0.responses.isEmpty })
    bench.settle(turns: 200)
    let held = bench.handler.responses[id]?.body.count ?? -1
    #expect((0...EventLoop.scratchBytes).contains(held), "what was read at once is delivered, nothing more")
    #expect(bench.loop.pendingBytes(bench.handler.open[0]) > 5_000_000)
    bench.loop.resume(id)
    #expect(bench.finish(id, turns: 5000).body.count == 20_000_000)
  }

  @Test func `closes the connection of a request that is cancelled`() throws {
    var bench = try LoopBench(answer: .silence)
    let id = try bench.loop.start(Self.request("GET", bench.port), to: bench.address, keepsConnection: true)
    #expect(bench.turn { $0.requests.count == 1 })
    bench.loop.cancel(id)
    #expect(bench.turn { $0.closed == [.callerGone] })
    #expect(bench.handler.responses.isEmpty && bench.loop.plain.count == 0)
  }

  @Test(arguments: [
    ("", TransferFailure.Kind.cutBeforeResponse),
    ("HTTP/1.1 200 OK\r\n", .cutInHead), ("HTTP/1.1 100 Continue\r\n\r\n", .cutInHead),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", .cutInBody),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", .cutInBody),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .cutInBody),
    ("garbage garbage garbage\r\n\r\n", .badResponse), ("SSH-2.0-OpenSSH_9.2p1\r\n", .badResponse),
    ("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", .badResponse),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", .badResponse),
    ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", .badResponse),
    ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .badResponse),
    ("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 70_000) + "\r\n\r\n", .badResponse),
  ])
  func `calls a broken answer a failure`(answer: String, kind: TransferFailure.Kind) throws {
    var bench = try LoopBench()
    let listener = LoopbackListener()
    let id = try bench.loop.start(
      Self.request("GET", listener.port), to: .tcp(host: "127.0.0.1", port: listener.port),
      keepsConnection: true)
    let served = try bench.accepted(listener)
    _ = bench.receive(served)
    served.send(answer)
    bench.close(served)
    #expect(bench.finish(id).failure == kind)
    #expect(bench.loop.plain.count == 0)
  }

  @Test func `says that nobody listens`() throws {
    var bench = try LoopBench()
    let port = LoopbackListener().port
    let id = try bench.loop.start(Self.request("GET", port), to: .tcp(host: "127.0.0.1", port: port))
    #expect(bench.finish(id).failure == .connect)
  }

  @Test func `a signature's host is the one that is sent`() {
    let address = PlainAddress.tcp(host: "10.0.0.1", port: 80)
    #expect(address.host(in: "http://10.0.0.1/v1") == "10.0.0.1")
    #expect(address.host(in: "http://10.0.0.1:80?x") == "10.0.0.1:80")
    #expect(PlainAddress(numeric: "http://localhost:8000/v1") == nil)
    #expect(PlainAddress(numeric: "https://10.0.0.1/v1") == nil)
    #expect(PlainAddress(numeric: "http://10.0.0.1/v1") == address)
  }
}

extension LoopBench {
  /// The bench's own server.
  fileprivate var address: PlainAddress { .tcp(host: "127.0.0.1", port: port) }

  /// Asks the bench's own server over a connection that is kept.
  fileprivate mutating func ask(_ method: String, body: String? = nil) throws -> Recorder.Response {
    let request = OutgoingRequest(
      method: method, url: "http://127.0.0.1:\(port)/", body: body.map { Array($0.utf8) },
      timeouts: TransferTimeouts(total: nil))
    return finish(try loop.start(request, to: address, keepsConnection: true))
  }

  /// Turns the loop until a listener has a caller.
  fileprivate mutating func accepted(_ listener: LoopbackListener) throws -> LoopbackCaller {
    var caller = listener.accept()
    for _ in 0..<400 where caller == nil {
      loop.turn(&handler, atMost: .milliseconds(5))
      caller = listener.accept()
    }
    return try #require(caller)
  }

  /// Turns the loop until the whole head of a request has come.
  fileprivate mutating func receive(_ caller: LoopbackCaller) -> String {
    var received = ""
    for _ in 0..<400 where !received.contains("\r\n\r\n") {
      received += caller.receive() ?? ""
      loop.turn(&handler, atMost: .milliseconds(5))
    }
    return received
  }

  /// Closes the other side's socket, and lets the loop notice.
  fileprivate mutating func close(_ caller: LoopbackCaller) {
    caller.close()
    settle()
  }
}
