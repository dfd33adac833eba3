import Testing
import Transport

@Suite struct `An error of this module` {
  @Test(arguments: [
    (
      TransportError.libraryMissing,
      "libcurl.so.4 is missing: install the Debian package libcurl4."
    ),
    (
      .libraryTooOld("7.74.0"),
      "libcurl.so.4 is version 7.74.0, and 7.85 or later is needed: upgrade the Debian package libcurl4."
    ),
    (
      .system(action: "listen on", subject: "127.0.0.1:80", reason: "Permission denied"),
      "Could not listen on 127.0.0.1:80: Permission denied."
    ),
    (.tooManyTransfers(limit: 7), "7 requests are under way already, the most this process allows."),
  ])
  func `says what was tried, what came back and what to do`(error: TransportError, sentence: String) {
    #expect(error.description == sentence)
  }

  @Test func `names the address that is in use`() throws {
    var bench = try LoopBench()
    do {
      _ = try bench.loop.listen(on: .tcp(host: "127.0.0.1", port: bench.port))
      Issue.record("Two listeners share a port.")
    } catch {
      #expect(error.description == "Could not listen on 127.0.0.1:\(bench.port): Address already in use.")
    }
  }

  @Test func `comes from a file that is longer than a secret may be`() {
    #expect(throws: TransportError.fileTooLong(path: "/dev/zero", limitBytes: 262_144)) {
      try SecretSource.file(path: "/dev/zero").read()
    }
  }
}
