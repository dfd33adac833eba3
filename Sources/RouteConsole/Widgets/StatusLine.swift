// Widgets: a line of independent facts, of which the least important go when there is no room.

/// A row of facts, some from the left, some from the right.
struct StatusLine: Hashable, Sendable {
  /// One fact.
  struct Segment: Hashable, Sendable {
    /// What it says.
    var line: TextLine
    /// How important it is; the lowest goes first.
    var priority: Int
    /// Whether it stands at the right end.
    var isTrailing: Bool

    /// Makes a fact.
    init(_ line: TextLine, priority: Int, isTrailing: Bool = false) {
      self.line = line
      self.priority = priority
      self.isTrailing = isTrailing
    }
  }

  /// The facts, in order.
  var segments: [Segment]
  /// What the row lies on.
  var ground: Ground
  /// The columns between two facts.
  var gap: Int

  /// Makes a row.
  init(_ segments: [Segment], ground: Ground = .screen, gap: Int = 2) {
    self.segments = segments
    self.ground = ground
    self.gap = max(gap, 1)
  }

  /// Draws the facts there is room for into the first row; of one that alone is too long, what fits.
  func draw(on surface: inout Surface, in area: Rect, glyphs: GlyphSet = .ascii) {
    let row = area.line(0)
    surface.fill(row, style: Style(ground.role, on: ground))
    let tracks = segments.map { segment in
      Track.fixed(segment.line.columns(limit: row.columns + 1), priority: segment.priority)
    }
    let places = Track.place(tracks, length: row.columns, gap: gap)
    guard places.contains(where: { $0 != nil }) else {
      let best = segments.max { $0.priority < $1.priority }
      best?.line.draw(on: &surface, in: row, ground: ground, glyphs: glyphs)
      return
    }
    let used = places.compactMap { $0?.upperBound }.max() ?? 0
    var hasTurned = false
    for (segment, place) in zip(segments, places) {
      guard let place else { continue }
      // From the first trailing fact on, everything moves to the right end.
      hasTurned = hasTurned || segment.isTrailing
      let shift = hasTurned ? row.columns - used : 0
      let cell = Rect(
        column: row.column + place.lowerBound + shift, row: row.row, columns: place.count, rows: row.rows)
      segment.line.draw(on: &surface, in: cell, ground: ground, glyphs: glyphs)
    }
  }
}
