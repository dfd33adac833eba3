// Widgets: a series of numbers in one row of cells.

/// A row of small columns, the newest value at the right.
struct Sparkline: Hashable, Sendable {
  /// The values, oldest first; nothing where there was no sample.
  var values: [Double?]
  /// The value that fills a cell; the largest of the values where absent.
  var ceiling: Double?
  /// From which value on a column is drawn as high.
  ///
  /// From three quarters of it on it is drawn as middle; without a limit all are low.
  var limit: Double?
  /// What is drawn with.
  var glyphs: GlyphSet

  /// Makes a sparkline.
  init(_ values: [Double?], ceiling: Double? = nil, limit: Double? = nil, glyphs: GlyphSet = .ascii) {
    self.values = values
    self.ceiling = ceiling
    self.limit = limit
    self.glyphs = glyphs
  }

  /// Draws the newest values that fit into the first row of the area.
  func draw(on surface: inout Surface, in area: Rect, ground: Ground = .screen) {
    let row = area.line(0)
    guard !row.isEmpty else { return }
    let shown = values.suffix(row.columns)
    let top = scale(of: shown)
    surface.fill(row, style: Style(ground.role, on: ground))
    for (offset, value) in shown.enumerated() {
      guard let value, value.isFinite else { continue }
      let cell = Rect(
        column: row.endColumn - shown.count + offset, row: row.row, columns: 1, rows: 1)
      surface.fill(cell, with: glyph(value, top), style: Style(role(value), on: ground))
    }
  }

  private func scale(of shown: ArraySlice<Double?>) -> Double {
    if let ceiling, ceiling > 0, ceiling.isFinite { return ceiling }
    return shown.compactMap(\.self).filter(\.isFinite).max() ?? 0
  }

  /// A value of 0 shows the lowest mark, so that it differs from no sample.
  private func glyph(_ value: Double, _ top: Double) -> Glyph {
    let heights = glyphs == .ascii ? glyphs.heights[...] : glyphs.heights.dropFirst()
    guard top > 0, let first = heights.first, let last = heights.last else { return heights.first ?? .blank }
    guard value > 0 else { return first }
    guard value < top else { return last }
    return heights[heights.startIndex + Int((value / top * Double(heights.count)).rounded(.down))]
  }

  /// Height says how much; colour only says how near the limit, and stays one where there is none: each change of
  /// colour costs more bytes than the cell.
  private func role(_ value: Double) -> Role {
    guard let limit else { return .sparkLow }
    return value >= limit ? .sparkHigh : value >= limit * 0.75 ? .sparkMiddle : .sparkLow
  }
}
