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

  /// A key, and texts in which it is percent-encoded or in hexadecimal.
  private static let key = "sk-secret+ab/cd~0123=="
  private static let disguises = [
    "sk-secret%2Bab%2Fcd~0123%3D%3D", "sk-secret%2bab%2fcd%7e0123%3d%3d", "sk-secret+ab%2Fcd~0123=%3D",
    "%73%6B%2dsecret%2Bab/cd%7E0123==", "sk-secret%252Bab%252Fcd~0123%25253D=",
    Hex.encode(Array(key.utf8)), Hex.encode(Array(key.utf8)).uppercased(),
    PercentEncoding.encode(Base64.encode(Array(key.utf8))),
  ]

  @Test(arguments: disguises)
  func `a key that is encoded for an address or in hexadecimal is masked`(text: String) {
    let failure = ProviderFailure(
      .auth, status: 401, code: "c:\(text)", message: "GET /x?key=\(text)&y=1 failed", param: text)
    let shown = failure.hiding(.key(Secret(Self.key)))
    #expect(shown.message.hasSuffix("[credential]&y=1 failed"), "\(shown.message)")
    for part in [shown.message, shown.code ?? "", shown.param ?? ""] {
      #expect(!part.contains("ab"), "\(part)")
      #expect(!part.contains("0123") && !part.contains("3D") && part.contains("[credential]"), "\(part)")
    }
  }

  @Test(arguments: disguises)
  func `a key that is encoded and cut is masked to its end`(text: String) {
    for lead in 570...600 {
      let failure = ProviderFailure(
        .auth, status: 401, message: String(repeating: "x", count: lead - 1) + ":" + text)
      let shown = failure.hiding(.key(Secret(Self.key))).message.drop { $0 == "x" }
      #expect(shown.utf8.count < 24, "\(lead): \(shown)")
    }
  }

  @Test func `a word that is percent-encoded is known by its beginning`() {
    #expect(SafeText.message("bad sk%2Dproj%2D0123456789%3D.") == "bad [credential]")
    #expect(SafeText.message("only 100% of a%20b") == "only 100% of a%20b")
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
