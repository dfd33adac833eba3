import RoutingEngine
import Testing
import Transport
import Wire

@testable import TelemetryClient

@Suite struct EventLogTests {
  private static func log() -> EventLog {
    EventLog(Bindings.scope([Bindings.sonnet, Bindings.gpt], features: ["recap": FeatureIndex(1)]))
  }

  private static func read(_ text: String) -> [EventLog.Line] {
    var log = log()
    return log.take(Array((text + "\n").utf8))
  }

  @Test func `a line in our own shape is read whole`() throws {
    let line = try #require(
      Self.read(
        #"{"attempt":"a1","endpoint":"use1/sonnet","feature":"recap","class":"ok","started_at":"2026-11-22T03:12:41.120Z","ttft_ms":412,"latency_ms":3900,"tokens":{"input":900,"cached_input":100,"output":200}}"#
      ).first)
    #expect(line.call.endpoint == EndpointIndex(0))
    #expect(line.call.feature == FeatureIndex(1))
    #expect(line.call.outcome.class == .ok)
    #expect(line.call.outcome.ttft == .milliseconds(412))
    #expect(line.call.outcome.latency == .milliseconds(3_900))
    #expect(line.call.outcome.usage.cachedInput == 100)
    #expect(line.call.isStreaming)
    #expect(line.endedAt == Moment(text: "2026-11-22T03:12:45.020Z"))
  }

  @Test func `a line with a status and seconds is read`() throws {
    let line = try #require(
      Self.read(
        #"{"ts":1795334400.5,"model":"sonnet","region":"us-east-1","status":429,"duration_s":0.2,"input_tokens":5}"#
      ).first)
    #expect(line.call.endpoint == EndpointIndex(0))
    #expect(line.call.outcome.class == .rateLimited)
    #expect(line.endedAt == Moment(milliseconds: 1_795_334_400_700))
  }

  @Test func `every attempt of a request is read`() {
    let lines = Self.read(
      #"{"feature":"recap","stream":true,"attempts":[{"endpoint":"use1/sonnet","class":"connect","latency_ms":5},{"endpoint":"eus2/gpt","class":"ok","latency_ms":900}]}"#
    )
    #expect(lines.map(\.call.outcome.class) == [.connect, .ok])
    #expect(lines.allSatisfy { $0.call.feature == FeatureIndex(1) && $0.call.isStreaming })
  }

  @Test func `a second line of one attempt counts for nothing, and is counted`() {
    var log = Self.log()
    let line = #"{"attempt":"a1","endpoint":"use1/sonnet","class":"ok","latency_ms":900}"#
    #expect(log.take(Array((line + "\n" + line + "\n").utf8)).count == 1)
    #expect(log.take(Array((line + "\n").utf8)).isEmpty)
    #expect(log.repeated == 2)
  }

  @Test func `a first token after the end is no outcome`() {
    var log = Self.log()
    let lines = log.take(
      Array((#"{"endpoint":"use1/sonnet","class":"ok","ttft_ms":5000,"latency_ms":20}"# + "\n").utf8))
    #expect(lines.isEmpty)
    #expect(log.unmatched == 1)
  }

  @Test func `lines that are nothing of ours are counted`() {
    var log = Self.log()
    let lines = log.take(
      Array(
        "started\n{\"endpoint\":\"else/where\",\"class\":\"ok\"}\n{\"endpoint\":\"eus2/gpt\"}\n[1]\n".utf8))
    #expect(lines.isEmpty)
    #expect(log.unreadable == 2)
    #expect(log.unmatched == 2)
  }

  @Test func `every cut of a log gives the same lines`() {
    let text = Array(
      (#"{"endpoint":"use1/sonnet","class":"ok","latency_ms":1}"# + "\n\n"
        + #"{"endpoint":"eus2/gpt","class":"cut","latency_ms":2}"# + "\n").utf8)
    for cut in 0...text.count {
      var log = Self.log()
      let lines = log.take(Array(text[..<cut])) + log.take(Array(text[cut...]))
      #expect(lines.map(\.call.outcome.class) == [.ok, .cut], "cut at \(cut)")
    }
  }

  @Test func `a line that never ends costs no memory without bound`() {
    var splitter = LineSplitter()
    let piece = [UInt8](repeating: 0x61, count: 1 << 19)
    for _ in 0..<4 {
      let lines = splitter.take(piece)
      #expect(lines.isEmpty)
    }
    let lines = splitter.take(Array("\nshort\n".utf8))
    #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["short"])
    #expect(splitter.tooLong == 1)
  }
}

@Suite struct FollowStateMachineTests {
  private static func file(_ number: UInt64, _ size: Int64) -> FileIdentity {
    FileIdentity(device: 1, number: number, size: size)
  }

  @Test func `what a file holds already is left out`() {
    var follow = FollowStateMachine(startsAtEnd: true)
    let action = follow.look(named: Self.file(1, 500), current: nil)
    #expect(action == .open(fromEnd: true))
  }

  @Test func `a file that appears later is read from its start`() {
    var follow = FollowStateMachine(startsAtEnd: true)
    let missing = follow.look(named: nil, current: nil)
    #expect(missing == .wait)
    let action = follow.look(named: Self.file(1, 500), current: nil)
    #expect(action == .open(fromEnd: false))
  }

  @Test func `a file that grows is read on`() {
    var follow = FollowStateMachine(startsAtEnd: true)
    follow.opened(Self.file(1, 500), at: 500)
    let quiet = follow.look(named: Self.file(1, 500), current: Self.file(1, 500))
    #expect(quiet == .wait)
    let grown = follow.look(named: Self.file(1, 600), current: Self.file(1, 600))
    #expect(grown == .read)
  }

  @Test func `a renamed file is read to its end before the new one`() {
    var follow = FollowStateMachine(startsAtEnd: true)
    follow.opened(Self.file(1, 500), at: 500)
    let rest = follow.look(named: Self.file(2, 10), current: Self.file(1, 560))
    #expect(rest == .read)
    follow.took(60)
    let close = follow.look(named: Self.file(2, 10), current: Self.file(1, 560))
    #expect(close == .close)
    let next = follow.look(named: Self.file(2, 10), current: nil)
    #expect(next == .open(fromEnd: false))
  }

  @Test func `a file that was cut is read from its start`() {
    var follow = FollowStateMachine(startsAtEnd: true)
    follow.opened(Self.file(1, 500), at: 500)
    let cut = follow.look(named: Self.file(1, 20), current: Self.file(1, 20))
    #expect(cut == .rewind)
    let read = follow.look(named: Self.file(1, 20), current: Self.file(1, 20))
    #expect(read == .read)
  }
}
