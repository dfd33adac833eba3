import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// At 80 columns nothing that carries meaning is cut, and dialogs say in whole sentences what they do.
@Suite struct FittingTests {
  private func lines(_ model: Model) -> [String] { draw(model).surface.trimmedLines }

  /// The rows of the dialog that is open, without its frame.
  private func dialog(_ model: Model) -> [String] {
    lines(model).compactMap { line in
      guard let start = line.firstIndex(of: "|"), let end = line.lastIndex(of: "|"), start < end else {
        return nil
      }
      return String(line[line.index(after: start)..<end]).trimmingBlanks
    }
  }

  /// Answers the preview that a dialog waits for.
  private func answer(_ model: inout Model) {
    guard case .act(let dialog) = model.overlay, let ticket = dialog.ticket else { return }
    var preview = ActPreview(act: dialog.request(), revision: 4_471, refusal: nil)
    var chat = ActPreview.Feature(
      id: "chat", before: [ServedShare(endpoint: "usw2/sonnet", share: 1)],
      after: [
        ServedShare(endpoint: "usw2/sonnet", share: 0.9), ServedShare(endpoint: "use1/sonnet", share: 0.1),
      ], candidatesLeft: 2)
    chat.headroom = 1.34
    preview.features = [chat]
    _ = update(&model, .news(.preview(ticket, preview)))
  }

  @Test(arguments: ["drain", "forced_open", "forced_closed", "pinned"])
  func `an order's words and what is left of its lease fit their columns`(kind: String) {
    for seconds in [7, 1_747, 5_349, 86_399] {
      var status = EndpointStatus(id: "a/b", provider: "p", cloud: "c", region: "a", model: "b")
      status.severity = .ok
      status.override = EndpointStatus.Override(
        kind: kind, phase: nil, actor: "mira", reason: "", since: Incident.at,
        leaseEnds: Incident.at.advanced(byMilliseconds: Int64(seconds) * 1_000), isOverdue: false)
      #expect(status.breakerSpan(at: Incident.at).text.count <= 9)
      let admin = status.adminSpan(at: Incident.at).text
      #expect(admin.count <= 8, "\(admin)")
      if seconds == 1_747 { #expect(admin.hasSuffix(" 29:07")) }
      status.override?.isOverdue = true
      #expect(status.adminSpan(at: Incident.at).text.count <= 8)
      if kind == "forced_closed" { #expect(status.breakerSpan(at: Incident.at).text == "F-CLOSED") }
      if kind == "forced_open" { #expect(status.breakerSpan(at: Incident.at).text == "F-OPEN") }
    }
  }

  @Test(arguments: ["D", "X", "B", "P"]) func `names of 120 characters leave an act possible at 80x24`(
    key: Character
  ) {
    func long(_ name: String) -> String { name + String(repeating: "-x", count: 60) + name }
    var model = Model.atIncident()
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices {
      snapshot.endpoints[place].id = long(snapshot.endpoints[place].id)
      snapshot.endpoints[place].primaryOf = snapshot.endpoints[place].primaryOf.map(long)
      snapshot.endpoints[place].backupOf = snapshot.endpoints[place].backupOf.map(long)
    }
    for place in snapshot.features.indices {
      snapshot.features[place].id = long(snapshot.features[place].id)
      snapshot.features[place].primary = long(snapshot.features[place].primary)
      snapshot.features[place].backups = snapshot.features[place].backups.map(long)
      for served in snapshot.features[place].serving.indices {
        let name = snapshot.features[place].serving[served].endpoint
        snapshot.features[place].serving[served].endpoint = long(name)
      }
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    model.press(.home)
    #expect(lines(model)[21].contains("~"), "the line above the keys names none: \(lines(model)[21])")
    model.press(.character(key))
    guard case .act(let dialog) = model.overlay, let ticket = dialog.ticket else {
      Issue.record("no dialog: \(model.notice?.text ?? "-")")
      return
    }
    var preview = ActPreview(act: dialog.request(), revision: 4_471, refusal: long("refused: "))
    preview.features = ["chat", "agent", "search"].map { name in
      ActPreview.Feature(
        id: long(name), before: [ServedShare(endpoint: long("a"), share: 1)],
        after: [ServedShare(endpoint: long("b"), share: 0.6), ServedShare(endpoint: long("c"), share: 0.4)],
        candidatesLeft: 1)
    }
    preview.stranded = (1...14).map { long("feature-\($0)") }
    preview.warnings = (1...5).map { long("warning-\($0)") }
    preview.typedToken = "strand 14"
    _ = update(&model, .news(.preview(ticket, preview)))
    guard case .act = model.overlay else {
      Issue.record("closed: \(model.notice?.text ?? "-")")
      return
    }
    let text = self.dialog(model).joined(separator: "\n")
    #expect(text.contains("Cancel") && text.contains("and 1"), "\(text)")
  }

  @Test func `the dialog over a percentage says in one sentence what it fixes, and shows what comes of it`() {
    var model = Model.atIncident()
    model.press(.character("P"))
    answer(&model)
    let text = dialog(model).joined(separator: " ")
    #expect(
      text.contains(
        "10% of chat's requests go to use1/sonnet while it is healthy; the other 90% go by score as before"))
    #expect(text.contains("after  chat: usw2/sonnet 90%, use1/sonnet 10%"))
    #expect(text.contains("lease  30m, then ends by itself"))
    #expect(lines(model).contains { $0.contains("SHARE of chat on use1/sonnet") })
  }

  @Test func `a percentage of nothing ends the share and has no lease`() {
    var model = Model.atIncident()
    model.press(.character("P"))
    model.type("0")
    let text = dialog(model).joined(separator: " ")
    #expect(text.contains("nothing is fixed: all of chat's requests go by score again"))
    #expect(!text.contains("lease"))
    model.press(.tab)
    #expect(dialog(model).joined().contains("y = end the share"))
  }

  @Test func `what gives the breaker back to automatic has no lease, and + and - change none`() {
    var model = Model.atIncident()
    model.press(.character("B"))
    #expect(dialog(model).joined().contains("lease  30m"))
    model.press(.right)
    #expect(!dialog(model).joined().contains("lease"))
    #expect(dialog(model).joined().contains("then   the same: it judges by itself already"))
    model.press(.tab, .character("+"))
    guard case .act(let dialog) = model.overlay else {
      Issue.record("the dialog is gone")
      return
    }
    #expect(dialog.lease == ActDialog.defaultLease)
    #expect(dialog.deed == "back to auto")
  }

  @Test(arguments: ["D", "X", "B", "P"]) func `no row of a dialog is cut at 80 columns`(key: Character) {
    var model = Model.atIncident()
    model.press(.character(key))
    answer(&model)
    for step in 0..<5 {
      for row in dialog(model) {
        #expect(!row.hasSuffix(">") || row.hasPrefix("<"), "\(key) \(step): \(row)")
      }
      model.press(.right)
    }
  }

  @Test func `the sums of the cost screen fit, however large`() {
    var model = Model.atIncident()
    let report = CostReport(
      from: Incident.at, to: Incident.at, totalUSD: 1_234_567, wastedUSD: 123_456, lines: [])
    model.press(.character("6"))
    _ = update(&model, .news(.cost(report)))
    #expect(lines(model)[4] == " since 03:12:41  $1,234,567  now $212/h  wasted $123,456 (10.0%)")
  }

  @Test func `features at risk that have no room are counted, not cut`() {
    var model = Model.atIncident()
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.features.indices {
      snapshot.features[place].id = "a-feature-of-a-long-name-\(place)"
      (snapshot.features[place].severity, snapshot.features[place].atRisk) = (.warn, "x")
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    #expect(lines(model)[3].hasSuffix(" more"))
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60), (60, 16), (40, 12), (24, 6), (12, 4), (5, 2), (1, 1)])
  func `the theme picker has its whole frame wherever it has a box`(columns: Int, rows: Int) {
    var model = Model.atIncident(columns: columns, rows: rows) {
      $0.themeNames = (1...18).map { "theme-number-\($0)" } + ["protanopia"]
    }
    model.press(.character("T"))
    for _ in 0..<12 { model.press(.down) }
    let picture = lines(model)
    guard columns >= 24, rows >= 6 else { return }
    let top = picture.firstIndex { $0.contains("+- THEME") } ?? 0
    let bottom = picture.lastIndex { $0.hasSuffix("-+") } ?? 0
    #expect(bottom > top + 2)
    for row in picture[(top + 1)..<bottom] { #expect(row.hasSuffix("|"), "\(row)") }
    #expect(picture[bottom - 1].contains("Enter keep  Esc back"))
    #expect(picture[(top + 1)..<bottom].contains { $0.contains("> theme-number-13") })
  }

  @Test func `the banner of a lease keeps its keys beside a name of 300 characters`() {
    var model = Model.atIncident()
    var snapshot = Incident.snapshot(after: 1_520)
    for place in snapshot.endpoints.indices where snapshot.endpoints[place].override != nil {
      snapshot.endpoints[place].id = String(repeating: "x", count: 300)
    }
    _ = update(&model, .news(.snapshot(snapshot)))
    #expect(lines(model)[4].contains("drained   a, then U undrain, D extend"))
  }
}
