import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

@Suite struct StreamStateMachineTests {
  private typealias Machine = StreamStateMachine

  private static func instant(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  private static let hello =
    "event: hello\nid: run.0.0\ndata: "
    + #"{"schema_version":1,"engine":"e","run":"run","actor":"mira","role":"operator","resumed":false}"#
    + "\n\n"

  private static func snapshot(_ revision: UInt64) -> String {
    let snapshot = SystemSnapshot(revision: revision, at: Moment(milliseconds: 0), mode: "demo", engine: "e")
    return "event: snapshot\ndata: " + String(decoding: snapshot.json(), as: UTF8.self) + "\n\n"
  }

  private static func event(_ id: UInt64) -> String {
    let line = EventLine(id: id, at: Moment(milliseconds: 0), kind: "opened", severity: .crit, text: "opened")
    return "event: event\nid: run.\(id).0\ndata: " + String(decoding: line.json(), as: UTF8.self) + "\n\n"
  }

  private static func took(_ machine: inout Machine, _ text: String, at milliseconds: Int64) -> [Machine
    .Action]
  {
    machine.took(Array(text.utf8).span, at: instant(milliseconds))
  }

  /// A machine that reads, with its first snapshot taken.
  private static func live(at milliseconds: Int64 = 0) -> Machine {
    var machine = Machine(seed: 7)
    _ = machine.start(at: instant(milliseconds))
    _ = machine.began(status: 200, at: instant(milliseconds))
    _ = took(&machine, hello + snapshot(1), at: milliseconds)
    return machine
  }

  @Test func `it asks for the stream at once`() {
    var machine = Machine(seed: 7)
    #expect(machine.start(at: Self.instant(0)).first == .connect(lastEventID: nil))
  }

  @Test func `the first snapshot says that figures come`() {
    var machine = Machine(seed: 7)
    _ = machine.start(at: Self.instant(0))
    _ = machine.began(status: 200, at: Self.instant(0))
    let actions = Self.took(&machine, Self.hello + Self.snapshot(1), at: 5)
    guard case .tell(.hello)? = actions.first, case .tell(.snapshot)? = actions.dropFirst().first else {
      Issue.record("\(actions)")
      return
    }
    #expect(actions.last == .tell(.live))
  }

  @Test func `silence is a loss within three seconds, and the connection is given up`() {
    var machine = Self.live()
    #expect(machine.passed(at: Self.instant(2_000)) == [.wait(until: Self.instant(2_500))])
    let actions = machine.passed(at: Self.instant(2_500))
    #expect(actions.first == .cut)
    guard case .tell(.lost(_, let since))? = actions.dropFirst().first else {
      Issue.record("\(actions)")
      return
    }
    #expect(since == Self.instant(2_500))
  }

  @Test func `the end of the connection is a loss at once`() {
    var machine = Self.live()
    guard case .tell(.lost(let reason, _))? = machine.ended("reset", at: Self.instant(100)).first else {
      Issue.record("not lost")
      return
    }
    #expect(reason == "reset")
  }

  @Test func `it comes back where it broke off`() throws {
    var machine = Self.live()
    _ = Self.took(&machine, Self.event(41), at: 50)
    let lost = machine.ended(nil, at: Self.instant(100))
    guard case .wait(let until)? = lost.last else {
      Issue.record("\(lost)")
      return
    }
    #expect(until > Self.instant(100) && until < Self.instant(600))
    #expect(machine.passed(at: until).first == .connect(lastEventID: "run.41.0"))
  }

  @Test func `it waits longer after every failure, and at most seven seconds`() {
    var machine = Self.live()
    var now = Self.instant(0)
    var waits: [Duration] = []
    for _ in 0..<10 {
      guard case .wait(let until)? = machine.ended("refused", at: now).last else { return }
      waits.append(until - now)
      now = until
      _ = machine.passed(at: now)
    }
    #expect(waits[0] < .milliseconds(400))
    #expect(waits.allSatisfy { $0 <= .seconds(7) })
    #expect(waits[9] > .seconds(3))
  }

  @Test func `consoles that were lost together come back apart`() {
    let waits = (0..<20).map { seed in
      var machine = Machine(seed: UInt64(seed) &* 0x1234_5678_9ABC_DEF1)
      _ = machine.start(at: Self.instant(0))
      guard case .wait(let until)? = machine.ended("refused", at: Self.instant(0)).last else {
        return Duration.zero
      }
      return until - Self.instant(0)
    }
    #expect(Set(waits).count > 10)
  }

  @Test func `a snapshot after a loss says that figures come again, and waits are short again`() {
    var machine = Self.live()
    _ = machine.ended("reset", at: Self.instant(100))
    _ = machine.passed(at: Self.instant(1_000))
    _ = machine.began(status: 200, at: Self.instant(1_000))
    #expect(Self.took(&machine, Self.hello + Self.snapshot(2), at: 1_010).last == .tell(.live))
    guard case .wait(let until)? = machine.ended("reset", at: Self.instant(2_000)).last else { return }
    #expect(until < Self.instant(2_400))
  }

  @Test func `an unknown token is the end, in the server's words`() {
    var machine = Machine(seed: 7)
    _ = machine.start(at: Self.instant(0))
    _ = machine.began(status: 401, at: Self.instant(0))
    _ = Self.took(
      &machine, #"{"error":{"code":"token_unknown","message":"nobody has this token","hint":"ask"}}"#, at: 1)
    #expect(machine.ended(nil, at: Self.instant(2)) == [.tell(.ended(reason: "nobody has this token; ask"))])
    #expect(machine.passed(at: Self.instant(60_000)) == [])
  }

  @Test func `a full server is asked again`() {
    var machine = Machine(seed: 7)
    _ = machine.start(at: Self.instant(0))
    _ = machine.began(status: 503, at: Self.instant(0))
    _ = Self.took(
      &machine, #"{"error":{"code":"too_many_viewers","message":"64 consoles watch already"}}"#, at: 1)
    guard case .tell(.lost(let reason, _))? = machine.ended(nil, at: Self.instant(2)).first else {
      Issue.record("not lost")
      return
    }
    #expect(reason == "64 consoles watch already")
  }

  @Test func `a server that accepts and says nothing is lost too`() {
    var machine = Machine(seed: 7)
    _ = machine.start(at: Self.instant(0))
    #expect(machine.passed(at: Self.instant(2_500)).first == .cut)
  }

  @Test func `what is not known is left out`() {
    var machine = Self.live()
    #expect(
      Self.took(&machine, "event: weather\ndata: {}\n\nevent: snapshot\ndata: nonsense\n\n", at: 10) == [])
  }
}
