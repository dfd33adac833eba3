import Testing
import Transport

@Suite struct `A credential slot` {
  static func at(_ seconds: Int64) -> WallTime { FlowScript.now.advanced(bySeconds: seconds) }

  static func token(_ name: String, life: Int = 3600) -> CredentialInput {
    let body = #"{"access_token":"\#(name)","expires_in":\#(life)}"#
    return .answer(CredentialAnswer(status: 200, body: Array(body.utf8)))
  }

  static let refusal = CredentialInput.answer(CredentialAnswer(status: 503, body: []))

  /// A slot that got a token of an hour at second 0; Azure's lead is 300 seconds.
  static func filled(jitterPerMille: Int64 = 0) -> CredentialSlot {
    var slot = CredentialSlot(ManagedIdentityFlow(), jitterPerMille: jitterPerMille)
    _ = slot.renewIfDue(at: at(0))
    _ = slot.receive(token("one"), at: at(0))
    return slot
  }

  @Test func `asks at once when it is empty`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    #expect(slot.credential(at: Self.at(0)) == nil && slot.renewIfDue(at: Self.at(0)) != nil)
  }

  @Test func `asks once, however often it is wanted`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    _ = slot.renewIfDue(at: Self.at(0))
    #expect(slot.renewIfDue(at: Self.at(0)) == nil && slot.isRenewing)
  }

  @Test(arguments: [(3299, false), (3300, true)] as [(Int64, Bool)])
  func `renews ahead of the end`(second: Int64, renews: Bool) {
    var slot = Self.filled()
    #expect((slot.renewIfDue(at: Self.at(second)) != nil) == renews)
  }

  @Test func `moves its renewal by its jitter`() {
    #expect(Self.filled(jitterPerMille: 100).nextRenewal == Self.at(3270))
  }

  @Test func `serves the old token while the new one is on its way`() {
    var slot = Self.filled()
    _ = slot.renewIfDue(at: Self.at(3300))
    #expect(slot.credential(at: Self.at(3400)) == .bearer(Secret("one")))
  }

  @Test func `serves the new token as soon as it has come`() {
    var slot = Self.filled()
    _ = slot.renewIfDue(at: Self.at(3300))
    _ = slot.receive(Self.token("two"), at: Self.at(3301))
    #expect(slot.credential(at: Self.at(3301)) == .bearer(Secret("two")))
  }

  @Test func `serves the old token to its end while the service fails`() {
    var slot = Self.filled()
    _ = slot.renewIfDue(at: Self.at(3300))
    _ = slot.receive(Self.refusal, at: Self.at(3300))
    #expect(slot.credential(at: Self.at(3590)) == .bearer(Secret("one")))
    #expect(slot.credential(at: Self.at(3591)) == nil)
    #expect(slot.lastFailure?.kind == .refused(status: 503, code: "no code"))
  }

  @Test(arguments: [2_500, 2_699, 2_700, 2_850, 3_000] as [Int64])
  func `serves through five minutes without a token service, and renews right after`(start: Int64) {
    var slot = CredentialSlot(`Credentials of AWS`.webIdentity)
    let answers = ["04:04:05", "05:04:05"].map {
      `Credentials of AWS`.stsAnswer.replacing("04:04:05", with: $0)
    }
    var renewals = 0
    for second in 0...(start + 361) {
      if slot.renewIfDue(at: Self.at(second)) != nil {
        _ = slot.receive(.text(.success(Secret("jwt.1"))), at: Self.at(second))
        let isDown = (start..<start + 300).contains(second)
        let answer = CredentialAnswer(status: 200, body: Array(answers[min(renewals, 1)].utf8))
        _ = slot.receive(isDown ? Self.refusal : .answer(answer), at: Self.at(second))
        if !isDown { renewals += 1 }
      }
      #expect(slot.credential(at: Self.at(second)) != nil, "second \(second)")
    }
    #expect(renewals == 2)
  }

  /// How long it waits after each of nine failures from a moment on.
  private static func pauses(_ slot: inout CredentialSlot, from start: Int64) -> [Int64] {
    var now = start
    var pauses: [Int64] = []
    for _ in 0..<9 {
      _ = slot.renewIfDue(at: at(now))
      _ = slot.receive(refusal, at: at(now))
      let next = (slot.nextRenewal?.seconds ?? 0) - FlowScript.now.seconds
      pauses.append(next - now)
      now = next
    }
    return pauses
  }

  @Test func `waits twice as long after each failure, a minute at most`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    _ = slot.renewIfDue(at: Self.at(0))
    _ = slot.receive(Self.token("one", life: 7_200), at: Self.at(0))
    slot.reject(.bearer(Secret("one")), at: Self.at(60))
    #expect(Self.pauses(&slot, from: 60) == [1, 2, 4, 8, 16, 32, 60, 60, 60])
  }

  @Test func `waits no longer than a few seconds while there is no token at all`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    #expect(Self.pauses(&slot, from: 0) == [1, 2, 4, 5, 5, 5, 5, 5, 5])
  }

  @Test func `waits no longer than a tenth of what a token has left to live`() {
    var slot = Self.filled()
    #expect(Self.pauses(&slot, from: 3_300) == [1, 2, 4, 8, 16, 25, 23, 21, 19])
  }

  @Test func `tries so often as its token runs out that it outlives an outage`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    for second in 0...405 as ClosedRange<Int64> {
      if slot.renewIfDue(at: Self.at(second)) != nil {
        let isDown = (100..<400).contains(second)
        _ = slot.receive(isDown ? Self.refusal : Self.token("t", life: 430), at: Self.at(second))
      }
      #expect(slot.credential(at: Self.at(second)) != nil, "second \(second)")
    }
    #expect(slot.lastFailure == nil)
  }

  @Test func `tries at once for a request that has none, though not all the time and once`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    _ = Self.pauses(&slot, from: 0)
    let last: Int64 = 1 + 2 + 4 + 5 * 5
    #expect(slot.renewIfDue(at: Self.at(last + 1), isWanted: true) == nil)
    #expect(slot.renewIfDue(at: Self.at(last + 2)) == nil)
    #expect(slot.renewIfDue(at: Self.at(last + 2), isWanted: true) != nil)
    #expect(slot.renewIfDue(at: Self.at(last + 3), isWanted: true) == nil)
  }

  @Test func `renews a short token at half its life`() {
    var slot = CredentialSlot(ManagedIdentityFlow())
    _ = slot.renewIfDue(at: Self.at(0))
    _ = slot.receive(Self.token("short", life: 100), at: Self.at(0))
    #expect(slot.nextRenewal == Self.at(50))
  }

  @Test func `asks for another token when a provider refused one, and serves that meanwhile`() {
    var slot = Self.filled()
    slot.reject(.bearer(Secret("one")), at: Self.at(60))
    #expect(slot.credential(at: Self.at(60)) == .bearer(Secret("one")) && slot.nextRenewal == Self.at(60))
    #expect(slot.renewIfDue(at: Self.at(60)) != nil)
    _ = slot.receive(Self.token("two"), at: Self.at(61))
    #expect(slot.credential(at: Self.at(61)) == .bearer(Secret("two")))
  }

  @Test func `asks once, however often a token is refused`() {
    var slot = Self.filled()
    slot.reject(.bearer(Secret("one")), at: Self.at(60))
    #expect(slot.renewIfDue(at: Self.at(60)) != nil)
    slot.reject(.bearer(Secret("one")), at: Self.at(60))
    #expect(slot.renewIfDue(at: Self.at(60)) == nil && slot.isRenewing)
  }

  @Test func `serves a refused token on where the token service fails`() {
    var slot = Self.filled()
    slot.reject(.bearer(Secret("one")), at: Self.at(60))
    _ = slot.renewIfDue(at: Self.at(60))
    _ = slot.receive(Self.refusal, at: Self.at(60))
    #expect(slot.credential(at: Self.at(60)) == .bearer(Secret("one")))
    slot.reject(.bearer(Secret("one")), at: Self.at(60))
    #expect(slot.nextRenewal == Self.at(61), "the pause after a failure stays")
  }

  @Test func `keeps a newer token than the one that a provider refused`() {
    var slot = Self.filled()
    slot.reject(.bearer(Secret("zero")), at: Self.at(60))
    #expect(slot.credential(at: Self.at(60)) == .bearer(Secret("one")))
  }

  @Test func `asks no more than every ten seconds where every token is refused`() {
    var slot = Self.filled()
    slot.reject(.bearer(Secret("one")), at: Self.at(1))
    #expect(slot.nextRenewal == Self.at(10))
  }

  @Test(arguments: [
    ("http://sts.example.com/", false), ("http://127.0.0.1.example.com/", false),
    ("http://user@127.0.0.1/", false), ("http://10.0.0.1/", false), ("http://[::2]/", false),
    ("http://127.1/", false), ("ftp://127.0.0.1/", false), ("https://sts.example.com/", true),
    ("http://127.0.0.1:99/", true), ("http://169.254.170.2/x", true), ("http://[::1]:9/", true),
    ("http://localhost:9", true), ("http://[fd00:ec2::254]/", true),
  ])
  func `sends secrets over TLS, or to this machine and its metadata service`(url: String, sends: Bool) {
    var slot = CredentialSlot(ContainerFlow(endpoint: url, authorization: nil))
    #expect((slot.renewIfDue(at: Self.at(0)) != nil) == sends)
    #expect((slot.lastFailure?.kind == .insecureAddress) == !sends)
  }

  @Test func `reads a file of keys again every minute, and the environment never`() {
    for (source, next) in [
      (SecretSource.file(path: "/k"), Optional(Self.at(60))), (.environment(name: "K"), nil),
    ] {
      var slot = CredentialSlot(APIKeyFlow(source: source))
      _ = slot.renewIfDue(at: Self.at(0))
      _ = slot.receive(.text(.success(Secret("sk"))), at: Self.at(0))
      #expect(slot.nextRenewal == next, "\(source)")
    }
  }

  @Test func `a refused key is looked for in its file, and never in the environment`() {
    for (source, next) in [
      (SecretSource.file(path: "/k"), Optional(Self.at(20))), (.environment(name: "K"), nil),
    ] {
      var slot = CredentialSlot(APIKeyFlow(source: source))
      _ = slot.renewIfDue(at: Self.at(0))
      _ = slot.receive(.text(.success(Secret("sk"))), at: Self.at(0))
      slot.reject(.key(Secret("sk")), at: Self.at(20))
      #expect(slot.credential(at: Self.at(20)) == .key(Secret("sk")), "\(source)")
      #expect(slot.nextRenewal == next, "\(source)")
    }
  }
}
