import Testing
import Transport

/// Requests from the event loop to its own server, over libcurl.
@Suite struct `The HTTP client` {
  @Test func `gets an answer`() throws {
    var bench = try LoopBench()
    let id = try bench.loop.start(Self.request("POST", bench.port, body: "hello"))
    let response = bench.finish(id)
    #expect(response.status == 200 && response.text == "hello" && response.failure == nil)
  }

  @Test func `sends path and query byte for byte`() throws {
    var bench = try LoopBench()
    let path = "/model/a%3Ab:c/../%2F/./x%2fy//z"
    let id = try bench.loop.start(Self.request("GET", bench.port, path: path + "?q=%zz"))
    _ = bench.finish(id)
    #expect(bench.handler.requests == [path])
  }

  @Test func `sends a body of many pieces`() throws {
    var bench = try LoopBench()
    let body = String(repeating: "0123456789", count: 300_000)
    let id = try bench.loop.start(Self.request("PUT", bench.port, body: body))
    #expect(bench.finish(id).text == body)
  }

  @Test func `sends an empty body as one`() throws {
    var bench = try LoopBench()
    let id = try bench.loop.start(Self.request("POST", bench.port, body: ""))
    #expect(bench.finish(id).status == 200)
  }

  @Test func `reads a stream and its content type`() throws {
    var bench = try LoopBench(answer: .pieces(["data: 1\n\n", "data: 2\n\n"]))
    let id = try bench.loop.start(Self.request("GET", bench.port))
    let response = bench.finish(id)
    #expect(response.text == "data: 1\n\ndata: 2\n\n" && response.contentType == "text/event-stream")
  }

  @Test func `uses a connection again`() throws {
    var bench = try LoopBench()
    for _ in 0..<5 {
      let id = try bench.loop.start(Self.request("GET", bench.port))
      #expect(bench.finish(id).status == 200)
    }
    #expect(bench.loop.connectionCount == 1)
  }

  @Test func `opens another connection where the kept one has been closed`() throws {
    var bench = try LoopBench()
    let first = try bench.loop.start(Self.request("POST", bench.port, body: "1"))
    _ = bench.finish(first)
    bench.loop.closeIdleConnections()
    bench.settle()
    let second = try bench.loop.start(Self.request("POST", bench.port, body: "2"))
    #expect(bench.finish(second).text == "2")
  }

  @Test func `runs many requests at once`() throws {
    var bench = try LoopBench()
    let ids = try (0..<64).map { try bench.loop.start(Self.request("POST", bench.port, body: "\($0)")) }
    for (index, id) in ids.enumerated() {
      #expect(bench.finish(id).text == "\(index)")
    }
  }

  @Test func `refuses more requests than its limit`() throws {
    var limits = LoopLimits()
    limits.transfers = 2
    var bench = try LoopBench(limits: limits, answer: .silence)
    _ = try bench.loop.start(Self.request("GET", bench.port))
    _ = try bench.loop.start(Self.request("GET", bench.port))
    do {
      _ = try bench.loop.start(Self.request("GET", bench.port))
      Issue.record("It was started.")
    } catch {
      #expect(error == .tooManyTransfers(limit: 2))
    }
  }

  @Test func `makes the other side wait while it is held, and loses nothing`() throws {
    var bench = try LoopBench(answer: .flood(20_000_000))
    bench.handler.holdsResponses = true
    let id = try bench.loop.start(Self.request("GET", bench.port))
    #expect(bench.turn { !$0.responses.isEmpty })
    bench.settle(turns: 200)
    let held = bench.handler.responses[id]?.body.count ?? -1
    #expect(held == 0 && bench.loop.pendingBytes(bench.handler.open[0]) > 5_000_000)
    bench.loop.resume(id)
    #expect(bench.finish(id, turns: 5000).body.count == 20_000_000)
  }

  @Test func `closes the connection of a request that is cancelled`() throws {
    var bench = try LoopBench(answer: .silence)
    let id = try bench.loop.start(Self.request("GET", bench.port))
    #expect(bench.turn { $0.requests.count == 1 })
    bench.loop.cancel(id)
    #expect(bench.turn { $0.closed == [.callerGone] })
    #expect(bench.handler.responses.isEmpty)
  }

  @Test func `goes through the proxy that it was given`() throws {
    var bench = try LoopBench()
    var request = Self.request("GET", bench.port)
    request.url = "http://provider.invalid/through"
    request.proxy = .url("http://127.0.0.1:\(bench.port)")
    let id = try bench.loop.start(request)
    #expect(bench.finish(id).status == 200 && bench.handler.requests == ["/through"])
  }

  @Test func `says that a name has no address`() throws {
    var bench = try LoopBench()
    var request = Self.request("GET", bench.port)
    request.url = "http://provider.invalid/"
    let id = try bench.loop.start(request)
    #expect(bench.finish(id).failure == .resolve)
  }

  @Test func `does not follow redirects`() throws {
    let (response, _) = try Self.answer("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
    #expect(response.status == 302 && response.failure == nil)
  }

  @Test func `adds no field that was not asked for`() throws {
    let (_, request) = try Self.answer("HTTP/1.1 204 No Content\r\n\r\n", body: "x")
    let names = request.split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != ":" } }
    #expect(names.prefix(3) == ["Host", "X-Key", "Content-Length"])
  }

  @Test func `leaves interim answers and trailers out`() throws {
    let (response, _) = try Self.answer(
      "HTTP/1.1 103 Early Hints\r\nContent-Type: no\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: yes\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nContent-Type: late\r\n\r\n")
    #expect(response.status == 200 && response.contentType == "yes" && response.text == "hi")
    #expect(response.failure == nil)
  }

  @Test(arguments: [
    ("", TransferFailure.Kind.cutBeforeResponse),
    ("HTTP/1.1 200 OK\r\n", .cutInHead),
    ("HTTP/1.1 200 OK\r\nContent-Le", .cutInHead),
    ("HTTP/1.1 100 Continue\r\n\r\n", .cutInHead),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", .cutInBody),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", .cutInBody),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .cutInBody),
    ("garbage garbage garbage\r\n\r\n", .badResponse),
    ("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", .badResponse),
    ("HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n", .badResponse),
    ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .badResponse),
    ("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 70_000) + "\r\n\r\n", .badResponse),
  ])
  func `calls a broken answer a failure`(answer: String, kind: TransferFailure.Kind) throws {
    let (response, _) = try Self.answer(answer)
    #expect(response.failure == kind, "\(response.detail)")
  }

  @Test func `takes an answer that ends with its connection`() throws {
    let (response, _) = try Self.answer("HTTP/1.0 200 OK\r\n\r\nhi")
    #expect(response.text == "hi" && response.failure == nil)
  }

  @Test func `says that nobody listens`() throws {
    var bench = try LoopBench()
    let port = LoopbackListener().port
    let id = try bench.loop.start(Self.request("GET", port))
    #expect(bench.finish(id).failure == .connect)
  }

  @Test func `says that TLS failed`() throws {
    var bench = try LoopBench()
    var request = Self.request("GET", bench.port)
    request.url = "https://127.0.0.1:\(bench.port)/"
    let id = try bench.loop.start(request)
    #expect(bench.finish(id).failure == .tls)
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a/ b", "http://a/\r\nX: y", "/"])
  func `refuses an address`(url: String) throws {
    var bench = try LoopBench()
    var request = Self.request("GET", bench.port)
    request.url = url
    let refused = request
    do {
      _ = try bench.loop.start(refused)
      Issue.record("It was started.")
    } catch {
      #expect("\(error)".contains("address"))
    }
  }

  @Test(arguments: [HeaderField("X", "a\r\nY: b"), HeaderField("X Y", "a"), HeaderField("", "a")])
  func `refuses a field that could be two`(field: HeaderField) throws {
    var bench = try LoopBench()
    var request = Self.request("GET", bench.port)
    request.fields = [field]
    do {
      _ = try bench.loop.start(request)
      Issue.record("It was started.")
    } catch {
      #expect("\(error)".contains("header field"))
    }
  }

  @Test func `shows neither address nor fields nor body of a request`() {
    var request = Self.request("POST", 1, path: "/p?key=s3cr3t", body: "s3cr3t")
    request.fields = [HeaderField("Authorization", "s3cr3t")]
    var dumped = ""
    dump(request, to: &dumped)
    #expect(!"\(request) \(String(reflecting: request)) \(dumped) \(request.fields)".contains("s3cr3t"))
  }

  static func request(
    _ method: String, _ port: UInt16, path: String = "/", body: String? = nil
  ) -> OutgoingRequest {
    OutgoingRequest(
      method: method, url: "http://127.0.0.1:\(port)\(path)", fields: [HeaderField("X-Key", "1")],
      body: body.map { Array($0.utf8) }, proxy: .direct)
  }

  /// Sends a request to a socket that answers with these bytes and closes.
  static func answer(
    _ answer: String, body: String? = nil
  ) throws -> (response: Recorder.Response, request: String) {
    var bench = try LoopBench()
    let listener = LoopbackListener()
    let id = try bench.loop.start(request(body == nil ? "GET" : "POST", listener.port, body: body))
    var received = ""
    for _ in 0..<400 where received.isEmpty {
      bench.loop.turn(&bench.handler, atMost: .milliseconds(5))
      guard let caller = listener.accept() else { continue }
      for _ in 0..<100 where !received.contains("\r\n\r\n") {
        bench.loop.turn(&bench.handler, atMost: .milliseconds(5))
        received += caller.receive() ?? ""
      }
      caller.send(answer)
    }
    return (bench.finish(id), received)
  }
}

@Suite struct `A timeout of a request` {
  @Test func `for the connection passes where nobody answers the handshake`() throws {
    var bench = try LoopBench()
    // A listener whose backlog is full drops further callers.
    let listener = LoopbackListener(backlog: 0)
    let first = LoopbackCaller(port: listener.port)
    let id = try bench.loop.start(Self.request(listener.port, .init(connect: .seconds(2))))
    bench.settle()
    bench.wait(.seconds(1))
    #expect(bench.handler.responses[id] == nil)
    bench.wait(.seconds(2))
    #expect(bench.handler.responses[id]?.failure == .timeout(.connect) && first.receive() == "")
  }

  @Test func `for the connection does not pass once it is ready`() throws {
    #expect(try Self.failure(after: .seconds(2), of: .init(connect: .seconds(1))) == nil)
  }

  @Test func `for the first byte passes on silence`() throws {
    let timeouts = TransferTimeouts(connect: .seconds(1), firstByte: .seconds(3))
    #expect(try Self.failure(after: .seconds(2), of: timeouts) == nil)
    #expect(try Self.failure(after: .seconds(4), of: timeouts) == .timeout(.firstByte))
  }

  @Test func `for the whole passes whatever comes`() throws {
    let timeouts = TransferTimeouts(interByte: .seconds(100), total: .seconds(3))
    #expect(try Self.failure(after: .seconds(4), of: timeouts, answer: .silence) == .timeout(.total))
  }

  @Test func `between two bytes passes on a stall and is renewed by each byte`() throws {
    let timeouts = TransferTimeouts(firstByte: .seconds(2), interByte: .seconds(2))
    var bench = try LoopBench(answer: .silence)
    let id = try bench.loop.start(Self.request(bench.port, timeouts))
    #expect(bench.turn { !$0.open.isEmpty })
    let caller = bench.handler.open[0]
    bench.settle(turns: 20)
    bench.loop.beginResponse(caller, status: 200, fields: HeaderBlock(), body: .stream)
    for count in 1...3 {
      _ = bench.loop.writeBody(Array("x".utf8).span, to: caller)
      #expect(bench.turn { $0.responses[id]?.body.count == count })
      bench.wait(.milliseconds(1500))
    }
    #expect(bench.handler.responses[id]?.isDone == false)
    bench.wait(.seconds(1))
    #expect(bench.handler.responses[id]?.failure == .timeout(.interByte))
  }

  static func request(_ port: UInt16, _ timeouts: TransferTimeouts) -> OutgoingRequest {
    var request = `The HTTP client`.request("GET", port)
    request.timeouts = timeouts
    return request
  }

  /// What a request to a silent server has failed with after a while.
  static func failure(
    after time: Duration, of timeouts: TransferTimeouts, answer: Recorder.Answer = .silence
  ) throws -> TransferFailure.Kind? {
    var bench = try LoopBench(answer: answer)
    let id = try bench.loop.start(request(bench.port, timeouts))
    #expect(bench.turn { !$0.requests.isEmpty })
    bench.wait(time)
    return bench.handler.responses[id]?.failure
  }
}

extension LoopBench {
  /// Turns the loop until the request to elsewhere has ended.
  mutating func finish(_ id: TransferID, turns: Int = 1000) -> Recorder.Response {
    for _ in 0..<turns where handler.responses[id]?.isDone != true {
      loop.turn(&handler, atMost: .milliseconds(10))
    }
    return handler.responses[id] ?? Recorder.Response()
  }
}
