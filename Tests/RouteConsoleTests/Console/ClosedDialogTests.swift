import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// A dialog whose target somebody else changes closes itself, and takes nothing that is typed for it along.
@Suite struct ClosedDialogTests {
  /// The incident with the endpoint under the cursor drained by somebody else.
  private static var changed: SystemSnapshot {
    var changed = Incident.snapshot(after: 1, revision: 4_472)
    let place = changed.endpoints.firstIndex { $0.id == "use1/sonnet" } ?? 0
    changed.endpoints[place].override = EndpointStatus.Override(
      kind: "drain", phase: "draining", actor: "jon", reason: "me first", since: changed.at, leaseEnds: nil,
      isOverdue: false)
    return changed
  }

  @Test func `the dialog closes itself when somebody else changed its target`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    let effects = update(&model, .news(.snapshot(Self.changed)))
    #expect(model.overlay == nil)
    #expect(model.notice?.text.contains("changed by somebody else") ?? false)
    let why = "closed by itself: its target was changed by somebody else, jon"
    #expect(effects == [.order(.cancelled(ActRequest(.drain(.endpoint("use1/sonnet")), reason: why)))])
  }

  @Test func `what is typed on when the dialog has closed itself runs as no key of the table`() {
    var model = Model.atIncident()
    let start = model.now
    model.press(.character("D"))
    model.type("INC-9 ")
    _ = update(&model, .news(.snapshot(Self.changed)))
    var effects: [Effect] = []
    for (place, letter) in "qUota D".enumerated() {
      _ = update(&model, .clock(start + .milliseconds(700 * (place + 1))))
      effects += model.press(.character(letter))
    }
    #expect(effects == [] && model.overlay == nil)
    // After a second without a key they count again.
    _ = update(&model, .clock(start + .seconds(20)))
    model.press(.character("?"))
    #expect(model.overlay != nil)
  }

  /// The incident with the drained endpoint under another kind of order, as the clocks have it.
  private static func ordered(
    _ kind: String, after seconds: Double, shifted milliseconds: Int64 = 0,
    change: (inout EndpointStatus) -> Void
  ) -> SystemSnapshot {
    var snapshot = Incident.snapshot(after: seconds, revision: 4_471)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].id == "use1/sonnet" {
      snapshot.endpoints[place].override = EndpointStatus.Override(
        kind: kind, phase: kind == "drain" ? "drained" : nil, actor: "jon", reason: "CHG-881",
        since: Incident.at.advanced(byMilliseconds: milliseconds - 20_000),
        leaseEnds: Incident.at.advanced(byMilliseconds: milliseconds + 10_000), isOverdue: false)
      change(&snapshot.endpoints[place])
    }
    return snapshot
  }

  @Test(arguments: ["D", "U", "B"], [1, -1, 3_600_000] as [Int64])
  func `a dialog stays open while one and the same order is shown by another clock`(
    key: Character, shift: Int64
  ) {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(Self.ordered("drain", after: 1) { _ in })))
    model.press(.character(key))
    for second in 2...5 {
      let shifted = second.isMultiple(of: 2) ? shift : 0
      let effects = update(
        &model, .news(.snapshot(Self.ordered("drain", after: Double(second), shifted: shifted) { _ in })))
      #expect(!effects.contains { if case .order(.cancelled) = $0 { true } else { false } })
    }
    #expect(model.overlay != nil && model.notice == nil)
  }

  @Test func `what the engine does by itself to a target closes no dialog`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    var held = Incident.snapshot(after: 1)
    for place in held.endpoints.indices where held.endpoints[place].id == "use1/sonnet" {
      held.endpoints[place].state = "partial_open"
      held.endpoints[place].hold = EndpointStatus.Hold(kind: "auth", until: nil)
    }
    _ = update(&model, .news(.snapshot(held)))
    #expect(model.overlay != nil)
  }

  @Test func `a lease that is extended meanwhile closes the dialog`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(Self.ordered("drain", after: 1) { _ in })))
    model.press(.character("U"))
    let longer = Self.ordered("drain", after: 2) { endpoint in
      endpoint.override?.leaseEnds = Incident.at.advanced(byMilliseconds: 3_600_000)
    }
    _ = update(&model, .news(.snapshot(longer)))
    #expect(model.overlay == nil)
    #expect(model.notice?.text.contains("changed by somebody else, jon; look again") ?? false)
  }

  @Test func `an order that ended with its lease closes the dialog, and nobody cancelled anything`() {
    var model = Model.atIncident()
    _ = update(&model, .news(.snapshot(Self.ordered("forced_open", after: 1) { _ in })))
    model.press(.character("B"))
    let effects = update(&model, .news(.snapshot(Self.ordered("", after: 11) { $0.override = nil })))
    #expect(model.overlay == nil && effects == [])
    #expect(model.notice?.text.contains("the order on use1/sonnet has ended with its lease") ?? false)
  }

  @Test func `a dialog that an act of one's own overtakes does not speak of others`() {
    var model = Model.atIncident()
    model.press(.character("D"))
    var own = Self.changed
    for place in own.endpoints.indices where own.endpoints[place].override?.actor == "jon" {
      own.endpoints[place].override?.actor = "mira"
    }
    _ = update(&model, .news(.snapshot(own)))
    #expect(model.notice?.text.contains("by an act of yours") ?? false)
  }

  @Test func `the status line says for how long keys do nothing after a dialog has closed itself`() {
    var model = Model.atIncident()
    let start = model.now
    model.press(.character("D"))
    _ = update(&model, .news(.snapshot(Self.changed)))
    #expect(
      draw(model).surface.trimmedLines.contains { $0.hasPrefix(" [keys off: pause 1 s] DRAIN use1/sonnet") })
    _ = update(&model, .clock(start + .milliseconds(1_001)))
    let lines = draw(model).surface.trimmedLines
    #expect(!lines.contains { $0.contains("keys off") })
    #expect(lines.contains { $0.hasPrefix(" DRAIN use1/sonnet") && $0.contains("closed") })
  }
}
