import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// An open row says what opened it: a minute's mean of mostly good times would make an outage read like a trifle.
@Suite struct TripTests {
  private static func event(
    _ id: UInt64, _ kind: EventKind, trigger: Trigger? = nil, bad: Int? = nil, all: Int? = nil
  ) -> EventLine {
    var event = EventLine(
      id: id, at: Incident.at.advanced(byMilliseconds: -6_000), kind: kind.rawValue, severity: .crit,
      text: kind.rawValue)
    event.endpoint = "use1/sonnet"
    event.trigger = trigger?.name
    (event.detail.k, event.detail.n) = (bad, all)
    (event.detail.windowSeconds, event.detail.limit) = (5, 0.1)
    return event
  }

  /// A console whose culprit tripped six seconds ago; the minute's mean is 2.1 %.
  private static func model(columns: Int = 80, rows: Int = 24, _ events: [EventLine]) -> Model {
    var model = Model.blank(columns: columns, rows: rows)
    _ = update(&model, .clock(.seconds(10)))
    _ = update(&model, .news(.events(events)))
    var snapshot = Incident.snapshot()
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      snapshot.endpoints[place].errorRate = 0.021
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    return model
  }

  private static let tripped = event(1, .tripped, trigger: .errorRateFast, bad: 17, all: 20)

  private func lines(_ model: Model) -> [String] { draw(model).surface.lines }

  @Test func `what is open is so since it tripped, not since the last try to come back`() throws {
    let lines = lines(Self.model(columns: 200, rows: 60, [Self.tripped]))
    let breaker = try #require(lines.first { $0.contains("breaker OPEN") })
    // Its state began twenty seconds ago, and the trip that is told lies six back.
    #expect(breaker.contains("for 6s"), "\(breaker)")
  }

  @Test func `the error rate of an open row is the one that opened it`() {
    let lines = lines(Self.model([Self.tripped]))
    #expect(lines[5].contains(" 85.0 OPEN"))
    #expect(lines[21].contains("OPEN 20s: 85% of 20 failed, 5xx 71 %"))
  }

  @Test func `the pane beside it says when, how many in what time, and the limit`() {
    let text = lines(Self.model(columns: 120, rows: 40, [Self.tripped])).joined(separator: "\n")
    #expect(text.contains("opened  03:12:35 when 85% of 20 failed in 5.0s, limit 10.0%"))
  }

  @Test func `a drained row is asked by nobody: what opened it once is no figure, and none is a dash`() {
    var model = Self.model([Self.tripped])
    var snapshot = Incident.snapshot(after: 90)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      (snapshot.endpoints[place].errorRate, snapshot.endpoints[place].requestsPerSecond) = (nil, 0)
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: "drain", phase: "drained", actor: "mira", reason: "", since: Incident.at, leaseEnds: nil,
        isOverdue: false)
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    let row = lines(model).first { $0.contains("use1/sonnet") && $0.contains("OPEN") } ?? ""
    #expect(row.contains("   - OPEN"))
  }

  @Test func `tries to come back that failed are not what opened it`() {
    let again = Self.event(2, .tripped, trigger: .probe, bad: 1, all: 1)
    #expect(lines(Self.model([Self.tripped, again]))[5].contains(" 85.0 OPEN"))
  }

  @Test func `a doubt that comes after the trip is not what opened it`() {
    let doubt = Self.event(2, .suspect, trigger: .grayFailure, bad: 8, all: 348)
    #expect(lines(Self.model([Self.tripped, doubt]))[5].contains(" 85.0 OPEN"))
  }

  @Test func `what opened it before it was closed again is over`() {
    #expect(lines(Self.model([Self.tripped, Self.event(2, .closed)]))[5].contains("  2.1 OPEN"))
  }

  @Test func `slow calls are told in words and are no errors`() {
    let slow = Self.event(1, .tripped, trigger: .ttft, bad: 12, all: 20)
    let lines = lines(Self.model([slow]))
    #expect(lines[5].contains("  2.1 OPEN"))
    #expect(lines[21].contains("12 of 20 first tokens slow"))
  }

  @Test func `one that is out for being slow says so first, and not what the few that fail die of`() {
    let slow = Self.event(1, .tripped, trigger: .ttft, bad: 88, all: 639)
    var model = Self.model(columns: 200, rows: 60, [slow])
    func status(_ reason: String) -> String {
      var snapshot = Incident.snapshot(after: 1)
      for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
        snapshot.endpoints[place].reason = reason
      }
      _ = update(&model, .news(.snapshot(snapshot)))
      return lines(model).first { $0.contains("aws use1/sonnet OPEN") } ?? ""
    }
    #expect(status("slow first tokens").contains(": 88 of 639 first tokens slow in 5.0s; chat ->"))
    #expect(status("slow first tokens, timeout 100 %").contains("slow in 5.0s, timeout 100 %"))
  }

  @Test(arguments: [Trigger.ttft, .consecutiveFailures])
  func `pane, details and status line tell the trip that opened it, whatever was in doubt before or after`(
    trigger: Trigger
  ) throws {
    let before = Self.event(1, .suspect, trigger: .grayFailure, bad: 10, all: 316)
    let opened = Self.event(3, .opened, trigger: trigger)
    let after = Self.event(4, .suspect, trigger: .grayFailure, bad: 7, all: 339)
    let trip = Self.event(2, .tripped, trigger: trigger, bad: 88, all: 639)
    var model = Self.model(columns: 200, rows: 60, [before, trip, opened, after])
    let numbers = trigger == .ttft ? "88 of 639 first tokens slow in 5.0s" : "14% of 639 failed in 5.0s"
    let sentence = "opened  03:12:35 when \(numbers), limit 10.0%"
    // The pane beside the table is narrow: it shows the beginning.
    #expect(lines(model).contains { $0.contains(String(sentence.prefix(27))) })
    #expect(lines(model).contains { $0.contains("use1/sonnet OPEN") && $0.contains(numbers) })
    model.press(.enter)
    let details = lines(model).prefix { !$0.hasPrefix(" EVENTS") }.joined(separator: "\n")
    #expect(details.contains(sentence))
    #expect(!details.contains("of 316") && !details.contains("of 339"))
  }

  @Test func `of a drained row its author and reason are told, and the way back in is offered`() {
    var model = Self.model([Self.tripped])
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: "drain", phase: "drained", actor: "mira", reason: "INC-4412", since: Incident.at,
        leaseEnds: nil,
        isOverdue: false)
      snapshot.endpoints[place].advice = nil
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    #expect(lines(model)[21].hasPrefix(" aws use1/sonnet DRAIN 1s by mira: INC-4412"))
    #expect(lines(model)[23].contains("D drain  U undrain"))
  }
}
