import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// The gateway's own credentials: whose refusal counts for whom, and who sees them.
@Suite struct ProviderCredentialTests {
  private static let plain = #"{"model":"chat","messages":[{"role":"user","content":"hi"}]}"#
  private static let stream =
    #"{"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

  private static func key(in file: TemporaryFile) -> CredentialSetup {
    var settings = CredentialSettings()
    settings.file = file.path
    return CredentialSetup(kind: .apiKey, settings: settings)
  }

  @Test func `a key that one provider refuses is still sent to another that shares it`() throws {
    let file = try TemporaryFile("key-of-both-0123456789\n")
    var bench = try GatewayBench { setup in
      for place in setup.providers.indices { setup.providers[place].credential = Self.key(in: file) }
    }
    bench.handler.upstreams[0].replies = [.whole(401, #"{"error":{"code":"invalid_api_key"}}"#)]
    bench.handler.upstreams[1].replies = [.whole(200, .answer("well"))]
    for _ in 0..<3 {
      let caller = bench.ask(Self.plain)
      bench.answer(caller)
      #expect(caller.status == 200, "\(caller.body)")
      #expect(caller.field("x-route-endpoint") == "b")
    }
    #expect(
      bench.handler.upstreams[1].credentials == Array(repeating: "Bearer key-of-both-0123456789", count: 3))
  }

  @Test func `a provider's credential is one for all its endpoints and over a reload`() throws {
    var book = CredentialBook()
    var settings = CredentialSettings()
    settings.variable = "K1"
    let setup = CredentialSetup(kind: .apiKey, settings: settings)
    let first = try book.credential(setup, of: "p", environment: { _ in nil })
    #expect(try book.credential(setup, of: "p", environment: { _ in nil }) == first)
    #expect(try book.credential(setup, of: "q", environment: { _ in nil }) != first)
  }

  private static let keys = [
    "0123456789abcdef0123456789abcdef", "sk-proj-Zm9vYmFyMTIzNDU2Nzg5", "a~b;c-0123456789",
  ]

  @Test(arguments: keys, [400, 401, 500, 503])
  func `a key that a provider quotes reaches neither the caller nor the journal`(key: String, status: Int)
    throws
  {
    let file = try TemporaryFile(key)
    let journal = try TemporaryFile("")
    let reply =
      #"{"error":{"message":"Wrong key: \#(key). api-key=\#(key)","code":"\#(key)","param":"\#(key)"}}"#
    for body in [Self.plain, Self.stream] {
      var bench = try GatewayBench(journal: try RequestJournal(.full, path: journal.path)) { setup in
        for place in setup.providers.indices { setup.providers[place].credential = Self.key(in: file) }
      }
      for place in bench.handler.upstreams.indices {
        bench.handler.upstreams[place].replies = [.whole(status, reply)]
      }
      let caller = bench.ask(body)
      bench.answer(caller)
      #expect(caller.status >= 400)
      #expect(!caller.text.contains(key), "\(caller.text)")
      #expect(caller.body.contains("Wrong key: [credential]"), "\(caller.body)")
      bench.wait(.milliseconds(300))
    }
    #expect(journal.text.contains("[credential]"))
    #expect(!journal.text.contains(key), "\(journal.text)")
  }

  @Test(arguments: keys)
  func `a key within a stream's error is masked`(key: String) throws {
    let file = try TemporaryFile(key)
    var bench = try GatewayBench(upstreams: 1) { $0.providers[0].credential = Self.key(in: file) }
    let event = "data: {\"error\":{\"message\":\"bad \(key)\",\"code\":\"\(key)\"}}\n\n"
    bench.handler.upstreams[0].replies = [.pieces([.role, .chunk("Once"), event], .end)]
    let caller = bench.ask(Self.stream)
    bench.answer(caller)
    #expect(caller.status == 200)
    #expect(!caller.text.contains(key), "\(caller.text)")
    #expect(caller.body.contains("bad [credential]"))
  }

  @Test func `a key that is cut with its message is masked to its end`() {
    let key = "0123456789abcdef0123456789abcdef"
    for lead in 560...600 {
      let failure = ProviderFailure(
        .auth, status: 401, message: String(repeating: "x", count: lead - 1) + " " + key)
      let shown = failure.hiding(.key(Secret(key))).message
      #expect(!shown.contains("01234567"), "\(lead): \(shown.suffix(50))")
    }
  }

  @Test func `every part of a key of AWS's is masked, and a placeholder is not`() {
    let key = AWSKey(
      accessKeyID: "ID-OF-KEY-1", secretAccessKey: Secret("the/secret+half="),
      sessionToken: Secret("token=of==it"))
    let failure = ProviderFailure(
      .auth, status: 403, code: "ID-OF-KEY-1", message: "ID-OF-KEY-1 the/secret+half= token=of==it")
    let shown = failure.hiding(.aws(key))
    #expect(shown.message == "[credential] [credential] [credential]")
    #expect(shown.code == "[credential]")
    #expect(
      ProviderFailure(.auth, status: 401, message: "none at all").hiding(.key(Secret("none"))).message
        == "none at all")
  }
}
