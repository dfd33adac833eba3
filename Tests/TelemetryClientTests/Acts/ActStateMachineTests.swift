import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

@Suite struct ActStateMachineTests {
  private static let settings = ActSettings(
    target: .webhook(url: "https://user@router.example/acts", keyFile: nil), timeoutSeconds: 10)

  private static func act(_ id: UInt64) -> OutgoingAct {
    OutgoingAct(
      id: id, run: "r", act: ActRequest(.drain(.endpoint("a")), reason: "maintenance"), actor: "ada",
      at: Moment(milliseconds: 1_795_334_400_000), revision: 7, features: [])
  }

  private static func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  @Test func `acts go out one at a time and in order`() {
    var machine = ActStateMachine(Self.settings)
    let first = machine.begin(Self.act(1), at: Self.at(0))
    #expect(first == [.carryOut(Self.act(1), attempt: 1)])
    let second = machine.begin(Self.act(2), at: Self.at(1))
    #expect(second == [])
    let next = machine.confirmed(.applied(nil), at: Self.at(2))
    #expect(next == [.report(1, .applied(nil)), .carryOut(Self.act(2), attempt: 1)])
  }

  @Test func `what cannot be reached is tried again after a pause`() {
    var machine = ActStateMachine(Self.settings)
    _ = machine.begin(Self.act(1), at: Self.at(0))
    let pause = machine.unreached("refused", at: Self.at(1))
    #expect(pause == [])
    let early = machine.tick(at: Self.at(1))
    #expect(early == [])
    let again = machine.tick(at: Self.at(2))
    #expect(again == [.carryOut(Self.act(1), attempt: 2)])
  }

  @Test func `what cannot be reached three times has failed`() throws {
    var machine = ActStateMachine(Self.settings)
    _ = machine.begin(Self.act(1), at: Self.at(0))
    for second in [1, 3] as [Int64] {
      _ = machine.unreached("refused", at: Self.at(second))
      _ = machine.tick(at: Self.at(second + 1))
    }
    let last = machine.unreached("refused", at: Self.at(5))
    #expect(
      last == [.report(1, .failed("the webhook at router.example could not be reached (3×): refused"))])
    #expect(machine.isIdle)
  }

  @Test func `what may have arrived is not tried again, and says what to look at`() {
    var machine = ActStateMachine(Self.settings)
    _ = machine.begin(Self.act(1), at: Self.at(0))
    let actions = machine.unanswered("timed out", at: Self.at(5))
    guard case .report(1, .failed(let reason))? = actions.first else {
      Issue.record("nothing was reported")
      return
    }
    #expect(reason.contains("got the act, or may have, and did not confirm it: timed out"))
    #expect(reason.contains("see there whether the act is in force"))
    #expect(machine.isIdle)
  }

  @Test func `silence is a failure and says what to look at`() throws {
    var machine = ActStateMachine(Self.settings)
    _ = machine.begin(Self.act(1), at: Self.at(0))
    let actions = machine.tick(at: Self.at(10))
    #expect(actions.first == .stop)
    guard case .report(1, .failed(let reason))? = actions.last else {
      Issue.record("nothing was reported")
      return
    }
    #expect(reason.contains("did not confirm within 10 s"))
  }

  @Test func `an answer after the end changes nothing`() {
    var machine = ActStateMachine(Self.settings)
    _ = machine.begin(Self.act(1), at: Self.at(0))
    _ = machine.tick(at: Self.at(10))
    let late = machine.confirmed(.applied(nil), at: Self.at(11))
    #expect(late == [])
  }

  @Test func `no more acts wait than may`() {
    var machine = ActStateMachine(Self.settings)
    for id in 0...UInt64(ActStateMachine.maxWaiting) { _ = machine.begin(Self.act(id), at: Self.at(0)) }
    let actions = machine.begin(Self.act(99), at: Self.at(0))
    guard case .report(99, .failed)? = actions.first else {
      Issue.record("an act beyond the limit was taken")
      return
    }
  }

  @Test(
    arguments: [
      (200, "", true), (204, "", true), (200, #"{"outcome":"applied"}"#, true),
      (200, #"{"outcome":"failed","reason":"no such pool"}"#, false), (202, "", false),
      (500, #"{"error":{"message":"disk full"}}"#, false), (302, "", false),
    ] as [(Int, String, Bool)])
  func `only a confirmation confirms`(status: Int, body: String, isApplied: Bool) {
    let result = WebhookMessage.confirmation(status: status, body: Array(body.utf8), of: "it")
    if case .applied = result { #expect(isApplied) } else { #expect(!isApplied) }
  }

  @Test func `the reason of a failure is passed on`() {
    let body = Array(#"{"outcome":"failed","reason":"no such pool"}"#.utf8)
    #expect(
      WebhookMessage.confirmation(status: 200, body: body, of: "it")
        == .failed("it says that the act failed: no such pool"))
  }

  @Test func `the signature covers time and body`() {
    let key = Secret("k")
    let wall = WallTime(seconds: 1_795_334_400)
    let one = WebhookMessage.signature(of: Array("{}".utf8), key: key, at: wall)
    // printf '1795334400.{}' | openssl dgst -sha256 -hmac k
    #expect(one == "t=1795334400,v1=8aa37fb907618a00dbac9c3f4dce1f807bb193444f9c5c56b6fa1956cedc10b0")
    #expect(one != WebhookMessage.signature(of: Array("{ }".utf8), key: key, at: wall))
    #expect(one != WebhookMessage.signature(of: Array("{}".utf8), key: key, at: wall.advanced(bySeconds: 1)))
  }

  @Test func `the document says what is to hold`() throws {
    var act = Self.act(3)
    act.features = [.init(id: "chat", serving: [ServedShare(endpoint: "b", share: 1)])]
    let text = String(decoding: act.bytes, as: UTF8.self)
    #expect(text.contains(#""id":"r-3""#))
    #expect(text.contains(#""features":[{"id":"chat","serving":[{"endpoint":"b","share":1"#))
    #expect(text.contains(#""kind":"drain""#))
  }
}
