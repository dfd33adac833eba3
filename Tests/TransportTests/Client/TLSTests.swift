import Testing
import Transport

@Suite(.enabled(if: TLSServer.isAvailable, "the openssl program is missing"))
struct `The HTTP client over TLS` {
  let authority = TestAuthority.shared

  @Test func `trusts the authority that it was given`() throws {
    let response = try answer(tls: TLSOptions(authorityFile: authority.path("ca.pem")))
    #expect(response.status == 200 && response.failure == nil, "\(response.detail)")
  }

  @Test func `trusts nobody else's certificate`() throws {
    #expect(try answer(tls: TLSOptions()).failure == .tls)
  }

  @Test func `does not trust a certificate for another name`() throws {
    let tls = TLSOptions(authorityFile: authority.path("ca.pem"))
    #expect(try answer(host: "127.0.0.1", tls: tls).failure == .tls)
  }

  @Test func `takes the key that is pinned`() throws {
    let tls = TLSOptions(authorityFile: authority.path("ca.pem"), pin: authority.pin)
    #expect(try answer(tls: tls).status == 200)
  }

  @Test func `takes no other key than the one that is pinned`() throws {
    let other = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    let tls = TLSOptions(authorityFile: authority.path("ca.pem"), pin: other)
    #expect(try answer(tls: tls).failure == .tls)
  }

  @Test func `shows its certificate to a server that wants one`() throws {
    let tls = TLSOptions(
      authorityFile: authority.path("ca.pem"), certificateFile: authority.path("client.pem"),
      keyFile: authority.path("client.key"))
    #expect(try answer(tls: tls, wantsCertificate: true).status == 200)
  }

  @Test func `fails where a server wants a certificate and there is none`() throws {
    let tls = TLSOptions(authorityFile: authority.path("ca.pem"))
    #expect(try answer(tls: tls, wantsCertificate: true).failure != nil)
  }

  @Test func `names the authority file that is missing`() throws {
    let response = try answer(tls: TLSOptions(authorityFile: "/nowhere/ca.pem"))
    #expect(response.failure == .setup && response.detail.contains("/nowhere/ca.pem"))
  }

  /// The answer of a TLS server for `localhost`.
  func answer(
    host: String = "localhost", tls: TLSOptions, wantsCertificate: Bool = false
  ) throws -> Recorder.Response {
    let server = TLSServer(authority, wantsCertificate: wantsCertificate)
    var bench = try LoopBench()
    let id = try bench.loop.start(
      OutgoingRequest(method: "GET", url: "https://\(host):\(server.port)/", tls: tls, proxy: .direct))
    let response = bench.finish(id)
    return response
  }
}
