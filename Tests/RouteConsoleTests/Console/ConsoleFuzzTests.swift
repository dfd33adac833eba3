import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// Any key, any size, any name: no trap, no broken frame, and no act without its dialog.
@Suite struct ConsoleFuzzTests {
  private static let keys: [Key] =
    (33...126).compactMap { Unicode.Scalar($0).map { .character(Character($0)) } }
    + [
      .character(" "), .enter, .tab, .backTab, .backspace, .escape, .delete, .home, .end, .pageUp, .pageDown,
      .up, .down, .left, .right, .function(1), .character("é"), .character("長"),
    ] + "abdefklnuwyz@".map { .control($0) }

  /// A frame is whole: as large as the screen, wide characters in pairs, no control character.
  private func isWhole(_ surface: Surface, _ size: Size) -> Bool {
    guard surface.size == size, surface.cells.count == size.columns * size.rows else { return false }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = surface[column, row]
        if cell.width == 2, column + 1 >= size.columns || surface[column + 1, row].width != 0 { return false }
        if cell.width == 0, column == 0 || surface[column - 1, row].width != 2 { return false }
        if let byte = cell.glyph.ascii, byte < 0x20 || byte == 0x7F { return false }
      }
    }
    return true
  }

  @Test(arguments: [0, 1, 16, 1_000]) func `every key works on every screen`(endpoints: Int) {
    for screen in Screen.allCases {
      for key in Self.keys {
        var model = Model.blank { $0.traits.isSimulation = true }
        _ = update(&model, .clock(.seconds(1)))
        _ = update(&model, .news(.snapshot(Incident.many(endpoints))))
        model.press(.character(screen.digit))
        let effects = model.press(key)
        #expect(!effects.contains { if case .order(.act) = $0 { true } else { false } })
        #expect(isWhole(draw(model).surface, model.size), "\(key) on \(screen)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4]) func `any keys at any size leave whole frames`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var model = Model.atIncident { $0.traits.isSimulation = true }
    for step in 0..<1_500 {
      if Int.random(in: 0..<12, using: &random) == 0 {
        let size = Size(
          columns: Int.random(in: 1...500, using: &random), rows: Int.random(in: 1...200, using: &random))
        _ = update(&model, .input(.resized(size)))
      }
      if Int.random(in: 0..<10, using: &random) == 0 {
        _ = update(&model, .clock(.milliseconds(10_000 + step * 100)))
        _ = update(&model, .news(.snapshot(hostile(&random, step))))
      }
      if let key = Self.keys.randomElement(using: &random) { model.press(key) }
      if step % 3 == 0 {
        let surface = draw(model).surface
        #expect(isWhole(surface, model.size), "seed \(seed) step \(step)")
      }
    }
  }

  private func hostile(_ random: inout SeededRandom, _ step: Int) -> SystemSnapshot {
    var snapshot = Incident.snapshot(after: Double(step), revision: UInt64(4_471 + step))
    for place in snapshot.endpoints.indices where Bool.random(using: &random) {
      snapshot.endpoints[place].id = HostileText.random(&random) + String(place)
      snapshot.endpoints[place].reason = HostileText.random(&random)
      snapshot.endpoints[place].ttft = QuantileFigures(
        p50: .infinity, p90: -.infinity, p99: .nan, count: .max)
      snapshot.endpoints[place].errorRate = .nan
      snapshot.endpoints[place].requestsPerSecond = 1e300
    }
    return snapshot
  }

  @Test func `a console that has heard nothing draws at every size`() {
    for columns in [1, 2, 5, 19, 20, 40, 79, 80, 119, 120, 179, 180, 500] {
      for rows in [1, 2, 3, 10, 23, 24, 60, 200] {
        let model = Model.blank(columns: columns, rows: rows)
        #expect(isWhole(draw(model).surface, model.size))
      }
    }
  }
}
