import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Panes have the rows that others leave empty, and none that matters goes for want of them.
@Suite struct RoomTests {
  private func lines(_ model: Model) -> [String] { draw(model).surface.trimmedLines }

  @Test(arguments: [(180, 24), (200, 24), (200, 28), (180, 36), (200, 38)])
  func `a wide and flat screen has the details, and names every cloud`(columns: Int, rows: Int) {
    let lines = lines(.atIncident(columns: columns, rows: rows))
    #expect(lines.contains { $0.contains("SELECTED aws use1/sonnet") })
    let pane = lines.map { $0.prefix(50) }
    for cloud in ["aws  CRIT", "azr  STALE", "gcp  OK"] {
      #expect(pane.contains { $0.contains(cloud) }, "\(cloud) at \(columns)x\(rows)")
    }
  }

  @Test func `rows that few endpoints leave empty go to details and events`() throws {
    let model = Model.atIncident(columns: 120, rows: 60)
    let layout = ScreenLayout(model)
    let table = try #require(layout.area(of: .table))
    #expect(table.rows == 10)
    #expect(try #require(layout.area(of: .events)).rows == layout.body.rows - 10)
  }

  @Test func `many endpoints have the rows that no event fills, and the title says which are seen`() throws {
    var model = Model.blank(columns: 200, rows: 60)
    _ = update(&model, .news(.snapshot(Incident.many(50))))
    let few = try #require(ScreenLayout(model).area(of: .table)).rows
    #expect(lines(model).contains { $0.contains("ENDPOINTS (sort severity, 1-\(few - 2) of 50)") })
    for number in 1...40 {
      let at = Incident.at.advanced(byMilliseconds: Int64(number) * 1_000)
      var line = EventLine(id: UInt64(number), at: at, kind: "opened", severity: .crit, text: "x")
      line.endpoint = "e\(number)"
      _ = update(&model, .news(.events([line])))
    }
    #expect(try #require(ScreenLayout(model).area(of: .table)).rows < few)
  }

  @Test func `more rows than fit have a mark at the right edge`() {
    var model = Model.blank(columns: 200, rows: 60)
    _ = update(&model, .news(.snapshot(Incident.many(50))))
    let surface = draw(model).surface
    guard let area = ScreenLayout(model).area(of: .table) else { return }
    let edge = (area.row + 2..<area.endRow).map { surface[area.endColumn - 1, $0].style.role }
    #expect(edge.contains(.scrollbar))
  }

  @Test func `names that begin alike are cut in their middle`() {
    var model = Model.blank(columns: 200, rows: 60)
    var snapshot = Incident.many(10)
    for place in snapshot.endpoints.indices {
      snapshot.endpoints[place].id = "us-east-1-provisioned/m\(place)"
    }
    snapshot.features = (0..<10).map { number in
      FeatureStatus(
        id: "f\(number)", primary: "us-east-1-provisioned/m\(number)",
        backups: ["us-east-1-provisioned/m\((number + 1) % 10)"])
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    let pane = lines(model).map { String($0.prefix(50)) }
    for number in 0..<10 {
      #expect(pane.contains { $0.contains("f\(number) ") && $0.contains("m\(number) ") })
    }
  }

  @Test func `a marked row under the cursor is seen to be marked`() {
    var model = Model.atIncident()
    model.press(.character(" "), .up)
    let rows = lines(model)
    #expect(rows[5].hasPrefix("#"))
    model.press(.down)
    #expect(lines(model)[5].hasPrefix("*") && lines(model)[6].hasPrefix(">"))
  }
}
