// Widgets: counted classes as horizontal bars, with their words and shares.

/// Horizontal bars, one a row.
struct Histogram: Hashable, Sendable {
  /// One bar.
  struct Bin: Hashable, Sendable {
    /// What is counted.
    var label: String
    /// How much of it there is; negative and endless numbers count as 0.
    var amount: Double
    /// What the number says beside the bar.
    var value: String
    /// How the bar looks.
    var role: Role

    /// Makes a bar.
    init(_ label: String, amount: Double, value: String, role: Role = .gaugeFull) {
      self.label = label
      self.amount = amount.isFinite ? max(amount, 0) : 0
      self.value = value
      self.role = role
    }
  }

  /// The bars, from the top.
  var bins: [Bin]
  /// The amount that fills the width; the largest where absent.
  var full: Double?
  /// What is drawn with.
  var glyphs: GlyphSet

  /// Makes a histogram.
  init(_ bins: [Bin], full: Double? = nil, glyphs: GlyphSet = .ascii) {
    self.bins = bins
    self.full = full
    self.glyphs = glyphs
  }

  /// Draws the bars that fit; label and number go before the bar, and the bar has what they leave.
  func draw(on surface: inout Surface, in area: Rect) {
    surface.fill(area, style: .plain)
    let labelWidth = bins.map { DisplayWidth.columns(of: $0.label, limit: area.columns) }.max() ?? 0
    let valueWidth = bins.map { DisplayWidth.columns(of: $0.value, limit: area.columns) }.max() ?? 0
    let places = Track.place(
      [
        Track(minimum: labelWidth, priority: 2), Track(minimum: valueWidth, priority: 3),
        Track(minimum: 3, weight: 1, priority: 1),
      ], length: area.columns, gap: 1)
    let largest = full ?? bins.map(\.amount).max() ?? 0
    for (index, bin) in bins.prefix(area.rows).enumerated() {
      let line = area.line(index)
      draw(TextLine(bin.label), at: places[0], of: line, on: &surface, alignment: .left)
      draw(TextLine(bin.value), at: places[1], of: line, on: &surface, alignment: .right)
      if let place = places[2], largest > 0 {
        let cells = Double(place.count) * min(bin.amount / largest, 1)
        drawBar(cells, role: bin.role, on: &surface, in: part(place, of: line))
      }
    }
  }

  private func draw(
    _ text: TextLine, at place: Range<Int>?, of line: Rect, on surface: inout Surface, alignment: Alignment
  ) {
    guard let place else { return }
    text.draw(on: &surface, in: part(place, of: line), alignment: alignment, glyphs: glyphs)
  }

  private func drawBar(_ cells: Double, role: Role, on surface: inout Surface, in area: Rect) {
    let ends = glyphs.barEnds
    let whole = ends.isEmpty ? Int(cells.rounded()) : Int(cells)
    let bar = Rect(column: area.column, row: area.row, columns: whole, rows: 1)
    surface.fill(bar.intersection(area), with: glyphs.bar, style: Style(role))
    guard !ends.isEmpty else { return }
    let eighths = Int(((cells - Double(whole)) * 8).rounded(.down))
    guard eighths > 0 else { return }
    let end = Rect(column: bar.endColumn, row: area.row, columns: 1, rows: 1)
    surface.fill(end.intersection(area), with: ends[eighths - 1], style: Style(role))
  }

  private func part(_ place: Range<Int>, of line: Rect) -> Rect {
    Rect(column: line.column + place.lowerBound, row: line.row, columns: place.count, rows: line.rows)
  }
}
