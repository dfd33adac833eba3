import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// The footer offers what would do something where the cursor is, and nothing else.
@Suite struct OfferedKeysTests {
  /// The acting keys that the last row offers at 200 columns, where there is room for all.
  private func offered(_ model: Model) -> Set<String> {
    let keys = draw(model).surface.trimmedLines.last ?? ""
    let labels = [
      "D drain", "U undrain", "X flip", "B breaker", "P percent", "Space mark", "s sort", "t group",
    ]
    return Set(labels.filter(keys.contains))
  }

  private func model(_ keys: Key...) -> Model {
    var model = Model.atIncident(columns: 200, rows: 60)
    for key in keys { model.press(key) }
    return model
  }

  @Test func `undrain is offered on what is drained`() {
    #expect(!offered(model()).contains("U undrain"))
    let down = Key.character("j")
    #expect(offered(model(down, down, down)).isSuperset(of: ["D drain", "U undrain", "B breaker"]))
  }

  @Test func `an endpoint that serves nothing has nothing to flip and no share to set`() {
    let model = model(.character("j"))
    #expect(model.table.selected == .endpoint("use1/haiku"))
    #expect(offered(model) == ["D drain", "B breaker", "Space mark", "s sort", "t group"])
  }

  @Test func `a feature is flipped and shared, not drained`() {
    #expect(offered(model(.character("2"))) == ["X flip", "P percent"])
    #expect(offered(model(.character("5"))) == ["X flip", "P percent"])
  }

  @Test(arguments: ["3", "4", "6"]) func `where no endpoint is under the cursor no act is offered`(
    screen: Character
  ) {
    #expect(offered(model(.character(screen))) == [])
  }

  @Test func `in the past nothing can be acted on`() {
    var model = model()
    _ = update(&model, .news(.snapshot(Incident.snapshot(after: 1))))
    model.press(.character("z"))
    #expect(offered(model).isDisjoint(with: ["D drain", "U undrain", "X flip", "B breaker", "P percent"]))
  }

  @Test func `in the details of an endpoint its acts stand, and Enter does not`() {
    let model = model(.enter)
    #expect(offered(model) == ["D drain", "X flip", "B breaker", "P percent"])
    #expect(!(draw(model).surface.trimmedLines.last ?? "").contains("Enter details"))
  }
}
