import Testing
import Wire

@testable import RouteConsole

/// Where no act can even be begun.
@Suite struct NoActTests {
  @Test func `a dialog without room for target, effect and Cancel does not open`() {
    var model = Model.atIncident(columns: 30, rows: 8)
    #expect(model.press(.character("D")) == [])
    #expect(model.overlay == nil)
    #expect(model.notice?.isBad ?? false)
  }

  @Test func `the past cannot be acted on`() {
    var model = Model.atIncident()
    model.press(.character("z"), .character("D"))
    #expect(model.overlay == nil)
  }

  @Test func `a viewer has the keys unbound, and the footer says so`() {
    var model = Model.atIncident { $0.isReadOnly = true }
    #expect(model.press(.character("D")) == [])
    #expect(model.overlay == nil)
    let footer = draw(model).surface.trimmedLines[23]
    #expect(footer.contains("READ-ONLY"))
    #expect(!footer.contains("drain"))
  }

  @Test func `what is advised names no key where none acts`() {
    var model = Model.atIncident { $0.isReadOnly = true }
    var endpoint = EndpointStatus(id: "a", provider: "p", cloud: "c", region: "r", model: "m")
    endpoint.advice = "D drain here: the rest has 34 % to spare for chat"
    #expect(model.advice(on: endpoint) == "drain here: the rest has 34 % to spare for chat")
    endpoint.advice = "U undrain: when the cause is gone"
    #expect(model.advice(on: endpoint) == "undrain: when the cause is gone")
    model = Model.atIncident()
    #expect(model.advice(on: endpoint) == "U undrain: when the cause is gone")
  }

  @Test func `a viewer has nothing to lock, and is told so`() {
    var model = Model.atIncident { $0.isReadOnly = true }
    model.press(.character("L"))
    #expect(!model.isLocked)
    #expect(model.notice?.text.contains("read-only") ?? false)
    #expect(draw(model).surface.trimmedLines[0].contains("READ-ONLY"))
    #expect(!draw(model).surface.trimmedLines.joined().contains("LOCKED"))
    model.press(.character(":"))
    model.type("lock")
    model.press(.enter)
    #expect(!model.isLocked)
  }
}
