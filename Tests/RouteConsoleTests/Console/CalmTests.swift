import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Where nothing is wrong nothing moves, and what was mended is not told any more.
@Suite struct CalmTests {
  private static func snapshot(_ second: Double, _ shares: [Double]) -> SystemSnapshot {
    var snapshot = Incident.many(shares.count)
    snapshot.at = Incident.at.advanced(byMilliseconds: Int64(second * 1_000))
    for (place, share) in shares.enumerated() { snapshot.endpoints[place].share = share }
    return snapshot
  }

  @Test func `shares that move by a point move no row, and the first act is not refused`() {
    var model = Model.blank()
    _ = update(&model, .clock(.seconds(10)))
    _ = update(&model, .news(.snapshot(Self.snapshot(0, [0.34, 0.33, 0.33]))))
    let order = model.order.ids
    for second in 1...10 {
      let shares = second % 2 == 0 ? [0.34, 0.33, 0.33] : [0.33, 0.335, 0.335]
      _ = update(&model, .clock(.seconds(10 + second)))
      _ = update(&model, .news(.snapshot(Self.snapshot(Double(second), shares))))
      #expect(model.order.ids == order)
    }
    model.press(.character("D"))
    guard case .act = model.overlay else {
      Issue.record("the dialog did not open: \(model.notice?.text ?? "")")
      return
    }
  }

  @Test func `a row that carries clearly more goes first`() {
    var model = Model.blank()
    _ = update(&model, .news(.snapshot(Self.snapshot(0, [0.4, 0.3, 0.3]))))
    _ = update(&model, .news(.snapshot(Self.snapshot(1, [0.2, 0.5, 0.3]))))
    #expect(model.order.ids.first == .endpoint("zone1/model1"))
    #expect(model.order.ids.last == .endpoint("zone0/model0"))
  }

  @Test func `names stand by their numbers`() {
    let names = ["m10", "m7", "m7b", "m07", "a", "m7/x2", "m7/x10"]
    #expect(names.sorted(by: SortOrder.isBefore) == ["a", "m07", "m7", "m7/x2", "m7/x10", "m7b", "m10"])
  }

  @Test func `the notice of a bad filter goes with it`() {
    var model = Model.atIncident()
    model.type("/[a-")
    model.press(.enter)
    #expect(model.notice?.isBad == true)
    model.type("/aws")
    model.press(.enter)
    #expect(model.notice == nil)
  }

  @Test func `the notice of a broken theme goes when its file was mended`() {
    var model = Model.atIncident()
    _ = update(&model, .themeFailed("x.theme:3: no such role"))
    #expect(model.notice != nil)
    _ = update(&model, .themed(name: "x"))
    #expect(model.notice == nil)
  }

  @Test(arguments: ["err>0.2", "rps<5", "p90>=100"])
  func `a figure cannot be compared, and the filter says what can`(text: String) {
    let problem = Filter(text).matcher().problem
    #expect(problem?.contains("only sev can be compared") == true)
    #expect(problem?.contains("cloud") == true)
  }
}
