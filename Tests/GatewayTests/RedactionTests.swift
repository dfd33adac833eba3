import RoutingEngine
import Testing
import Transport

@testable import Gateway

/// Keys that come back in disguise.
@Suite struct RedactionTests {
  @Test func `escapes of JSON are read before credentials are looked for`() {
    #expect(SafeText.message(#"bad \u0073k-proj-0123456789abc"#) == "bad [credential]")
    #expect(SafeText.message(#"a\/b \u00 \ud83d \n \u000a."#) == #"a/b \u00 \ud83d \n  ."#)
    let failure = ProviderFailure(.auth, status: 401, message: #"bad my\u002dsecret\u002dkey!"#)
    #expect(failure.hiding(.key(Secret("my-secret-key"))).message == "bad [credential]!")
  }

  @Test(arguments: ["", "a", "ab", "Bearer ", "user:"])
  func `a key in Base64 is masked wherever it begins`(before: String) {
    let key = "my?secret>key~0123456789"
    for alphabet in [Base64.Alphabet.standard, .url] {
      let text = Base64.encode(Array("\(before)\(key) after".utf8), alphabet)
      let shown = ProviderFailure(.auth, status: 401, message: "got \(text)")
        .hiding(.key(Secret(key))).message
      #expect(shown.contains("[credential]"), "\(shown)")
      #expect(shown.count < 40, "\(shown)")
    }
    let alone = ProviderFailure(.auth, status: 401, message: "got " + Base64.encode(Array(key.utf8)) + ".")
    #expect(alone.hiding(.key(Secret(key))).message == "got [credential].")
  }
}
