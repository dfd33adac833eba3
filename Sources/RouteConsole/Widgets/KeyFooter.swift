// Widgets: the keys that work here, at the foot of the screen.

/// A row of keys and what they do.
struct KeyFooter: Hashable, Sendable {
  /// One key.
  struct Hint: Hashable, Sendable {
    /// The key's name.
    var key: String
    /// What it does, in a word.
    var label: String
    /// How important the hint is; the lowest goes first.
    var priority: Int

    /// Makes a hint.
    init(_ key: String, _ label: String, priority: Int) {
      self.key = key
      self.label = label
      self.priority = priority
    }
  }

  /// The hints, in order.
  var hints: [Hint]

  /// Makes a footer.
  init(_ hints: [Hint]) {
    self.hints = hints
  }

  /// Draws the hints there is room for into the first row.
  func draw(on surface: inout Surface, in area: Rect, glyphs: GlyphSet = .ascii) {
    let segments = hints.map { hint in
      StatusLine.Segment(
        TextLine([Span(hint.key, .key), Span(" " + hint.label, .keyLabel)]), priority: hint.priority)
    }
    StatusLine(segments).draw(on: &surface, in: area.dropping(left: 1), glyphs: glyphs)
  }
}
