import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What is held says so for as long as it has answered no call well since, with what to do about it.
@Suite struct HeldTests {
  /// The incident, with an endpoint that was held for its credential 90 s ago.
  private static func model(isOnTrial: Bool, kind: String = "auth") -> Model {
    var model = Model.atIncident(columns: 120, rows: 60)
    var snapshot = Incident.snapshot(after: 90)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/haiku" {
      var status = snapshot.endpoints[place]
      (status.errors, status.errorRate, status.requestsPerSecond, status.ttft) = ([], nil, 0, nil)
      (status.state, status.stagePercent) = ("partial_open", isOnTrial ? 5 : 0)
      status.hold =
        isOnTrial
        ? nil : EndpointStatus.Hold(kind: kind, until: Incident.at.advanced(byMilliseconds: 120_000))
      status.held = EndpointStatus.Held(
        kind: kind, since: Incident.at, refusedTries: 1, refusal: "auth",
        refusedAt: Incident.at.advanced(byMilliseconds: 60_000))
      status.reason = "held: auth, 401 at 03:13:41"
      status.advice = "renew the credential; traffic is elsewhere"
      snapshot.endpoints[place] = status
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    model.filter = Filter("haiku")
    model.reorder()
    return model
  }

  private func text(_ model: Model) -> String { draw(model).surface.trimmedLines.joined(separator: "\n") }

  @Test(arguments: [false, true])
  func `row, status and details say what it is held for, since when, and what to do`(isOnTrial: Bool) {
    var model = Self.model(isOnTrial: isOnTrial)
    let home = text(model)
    #expect(home.contains("HD auth"))
    #expect(home.contains("use1/haiku HOLD 90s: held: auth, 401 at 03:13:41   renew the credential"))
    #expect(!home.contains("coming back"))
    model.press(.enter)
    let details = text(model)
    #expect(details.contains("for 90s since") && details.contains("03:12:41, 1 try refused"))
    #expect(details.contains("Three refusals in a row"))
    #expect(details.contains("check --online"))
    #expect(details.contains("last    401 at 03:13:41, 30s ago"))
    #expect(details.contains("sent as 401") || details.contains("sent as 403"))
    #expect(!details.contains("stays closed"))
  }

  @Test func `what comes next of a hold is its end, or a new configuration`() {
    var quota = Self.model(isOnTrial: false, kind: "quota")
    quota.press(.enter)
    #expect(text(quota).contains("next    at 03:14:41Z calls ask again"))
    var gone = Self.model(isOnTrial: false, kind: "retired")
    gone.press(.enter)
    #expect(text(gone).contains("next    nothing, until the configuration changes"))
  }

  @Test func `a snapshot of the past still knows`() throws {
    var history = History()
    let snapshot = try #require(Self.model(isOnTrial: true).shown)
    history.append(snapshot)
    let kept = history.snapshot(at: 0)?.endpoint("use1/haiku")
    #expect(kept?.held == snapshot.endpoint("use1/haiku")?.held)
    #expect(kept?.held != nil)
  }

  private static func event(_ second: Int, _ kind: EventKind, _ endpoint: String = "a", from: String? = nil)
    -> EventLine
  {
    var line = EventLine(
      id: UInt64(second), at: Incident.at.advanced(byMilliseconds: Int64(second) * 1_000),
      kind: kind.rawValue, severity: kind.severity, text: "\(endpoint) \(kind.rawValue)")
    (line.endpoint, line.provider, line.from) = (endpoint, "azure", from)
    line.detail.stage = kind == .partialOpen ? 1 : nil
    return line
  }

  private static func refused(_ second: Int, _ endpoint: String = "a") -> [EventLine] {
    [event(second, .partialOpen, endpoint, from: "hold"), event(second + 1, .authHold, endpoint)]
  }

  @Test func `tries to come back from a hold that are refused are one line`() {
    let events = [Self.event(1, .authHold)] + Self.refused(61) + Self.refused(122) + Self.refused(183)
    #expect(
      EventStory(events).newestFirst.map(\.text) == [
        "a: failed 3 tries to come back since 03:13:42; held: credential refused", "a auth_hold",
      ])
    let trying = events + [Self.event(244, .partialOpen, from: "hold")]
    #expect(
      EventStory(trying).newestFirst.first?.text
        == "a: failed 3 tries to come back since 03:13:42; trying again")
    let back = trying + [Self.event(250, .advanced)]
    #expect(EventStory(back).newestFirst.map(\.text).prefix(2) == ["a advanced", "a partial_open"])
  }

  @Test func `endpoints whose tries are refused are not told to be on the way back`() {
    let held = [Self.event(1, .authHold), Self.event(2, .authHold, "b")]
    let first = Headline.lines(EventStory(held).newestFirst, limit: 5)
    #expect(first.map(\.text) == ["azure: 2 endpoints held: credential refused, a b, last 03:12:43"])
    let tried = held + Self.refused(200) + Self.refused(203, "b")
    let later = Headline.lines(EventStory(tried).newestFirst, limit: 5)
    #expect(later.first?.text == "azure: 2 endpoints failed 2 tries to come back, last 03:16:05")
    let trial =
      held + [
        Self.event(200, .partialOpen, from: "hold"), Self.event(203, .partialOpen, "b", from: "hold"),
      ]
    #expect(
      Headline.lines(EventStory(trial).newestFirst, limit: 5).first?.text
        == "azure: 2 endpoints on trial after a hold, a b, last 03:16:04")
  }
}
