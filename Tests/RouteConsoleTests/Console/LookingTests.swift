import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Filtering, sorting, grouping, following, and going back in time.
@Suite struct LookingTests {
  private func endpoints(_ model: Model) -> [String] {
    model.order.ids.compactMap { if case .endpoint(let id) = $0 { id } else { nil } }
  }

  @Test(arguments: [
    ("sonnet", ["use1/sonnet", "usw2/sonnet"]),
    ("cloud:gcp", ["euw4/gemini-pro", "usc1/flash", "usc1/gemini-pro"]),
    ("sev>=warn", ["use1/sonnet", "use1/haiku", "usw2/sonnet"]), ("state:open", ["use1/sonnet"]),
    ("cloud:aws !sonnet", ["use1/haiku"]), ("^us[ec]1/.*a", ["use1/haiku", "usc1/flash"]),
    ("sev:stale", ["swc/gpt-4o"]), ("feature:agent sev<=stale", ["swc/gpt-4o", "usc1/flash", "eus2/gpt-4o"]),
    ("nothing-like-it", []),
  ])
  func `a filter keeps what it says`(text: String, expected: [String]) {
    var model = Model.atIncident()
    model.press(.character("/"))
    model.type(text)
    model.press(.enter)
    #expect(endpoints(model) == expected)
  }

  @Test func `a broken regular expression is looked for as text and said to be broken`() {
    let matcher = Filter("a[").matcher()
    #expect(matcher.problem?.contains("no regular expression") ?? false)
    #expect(matcher.matches(FilterSubject(texts: ["xa[y"])))
  }

  @Test func `the worst comes first, and the order holds still for three seconds after a move`() {
    var model = Model.atIncident()
    #expect(endpoints(model).prefix(3) == ["use1/sonnet", "use1/haiku", "usw2/sonnet"])
    model.press(.character("j"))
    #expect(model.table.selected == .endpoint("use1/haiku"))
    var recovered = Incident.snapshot(after: 1)
    let place = recovered.endpoints.firstIndex { $0.id == "use1/sonnet" } ?? 0
    recovered.endpoints[place].severity = .ok
    recovered.endpoints[place].state = "closed"
    _ = update(&model, .clock(.seconds(12)))
    _ = update(&model, .news(.snapshot(recovered)))
    #expect(endpoints(model).first == "use1/sonnet")
    _ = update(&model, .clock(.seconds(14)))
    _ = update(&model, .news(.snapshot(recovered)))
    #expect(endpoints(model).first == "use1/haiku")
    #expect(model.table.selected == .endpoint("use1/haiku"))
  }

  @Test func `under each feature stand all that may serve it, with the feature's own figures`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("t"), .character("t"))
    let cells = model.order.ids.compactMap { id -> String? in
      guard case .cell(let feature, let endpoint) = id, feature == "agent" else { return nil }
      return endpoint
    }
    #expect(Set(cells) == ["eus2/gpt-4o", "swc/gpt-4o", "usc1/flash"])
    #expect(model.order.ids.contains(.cell(feature: "search", endpoint: "usc1/flash")))
    #expect(model.order.ids.contains(.group("(no feature)")))
    let chat = draw(model).surface.trimmedLines.first { $0.contains("chat (2)") } ?? ""
    #expect(chat.contains(" 96 ") && chat.contains(" 2,950 "))
  }

  @Test func `an act on a row under a feature is about its endpoint, and a flip about the feature`() {
    var model = Model.atIncident()
    model.press(.character("t"), .character("t"), .character("j"))
    guard case .cell(let feature, let endpoint)? = model.table.selected else {
      Issue.record("the cursor is on \(String(describing: model.table.selected))")
      return
    }
    model.press(.character("D"))
    guard case .act(let drain) = model.overlay else {
      Issue.record("no dialog")
      return
    }
    #expect(drain.chosen.endpoints == [endpoint])
    model.press(.escape, .character("X"))
    guard case .act(let flip) = model.overlay else { return }
    #expect(flip.chosen.feature == feature)
  }

  @Test func `endpoints that take turns at being probed do not take turns at the top`() {
    func first(_ shares: [Double]) -> String? {
      var endpoints = Incident.snapshot().endpoints.filter { ["use1/sonnet", "use1/haiku"].contains($0.id) }
      for place in endpoints.indices {
        (endpoints[place].severity, endpoints[place].share) = (.crit, shares[place])
        endpoints[place].primaryOf = []
      }
      return SortOrder().sorted(endpoints).first?.id
    }
    #expect(first([0, 0.004]) == first([0.004, 0]))
    #expect(first([0, 0.2]) != first([0.2, 0]))
  }

  @Test func `sorting by a figure and the other way round`() {
    var model = Model.atIncident()
    model.press(.character(":"))
    model.type("sort p90")
    model.press(.enter)
    #expect(endpoints(model).first == "use1/sonnet")
    model.press(.character("I"))
    #expect(endpoints(model).last == "use1/sonnet")
  }

  @Test func `a cloud line stands over its endpoints, and drains all of them`() {
    var model = Model.atIncident()
    model.press(.character("t"))
    #expect(model.order.ids.first == .group("aws"))
    model.press(.character("g"), .character("D"))
    guard case .act(let dialog) = model.overlay else {
      Issue.record("no dialog")
      return
    }
    #expect(dialog.title == "DRAIN CLOUD aws (3 endpoints)")
  }

  @Test func `freezing keeps the picture, stepping moves it, and z goes back to live`() {
    var model = Model.atIncident()
    for second in 1...5 {
      _ = update(&model, .clock(.seconds(10 + second)))
      _ = update(&model, .news(.snapshot(Incident.snapshot(after: Double(second)))))
    }
    model.press(.character("z"), .character("["), .character("["))
    #expect(model.shown?.at.clockText == "03:12:44")
    let title = draw(model).surface.trimmedLines[0]
    #expect(title.contains("FROZEN 03:12:44Z"))
    #expect(title.ranges(of: "03:12:44").count == 1)
    _ = update(&model, .news(.snapshot(Incident.snapshot(after: 6))))
    #expect(model.shown?.at.clockText == "03:12:44")
    model.press(.character("@"))
    model.type("03:12:42")
    model.press(.enter)
    #expect(model.shown?.at.clockText == "03:12:42")
    model.press(.character("z"))
    #expect(model.shown?.at.clockText == "03:12:47")
  }

  @Test(arguments: [
    ("03:20", "2026-11-22T03:20:00Z"), ("03:10:30", "2026-11-22T03:10:30Z"), ("-5m", "2026-11-22T03:07:41Z"),
    ("2026-11-22T03:30:00Z", "2026-11-22T03:30:00Z"),
  ])
  func `in a recording the line of a time seeks there, forwards too`(text: String, expected: String) throws {
    let first = try #require(Moment(text: "2026-11-22T03:00:00Z"))
    var model = Model.atIncident {
      $0.traits = FeedTraits(
        canAct: false, isSimulation: false, isReplay: true,
        recorded: first...first.advanced(byMilliseconds: 3_600_000))
    }
    model.press(.character("z"), .character("@"))
    model.type(text)
    let effects = model.press(.enter)
    let sought = effects.compactMap { effect -> Moment? in
      if case .order(.replay(.seek(let moment))) = effect { return moment }
      return nil
    }
    #expect(
      sought.map { $0.milliseconds / 1_000 } == [try #require(Moment(text: expected)).milliseconds / 1_000])
    #expect(!model.isFrozen)
  }

  @Test func `figures that stopped coming are said to be stale`() {
    var model = Model.atIncident()
    _ = update(&model, .clock(.seconds(19)))
    #expect(draw(model).surface.trimmedLines[0].contains("STALE 9s"))
    _ = update(&model, .news(.link(.lost(reason: "connection refused", since: .seconds(11)))))
    #expect(draw(model).surface.trimmedLines[0].contains("STALE 8s"))
    #expect(draw(model).surface.trimmedLines[21].contains("connection refused"))
  }

  @Test func `a lease that ends asks on every screen`() {
    for screen in Screen.allCases where screen != .simulate {
      var model = Model.atIncident()
      _ = update(&model, .news(.snapshot(Incident.snapshot(after: 1_520))))
      model.press(.character(screen.digit))
      #expect(draw(model).surface.trimmedLines[4].contains("lease ends 1:28"))
    }
  }

  @Test func `what is not known reads as a dash, never as zero`() {
    let line = draw(.atIncident()).surface.trimmedLines.first { $0.contains("swc/gpt-4o ") } ?? ""
    #expect(line.contains("-     -      -      -     - STALE 9s"))
    #expect(!line.contains(" 0 "))
  }
}
