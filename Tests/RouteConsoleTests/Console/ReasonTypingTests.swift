import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Nothing that is typed as a reason is lost, and nothing of it does anything else.
@Suite struct ReasonTypingTests {
  private struct Missing: Error {}

  private func dialog(_ model: Model) throws -> ActDialog {
    guard case .act(let dialog) = model.overlay else { throw Missing() }
    return dialog
  }

  @Test func `where a reason is missing, y asks for it and what follows is typed there`() throws {
    var model = Model.atIncident()
    model.press(.character("D"), .tab, .character("y"))
    #expect(try dialog(model).focus == .reason)
    #expect(draw(model).surface.trimmedLines.contains { $0.contains("needs a reason: type it here") })
    model.type("INC-9")
    #expect(try dialog(model).reason.text == "INC-9")
    #expect(try dialog(model).leaseLength == .minutes(30))
  }

  @Test func `on Cancel, Tab goes to the reason that is missing`() throws {
    var model = Model.atIncident()
    model.press(.character("D"), .tab)
    #expect(draw(model).surface.trimmedLines.contains { $0.contains("first the reason: Tab") })
    model.press(.tab)
    #expect(try dialog(model).focus == .reason)
    model.type("INC-9")
    model.press(.tab, .tab)
    #expect(try dialog(model).focus == .choice)
  }

  @Test(arguments: ["INC-9", "retry", "maybe"], [1, 2])
  func `a reason typed outside its field goes there, and none of it acts`(reason: String, tabs: Int) throws {
    var model = Model.atIncident { $0.environment = "test" }
    var shown = Incident.snapshot(after: 1)
    shown.environment = "test"
    _ = update(&model, .news(.snapshot(shown)))
    model.press(.character("D"))
    for _ in 0..<tabs { model.press(.tab) }
    let effects = model.type(reason)
    #expect(effects == [])
    #expect(try dialog(model).reason.text == reason)
    #expect(try dialog(model).leaseLength == .minutes(30))
    #expect(try dialog(model).focus == .reason)
  }

  @Test func `a lease is changed on Cancel, and a reason that is there stays as it is`() throws {
    var model = Model.atIncident()
    model.press(.character("D"))
    model.type("INC-9")
    model.press(.tab)
    model.type("x-")
    #expect(try dialog(model).reason.text == "INC-9")
    #expect(try dialog(model).leaseLength == .minutes(15))
  }

  @Test func `text that is pasted outside the field is the reason`() throws {
    var model = Model.atIncident()
    model.press(.character("D"), .tab)
    _ = update(&model, .input(.paste(Paste(text: "INC-9 yes", isTruncated: false))))
    #expect(try dialog(model).reason.text == "INC-9 yes")
  }
}
