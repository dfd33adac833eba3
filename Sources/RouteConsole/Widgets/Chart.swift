// Widgets: a series of numbers over several rows, with an axis and the objective's line.

/// A chart of one series, the newest value at the right.
struct Chart: Hashable, Sendable {
  /// The values, oldest first; nothing where there was no sample.
  var values: [Double?]
  /// The value at the top; the largest of values and objective where absent.
  var ceiling: Double?
  /// Where the objective's line goes.
  var objective: Double?
  /// What is drawn with.
  var glyphs: GlyphSet

  /// Makes a chart.
  init(_ values: [Double?], ceiling: Double? = nil, objective: Double? = nil, glyphs: GlyphSet = .ascii) {
    self.values = values
    self.ceiling = ceiling
    self.objective = objective
    self.glyphs = glyphs
  }

  /// The values that fit into so many columns of the plot: braille draws two a column.
  func capacity(columns: Int) -> Int { max(columns, 0) * (glyphs == .braille ? 2 : 1) }

  /// Draws the chart; the labels stand left of the plot where there is room for both.
  ///
  /// - Parameters:
  ///   - surface: what is drawn on.
  ///   - area: the plot and its labels.
  ///   - labels: the words for the top and the bottom of the axis.
  func draw(on surface: inout Surface, in area: Rect, labels: (top: String, bottom: String) = ("", "")) {
    surface.fill(area, style: .plain)
    let width = max(
      DisplayWidth.columns(of: labels.top, limit: area.columns + 1),
      DisplayWidth.columns(of: labels.bottom, limit: area.columns + 1))
    var plot = area
    if width > 0, area.columns >= width + 8, area.rows > 1 {
      let axis = Rect(column: area.column, row: area.row, columns: width, rows: area.rows)
      TextLine(labels.top, .chartAxis).draw(on: &surface, in: axis.line(0), alignment: .right, glyphs: glyphs)
      TextLine(labels.bottom, .chartAxis)
        .draw(on: &surface, in: axis.line(area.rows - 1), alignment: .right, glyphs: glyphs)
      plot = area.dropping(left: width + 1)
    }
    guard !plot.isEmpty else { return }
    let shown = Array(values.suffix(capacity(columns: plot.columns)))
    let top = scale(of: shown)
    drawObjective(on: &surface, in: plot, top: top)
    guard top > 0 else { return }
    if glyphs == .braille {
      drawBraille(shown, on: &surface, in: plot, top: top)
    } else {
      drawColumns(shown, on: &surface, in: plot, top: top)
    }
  }

  private func scale(of shown: [Double?]) -> Double {
    if let ceiling, ceiling > 0, ceiling.isFinite { return ceiling }
    let known = (shown + [objective]).compactMap(\.self).filter(\.isFinite)
    return known.max() ?? 0
  }

  private func drawObjective(on surface: inout Surface, in plot: Rect, top: Double) {
    guard let objective, top > 0, objective >= 0, objective <= top else { return }
    let fromBottom = min(Int((objective / top * Double(plot.rows)).rounded(.down)), plot.rows - 1)
    surface.fill(
      plot.line(plot.rows - 1 - fromBottom), with: glyphs.frame.horizontal, style: Style(.objective))
  }

  /// Filled columns, with the part of a cell at the top that the set has.
  private func drawColumns(_ shown: [Double?], on surface: inout Surface, in plot: Rect, top: Double) {
    let heights = glyphs.heights
    let steps = heights.count - 1
    for (offset, value) in shown.enumerated() {
      guard let value, value.isFinite else { continue }
      let column = plot.endColumn - shown.count + offset
      var left = max(Self.steps(value / top, of: plot.rows * steps), value > 0 ? 1 : 0)
      var row = plot.endRow - 1
      while left > 0, row >= plot.row {
        surface.fill(
          Rect(column: column, row: row, columns: 1, rows: 1), with: heights[min(left, steps)],
          style: style(value))
        left -= steps
        row -= 1
      }
    }
  }

  /// A line of dots: each cell has two columns of four dots.
  private func drawBraille(_ shown: [Double?], on surface: inout Surface, in plot: Rect, top: Double) {
    var dots: [UInt32] = Array(repeating: 0, count: plot.columns * plot.rows)
    var highest: [Double] = Array(repeating: 0, count: plot.columns * plot.rows)
    let first = plot.columns * 2 - shown.count
    var previous: Int?
    for (offset, value) in shown.enumerated() {
      guard let value, value.isFinite else {
        previous = nil
        continue
      }
      let level = Self.steps(value / top, of: plot.rows * 4 - 1)
      let from = previous.map { min($0, level) } ?? level
      let to = previous.map { max($0, level) } ?? level
      for dot in from...to {
        let fromTop = plot.rows * 4 - 1 - dot
        let index = (fromTop / 4) * plot.columns + (first + offset) / 2
        dots[index] |= Self.dot(column: (first + offset) % 2, row: fromTop % 4)
        highest[index] = max(highest[index], value)
      }
      previous = level
    }
    for index in dots.indices where dots[index] != 0 {
      guard let scalar = Unicode.Scalar(0x2800 + dots[index]) else { continue }
      let cell = Rect(
        column: plot.column + index % plot.columns, row: plot.row + index / plot.columns, columns: 1, rows: 1)
      surface.fill(cell, with: Glyph(scalar), style: style(highest[index]))
    }
  }

  /// A share as whole steps; shares below 0 and above 1 are moved to the ends before they become a number.
  private static func steps(_ share: Double, of count: Int) -> Int {
    Int((min(max(share, 0), 1) * Double(count)).rounded())
  }

  /// The bit of a dot in a braille cell, as Unicode numbers them.
  private static func dot(column: Int, row: Int) -> UInt32 {
    let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    return bits[column][row]
  }

  private func style(_ value: Double) -> Style {
    Style(objective.map { value > $0 } ?? false ? .sparkHigh : .chartLine)
  }
}
