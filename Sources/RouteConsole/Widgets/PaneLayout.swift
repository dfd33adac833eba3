// Widgets: areas of the screen, from one description for all sizes.

/// A screen described as panes within panes, each with what it asks for.
///
/// One description serves all sizes: with less room the least important panes go, and nothing else changes.
indirect enum PaneLayout<ID: Hashable & Sendable>: Hashable, Sendable {
  /// A pane. `columns` and `rows` say what it asks for in either direction.
  case pane(ID, columns: Track, rows: Track)
  /// Panes side by side, with a column between them for a line; `rows` is what they ask for together.
  case beside([PaneLayout], rows: Track)
  /// Panes one below another; `columns` is what they ask for together.
  case stacked([PaneLayout], columns: Track)

  /// A pane and where it goes.
  struct Placement: Hashable, Sendable {
    /// The pane.
    let id: ID
    /// Its cells.
    let area: Rect
  }

  /// The panes there is room for, in the order of the description.
  ///
  /// Panes beside one another have a free column between them, and a stack as narrow as its narrowest pane.
  func place(in area: Rect) -> [Placement] {
    guard !area.isEmpty else { return [] }
    switch self {
    case .pane(let id, let columns, let rows):
      guard columns.minimum <= area.columns, rows.minimum <= area.rows else { return [] }
      return [Placement(id: id, area: area)]
    case .beside(let parts, _):
      let ranges = Track.place(parts.map(\.columnTrack), length: area.columns, gap: 1)
      return zip(parts, ranges).flatMap { part, range -> [Placement] in
        guard let range else { return [] }
        return part.place(
          in: Rect(
            column: area.column + range.lowerBound, row: area.row, columns: range.count, rows: area.rows))
      }
    case .stacked(let parts, _):
      let fitting = parts.filter { $0.columnTrack.minimum <= area.columns }
      let ranges = Track.place(fitting.map(\.rowTrack), length: area.rows)
      return zip(fitting, ranges).flatMap { part, range -> [Placement] in
        guard let range else { return [] }
        return part.place(
          in: Rect(
            column: area.column, row: area.row + range.lowerBound, columns: area.columns, rows: range.count))
      }
    }
  }

  /// What the part asks for side by side with others.
  ///
  /// Panes beside one another can be left out singly, so only the most important of them must fit.
  private var columnTrack: Track {
    switch self {
    case .pane(_, let columns, _): columns
    case .stacked(_, let columns): columns
    case .beside(let parts, _): Self.mostImportant(parts.map(\.columnTrack))
    }
  }

  private var rowTrack: Track {
    switch self {
    case .pane(_, _, let rows): rows
    case .beside(_, let rows): rows
    case .stacked(let parts, _): Self.mostImportant(parts.map(\.rowTrack))
    }
  }

  private static func mostImportant(_ tracks: [Track]) -> Track {
    var best = tracks.first ?? .fixed(0)
    for track in tracks where track.priority > best.priority { best = track }
    return Track(minimum: best.minimum, weight: max(best.weight, 1), priority: best.priority)
  }
}
