import Testing

@testable import RouteConsole

@Suite struct HomeViewTests {
  private func lines(_ model: Model) -> [String] { draw(model).surface.lines }

  @Test func `the home screen at 80x24 answers within its first five lines`() {
    let lines = lines(.atIncident())
    #expect(lines[0].contains("[PROD]"))
    #expect(lines[0].contains("LIVE 0s"))
    #expect(lines[1].hasPrefix(" CRIT 2  WARN 1  DRAIN 1  STALE 1  OK 3"))
    #expect(lines[2].hasPrefix(" aws CRIT 2/3 open:1 part:1 err 7.8%"))
    #expect(lines[3].hasPrefix(" AT RISK  chat: OPEN -> usw2/sonnet WARN | agent: OK, backup STALE"))
    #expect(lines[5].hasPrefix(">!! use1/sonnet"))
    #expect(lines[5].contains("OPEN 0:20"))
    #expect(lines[21].contains("5xx 71 % timeout 29 %"))
  }

  @Test(arguments: [(80, 23), (79, 24), (70, 20), (60, 16)])
  func `the table is there from 60x16 on, also where a status line of tmux takes a row`(
    columns: Int, rows: Int
  ) {
    for screen in Screen.allCases {
      var model = Model.atIncident(columns: columns, rows: rows)
      model.press(.character(screen.digit))
      let layout = ScreenLayout(model)
      #expect(layout.visibleRows >= 3, "\(screen) at \(columns)x\(rows)")
      #expect(layout.keys.row == rows - 1)
    }
    let lines = lines(.atIncident(columns: columns, rows: rows))
    #expect(lines[5].hasPrefix(">!! use1/sonnet"))
    #expect(lines[5].contains("OPEN 0:20"))
    #expect(lines[5].contains("22.4"))
  }
}
