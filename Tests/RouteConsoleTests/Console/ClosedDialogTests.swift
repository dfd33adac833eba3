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
    #expect(effects == [.order(.cancelled(ActRequest(.drain(.endpoint("use1/sonnet")), reason: "")))])
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
}
