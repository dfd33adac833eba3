import Glibc
import Testing
import Transport

/// A token service and the store that asks it, on one loop.
private struct TokenService: LoopHandler {
  var store = CredentialStore()
  var status = 200
  var body = ""
  var paths: [String] = []
  var renewed: [CredentialID] = []
  var now = FlowScript.now

  mutating func requestBegan(_ id: ConnectionID, _ head: RequestHead, on loop: inout EventLoop) {
    paths.append(head.text(head.path))
  }

  mutating func requestBody(_ id: ConnectionID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {}

  mutating func requestEnded(_ id: ConnectionID, on loop: inout EventLoop) {
    loop.beginResponse(id, status: status, fields: HeaderBlock(), body: .length(body.utf8.count))
    _ = loop.writeBody(Array(body.utf8).span, to: id)
    loop.endResponse(id)
  }

  mutating func connectionClosed(_ id: ConnectionID, _ reason: CloseReason, on loop: inout EventLoop) {}

  mutating func responseBegan(_ id: TransferID, _ head: ResponseHead, on loop: inout EventLoop) {
    _ = store.responseBegan(id, head)
  }

  mutating func responseBody(_ id: TransferID, _ bytes: Span<UInt8>, on loop: inout EventLoop) {
    _ = store.responseBody(id, bytes)
  }

  mutating func responseEnded(
    _ id: TransferID, _ failure: TransferFailure?, on loop: inout EventLoop
  ) {
    if let id = store.responseEnded(id, failure, at: now, on: &loop) {
      renewed.append(id)
    }
  }
}

@Suite struct `The credential store` {
  @Test func `gets a credential over the loop and serves it`() throws {
    var bench = try TokenBench()
    bench.service.body = `Credentials of AWS`.json
    #expect(bench.credential(bench.id) == nil)
    bench.turn()
    guard case .aws(let key)? = bench.credential(bench.id) else {
      Issue.record("No key came.")
      return
    }
    #expect(key.accessKeyID == "ASIA2" && bench.service.paths == ["/creds"])
  }

  @Test func `asks once for many`() throws {
    var bench = try TokenBench()
    bench.service.body = `Credentials of AWS`.json
    for _ in 0..<10 {
      _ = bench.credential(bench.id)
    }
    bench.turn()
    #expect(bench.service.paths.count == 1)
  }

  @Test func `reports a service that refuses`() throws {
    var bench = try TokenBench()
    bench.service.status = 403
    bench.service.body = #"{"Code":"AccessDenied"}"#
    _ = bench.credential(bench.id)
    bench.turn()
    #expect(
      bench.service.store.slot(bench.id).lastFailure?.kind == .refused(status: 403, code: "AccessDenied"))
  }

  @Test func `reads a key from a file, without the line end`() throws {
    let path = TemporaryPath.fresh(".key")
    let file = unsafe open(path, O_CREAT | O_WRONLY, 0o600)
    _ = unsafe write(file, "sk-1\n", 5)
    close(file)
    defer { unsafe unlink(path) }
    var bench = try TokenBench()
    let id = bench.service.store.add(CredentialSlot(APIKeyFlow(source: .file(path: path))))
    #expect(bench.credential(id) == .key(Secret("sk-1")))
  }

  @Test func `says which file is missing`() throws {
    var bench = try TokenBench()
    let id = bench.service.store.add(CredentialSlot(APIKeyFlow(source: .file(path: "/nowhere/key"))))
    #expect(bench.credential(id) == nil)
    #expect(
      bench.service.store.slot(id).lastFailure?.description
        == "Could not read /nowhere/key: No such file or directory.")
  }
}

/// The loop, the service and a credential that asks it.
private struct TokenBench: ~Copyable {
  var loop: EventLoop
  var service = TokenService()
  let id: CredentialID

  init() throws {
    var loop = try EventLoop(clock: .manual(Instant(nanoseconds: 1)))
    let address = try loop.listen(on: .tcp(host: "127.0.0.1", port: 0))
    self.loop = loop
    id = service.store.add(
      CredentialSlot(ContainerFlow(endpoint: "http://\(address)/creds", authorization: nil)))
  }

  mutating func credential(_ id: CredentialID) -> Credential? {
    service.store.credential(id, at: service.now, on: &loop)
  }

  /// Turns the loop until a renewal has ended.
  mutating func turn() {
    for _ in 0..<400 where service.renewed.isEmpty {
      loop.turn(&service, atMost: .milliseconds(10))
    }
  }
}
