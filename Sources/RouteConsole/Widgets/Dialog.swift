// Widgets: a box over the screen that asks for something.

/// A box with a title, lines, an input field or two, and buttons.
///
/// The lines that must be read before acting are required. Where not all of them fit together with field and
/// buttons, the dialog has no placement, and must not be opened.
struct Dialog: Hashable, Sendable {
  /// A part of the dialog, from the top.
  enum Part: Hashable, Sendable {
    /// Text that may be left out where there is no room; wrapped, never cut.
    case note(TextLine)
    /// Text without which nobody may act; wrapped, never cut.
    case required(TextLine)
    /// An input line; always shown.
    case field(PromptView)
    /// A free row; the first to go.
    case gap
  }

  /// A button.
  struct Button: Hashable, Sendable {
    /// What it says.
    var label: String
    /// Whether Enter would press it.
    var isFocused: Bool

    /// Makes a button.
    init(_ label: String, isFocused: Bool = false) {
      self.label = label
      self.isFocused = isFocused
    }
  }

  /// Where a dialog goes.
  struct Placement: Hashable, Sendable {
    /// The box with its frame.
    let area: Rect
    /// The rows between title and buttons.
    fileprivate let rows: [Row]
  }

  fileprivate enum Row: Hashable, Sendable {
    case text(TextLine)
    case field(PromptView)
    case gap
  }

  /// The narrowest inside that a dialog opens with, in columns.
  static let minimumColumns = 24

  /// What it is about: the first thing read.
  var title: String
  /// A mark beside the title that nothing pushes out; nil for none.
  var mark: Span?
  /// Whether the title warns.
  var isDangerous: Bool
  /// The parts, from the top.
  var parts: [Part]
  /// The buttons, from the left.
  var buttons: [Button]
  /// What stands beside the buttons, such as the key that acts.
  var hint: TextLine
  /// The inside's width where there is room, in columns.
  var preferredColumns: Int

  /// Makes a dialog.
  init(
    title: String, mark: Span? = nil, isDangerous: Bool = false, parts: [Part], buttons: [Button],
    hint: TextLine = TextLine(""), preferredColumns: Int = 60
  ) {
    self.title = title
    self.mark = mark
    self.isDangerous = isDangerous
    self.parts = parts
    self.buttons = buttons
    self.hint = hint
    self.preferredColumns = preferredColumns
  }

  /// Where the dialog goes on a screen; nothing where title, required lines, fields and buttons do not all fit.
  ///
  /// - Parameters:
  ///   - screen: where there is room.
  ///   - isAtFoot: whether it stands at the foot, so that its last rows keep their place while others come and go; else
  ///     it stands in the middle.
  /// - Returns: the placement.
  func placement(in screen: Rect, isAtFoot: Bool = false) -> Placement? {
    let inside = min(max(preferredColumns, Self.minimumColumns), screen.columns - 4)
    guard inside >= Self.minimumColumns, headWidth <= inside, buttonsWidth <= inside else { return nil }
    // Frame above and below, and the buttons.
    let room = screen.rows - 3
    guard let rows = rows(columns: inside, room: room) else { return nil }
    var area = screen.centered(columns: inside + 4, rows: rows.count + 3)
    if isAtFoot {
      area = Rect(
        column: area.column, row: screen.endRow - area.rows, columns: area.columns, rows: area.rows)
    }
    return Placement(area: area, rows: rows)
  }

  private var headWidth: Int {
    DisplayWidth.columns(of: title) + 2 + (mark.map { DisplayWidth.columns(of: $0.text) + 1 } ?? 0)
  }

  /// Draws the dialog, and says where the terminal's cursor belongs.
  @discardableResult
  func draw(on surface: inout Surface, at placement: Placement, glyphs: GlyphSet = .ascii) -> Point? {
    let area = placement.area
    BoxFrame(title, role: isDangerous ? .dialogDanger : .dialogTitle, mark: mark)
      .draw(on: &surface, in: area, glyphs: glyphs)
    let inside = area.inset(columns: 2, rows: 1)
    var cursor: Point?
    for (index, row) in placement.rows.enumerated() {
      switch row {
      case .text(let line): line.draw(on: &surface, in: inside.line(index), ground: .dialog, glyphs: glyphs)
      case .field(var view):
        view.ground = .dialog
        cursor = view.draw(on: &surface, in: inside.line(index)) ?? cursor
      case .gap: break
      }
    }
    drawButtons(on: &surface, in: inside.line(inside.rows - 1), glyphs: glyphs)
    return cursor
  }

  /// The rows that fit: gaps go first, then notes from the bottom; nothing when what is left does not fit.
  private func rows(columns: Int, room: Int) -> [Row]? {
    guard room > 0 else { return nil }
    var rows: [(row: Row, rank: Int, part: Int)] = []
    for (place, part) in parts.enumerated() {
      switch part {
      case .gap: rows.append((.gap, 0, place))
      case .note(let line):
        for piece in line.wrapped(columns: columns, limit: room + 1) { rows.append((.text(piece), 1, place)) }
      case .required(let line):
        for piece in line.wrapped(columns: columns, limit: room + 1) { rows.append((.text(piece), 2, place)) }
      case .field(let view): rows.append((.field(view), 2, place))
      }
    }
    for rank in 0...1 {
      while rows.count > room, let last = rows.last(where: { $0.rank == rank }) {
        rows.removeAll { $0.part == last.part }
      }
    }
    return rows.count <= room ? rows.map(\.row) : nil
  }

  private var buttonsWidth: Int {
    buttons.reduce(0) { $0 + DisplayWidth.columns(of: $1.label) + 6 } - (buttons.isEmpty ? 0 : 2)
  }

  private func drawButtons(on surface: inout Surface, in row: Rect, glyphs: GlyphSet) {
    var column = row.column
    for button in buttons {
      let role: Role = button.isFocused ? .buttonFocus : .button
      column += surface.write(
        "[ \(button.label) ]", at: Point(column: column, row: row.row), style: Style(role, on: .dialog),
        within: row)
      column += 2
    }
    hint.draw(on: &surface, in: row.dropping(left: column - row.column), ground: .dialog, glyphs: glyphs)
  }
}
