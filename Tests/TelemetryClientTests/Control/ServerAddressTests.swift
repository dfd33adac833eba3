import Testing
import Transport

@testable import TelemetryClient

@Suite struct ServerAddressTests {
  @Test(arguments: [
    ("http://127.0.0.1:8081", "http://127.0.0.1:8081"), ("127.0.0.1:8081", "http://127.0.0.1:8081"),
    ("http://localhost:8081/", "http://localhost:8081"),
  ])
  func `an address on this machine needs no library`(text: String, base: String) throws {
    let server = try #require(ServerAddress(text))
    #expect(server.base == base)
    #expect(server.way == .plain(.tcp(host: "127.0.0.1", port: 8081)))
  }

  @Test func `a socket's path is an address`() {
    #expect(ServerAddress("unix:/run/rc.sock")?.way == .plain(.unix(path: "/run/rc.sock")))
  }

  @Test(arguments: ["https://rc.example:8443", "http://rc.example", "https://[::1]:8443/"])
  func `names and TLS take the library`(text: String) {
    #expect(ServerAddress(text)?.way == .library)
  }

  @Test(arguments: [
    "", "unix:", "unix:relative", "ftp://x", "http://", "http://me:secret@x", "http://x?y", "http://a b",
    "::::", "http://x:", "http://x:0", "http://x:99999", "http://x:80y", "https://[::1", "http://[x]:1",
    "http://a,b", "junk", "junk/path", "[::1]", "localhost",
  ])
  func `anything else is none`(text: String) {
    #expect(ServerAddress(text) == nil)
  }

  @Test(arguments: [
    "https://rc.example", "unix:/run/rc.sock", "http://127.0.0.1:8081", "127.9.0.1:8081",
    "http://localhost:1",
    "http://[::1]:8081",
  ])
  func `a token may travel over TLS and within this machine`(text: String) {
    #expect(ServerAddress(text)?.mayCarrySecrets == true)
  }

  @Test(arguments: [
    "http://rc.example", "http://10.0.0.7:8081", "10.0.0.7:8081", "http://127.0.0.1.evil.example",
    "http://localhost.evil.example", "http://[fe80::1]:8081", "http://127.0.0.1e.example:80",
    "http://0.0.0.0:1",
  ])
  func `a token does not travel in the clear to another machine`(text: String) {
    #expect(ServerAddress(text)?.mayCarrySecrets == false)
  }

  @Test(arguments: [
    ("secret\n", "secret"), ("mira secret\nother line", "secret"), ("  mira\tsecret  \r\n", "secret"),
  ])
  func `a token is the last word of the first line`(file: String, token: String) {
    #expect(ControlCaller.token(in: Array(file.utf8))?.reveal() == token)
  }

  @Test func `an empty line holds no token`() {
    #expect(ControlCaller.token(in: Array("\nsecret".utf8)) == nil)
  }
}
