import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// What a slip of the finger must not do, and what must be told without looking for it.
@Suite struct SlipTests {
  private func orders(_ effects: [Effect]) -> [FeedOrder] {
    effects.compactMap { if case .order(let order) = $0 { order } else { nil } }
  }

  @Test func `Backspace and Delete touch nothing but text`() {
    for screen in Screen.allCases {
      var model = Model.atIncident()
      model.press(.character(screen.digit))
      let before = model
      #expect(model.press(.backspace, .delete, .modified(.control, .delete)) == [])
      #expect(model == before)
    }
  }

  @Test func `a key pressed twice is a letter of the reason, not a yes`() {
    var model = Model.atIncident()
    let effects = model.press(.character("D"), .character("D"), .character("y"))
    #expect(!orders(effects).contains { if case .act = $0 { true } else { false } })
    guard case .act(let dialog) = model.overlay else {
      Issue.record("the dialog is gone")
      return
    }
    #expect(dialog.reason.text == "Dy")
  }

  @Test func `no action hangs on a function key alone, and the footer shows none`() {
    for binding in KeyTable.standard.bindings {
      let others = binding.keys.filter { if case .function = $0 { false } else { true } }
      #expect(!others.isEmpty, "\(binding.action)")
      #expect(binding.keys.first == others.first, "\(binding.action)")
    }
  }

  @Test func `acting keys are capitals that need a second step`() {
    for binding in KeyTable.standard.bindings where binding.action.isAct {
      var model = Model.atIncident()
      for key in binding.keys {
        guard case .character(let character) = key else {
          Issue.record("\(binding.action) is bound to \(key)")
          continue
        }
        #expect(character.isUppercase)
        let effects = model.press(key)
        #expect(!orders(effects).contains { if case .act = $0 { true } else { false } })
      }
    }
  }

  @Test func `where one is stands on the screen at every size that has room for it`() {
    for (columns, rows) in [(20, 3), (40, 6), (58, 12), (80, 24), (120, 40), (200, 60), (500, 200)] {
      let model = Model.atIncident(columns: columns, rows: rows)
      #expect(draw(model).surface.trimmedLines.contains { $0.contains("[PROD]") }, "\(columns)x\(rows)")
    }
  }

  @Test func `the mouse is off until it is asked for`() {
    var model = Model.atIncident()
    #expect(!model.isMouseOn)
    let before = model.table.selected
    let click = MouseEvent(action: .press, button: 1, point: Point(column: 4, row: 8))
    _ = update(&model, .input(.mouse(click)))
    #expect(model.table.selected == before)
    #expect(model.press(.character("m")) == [.mouse(true)])
    _ = update(&model, .input(.mouse(click)))
    #expect(model.table.selected != before)
  }

  @Test func `drain and undrain are verbs of their own, whatever the screen shows`() {
    var model = Model.atIncident()
    model.press(.character("j"), .character("j"), .character("j"))
    #expect(model.table.selected == .endpoint("euw4/gemini-pro"))
    let drain = orders(model.press(.character("D")))
    model.press(.escape)
    let undrain = orders(model.press(.character("U")))
    func verb(_ orders: [FeedOrder]) -> String? {
      for case .preview(_, let request) in orders { return request.order.name }
      return nil
    }
    #expect(verb(drain) == "drain")
    #expect(verb(undrain) == "undrain")
  }

  @Test func `Enter on a cell of the routes explains that cell and its endpoint`() {
    var model = Model.atIncident(columns: 120, rows: 40)
    model.press(.character("5"))
    #expect(
      draw(model).surface.trimmedLines.contains {
        $0.contains("[") && $0.contains("]") && $0.contains("chat")
      })
    model.press(.character("l"), .enter)
    guard case .cell(let feature, let endpoint)? = model.details else {
      Issue.record("no cell is open")
      return
    }
    #expect(endpoint == model.routeEndpoints[1].id)
    let lines = draw(model).surface.trimmedLines
    #expect(lines.contains { $0.contains("ROUTE \(feature) on \(endpoint)") })
    #expect(lines.contains { $0.contains("BREAKER") })
  }

  @Test func `the details of an open endpoint tell the numbers that opened it and what comes next`() {
    var model = Model.atIncident()
    var tripped = EventLine(
      id: 3, at: Incident.at.advanced(byMilliseconds: -21_000), kind: "tripped", severity: .crit,
      text: "use1/sonnet tripped")
    (tripped.endpoint, tripped.trigger) = ("use1/sonnet", Trigger.errorRateFast.name)
    (tripped.detail.k, tripped.detail.n, tripped.detail.limit) = (22, 98, 0.1)
    tripped.detail.windowSeconds = 10
    _ = update(&model, .news(.events([tripped])))
    model.press(.enter)
    let text = draw(model).surface.trimmedLines.joined(separator: "\n")
    #expect(text.contains("when 22% of 98 failed in 10s, limit 10.0%"))
    #expect(text.contains("next    a probe in 0:20"))
  }
}
