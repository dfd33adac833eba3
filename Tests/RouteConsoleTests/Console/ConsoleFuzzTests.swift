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

  /// What is broken in a frame: its size, half a wide character, a control character; nil where it is whole.
  private func flaw(_ surface: Surface, _ size: Size) -> String? {
    guard surface.size == size else { return "it is \(surface.size) on a screen of \(size)" }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = surface[column, row]
        let place = "\(column),\(row) of \(size)"
        if cell.width == 2, column + 1 >= size.columns || surface[column + 1, row].width != 0 {
          return "a wide character is cut at \(place)"
        }
        if cell.width == 0, column == 0 || surface[column - 1, row].width != 2 {
          return "half a character at \(place)"
        }
        if let byte = cell.glyph.ascii, byte < 0x20 || byte == 0x7F, cell.width > 0 {
          return "a control character at \(place)"
        }
      }
    }
    return nil
  }

  @Test(arguments: [0, 1, 16, 1_000]) func `every key works on every screen`(endpoints: Int) {
    var base = Model.blank { $0.traits.isSimulation = true }
    _ = update(&base, .clock(.seconds(1)))
    _ = update(&base, .news(.snapshot(Incident.many(endpoints))))
    for screen in Screen.allCases {
      base.press(.character(screen.digit))
      for key in Self.keys {
        var model = base
        let effects = model.press(key)
        let acts = effects.contains { if case .order(.act) = $0 { true } else { false } }
        #expect(!acts, "\(key) on \(screen)")
        let problem = flaw(draw(model).surface, model.size)
        #expect(problem == nil, "\(key) on \(screen)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4]) func `any keys at any size leave whole frames`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var model = Model.atIncident { $0.traits.isSimulation = true }
    for step in 0..<400 {
      if Int.random(in: 0..<12, using: &random) == 0 {
        let isLarge = Int.random(in: 0..<10, using: &random) == 0
        let size = Size(
          columns: Int.random(in: 1...(isLarge ? 500 : 130), using: &random),
          rows: Int.random(in: 1...(isLarge ? 200 : 45), using: &random))
        _ = update(&model, .input(.resized(size)))
      }
      if Int.random(in: 0..<10, using: &random) == 0 {
        _ = update(&model, .clock(.milliseconds(10_000 + step * 100)))
        _ = update(&model, .news(.snapshot(hostile(&random, step))))
      }
      if let key = Self.keys.randomElement(using: &random) { model.press(key) }
      guard step.isMultiple(of: 4) else { continue }
      let problem = flaw(draw(model).surface, model.size)
      #expect(problem == nil, "seed \(seed) step \(step)")
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
        let problem = flaw(draw(model).surface, model.size)
        #expect(problem == nil)
      }
    }
  }
}
