import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// The banner of a lease promises only keys that act on what it names.
@Suite struct LeaseBannerTests {
  /// The incident with drains whose leases are over; the cursor is on the culprit, which nobody drained.
  private static func model(
    _ drained: String..., columns: Int = 120, prepare: (inout ConsoleSettings) -> Void = { _ in }
  ) -> Model {
    var model = Model.atIncident(columns: columns, rows: 40, prepare: prepare)
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices {
      let id = snapshot.endpoints[place].id
      snapshot.endpoints[place].override =
        drained.contains(id)
        ? EndpointStatus.Override(
          kind: "drain", phase: "drained", actor: "jon", reason: "CHG-881",
          since: Incident.at.advanced(byMilliseconds: -3_600_000),
          leaseEnds: Incident.at.advanced(byMilliseconds: -60_000), isOverdue: true) : nil
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    return model
  }

  private func banner(_ model: Model) -> String {
    draw(model).surface.trimmedLines.first { $0.contains("lease ENDED") } ?? ""
  }

  private func target(_ model: Model) -> String? {
    if case .act(let dialog) = model.overlay { dialog.title } else { nil }
  }

  @Test func `with the cursor elsewhere the banner says how to get there, and D acts on the cursor's row`() {
    var model = Self.model("usc1/flash")
    #expect(banner(model).contains("usc1/flash drained   a, then U undrain, D extend"))
    model.press(.character("D"))
    #expect(target(model) == "DRAIN use1/sonnet (1 endpoint)")
  }

  @Test func `one key puts the cursor on it, from every screen, and then the promised keys act on it`() {
    for screen in Screen.allCases where screen != .simulate {
      var model = Self.model("usc1/flash")
      model.press(.character(screen.digit))
      #expect(model.press(.character("a")).allSatisfy { if case .order(.act) = $0 { false } else { true } })
      #expect(model.screen == .endpoints && model.table.selected == .endpoint("usc1/flash"))
      #expect(banner(model).contains("usc1/flash drained   U undrain, D extend"))
      var other = model
      model.press(.character("U"))
      #expect(target(model) == "UNDRAIN usc1/flash (1 endpoint)")
      other.press(.character("D"))
      #expect(target(other) == "DRAIN usc1/flash (1 endpoint)")
    }
  }

  @Test func `of several the key goes from one to the next, and the banner names the one under the cursor`() {
    var model = Self.model("usc1/flash", "eus2/gpt-4o")
    #expect(banner(model).contains("eus2/gpt-4o drained   a, then U"))
    for id in ["eus2/gpt-4o", "usc1/flash", "eus2/gpt-4o"] {
      model.press(.character("a"))
      #expect(model.table.selected == .endpoint(id))
      #expect(banner(model).contains("\(id) drained   U undrain, D extend   and 1 more"))
    }
  }

  @Test func `marked rows are what keys act on, so that the banner promises nothing of its own`() {
    var model = Self.model("usc1/flash")
    model.press(.character("a"), .character("k"), .character(" "), .character("a"))
    #expect(model.table.marked.isEmpty)
    model.press(.character("g"), .character(" "), .character("G"))
    #expect(banner(model).contains("a, then U undrain"))
  }

  @Test func `a filter that hides it gives way`() {
    var model = Self.model("usc1/flash")
    model.filter = Filter("sonnet")
    model.reorder()
    model.press(.character("a"))
    #expect(model.table.selected == .endpoint("usc1/flash"))
  }

  @Test func `who may only look is promised no key`() {
    let model = Self.model("usc1/flash") { $0.isReadOnly = true }
    #expect(banner(model).hasSuffix("usc1/flash drained"))
  }

  @Test func `without a lease that asks for an answer the key says so`() {
    var model = Model.atIncident()
    model.press(.character("a"))
    #expect(model.notice?.text.contains("no lease is over") ?? false)
  }
}
