// Widgets: a line being edited, drawn.

/// An input line with its label.
struct PromptView: Hashable, Sendable {
  /// What stands before the text, such as `:` or `/`.
  var label: String
  /// The line.
  var editor: LineEditor
  /// What stands dim after the text while the cursor is at its end.
  var suggestion: String
  /// Whether keys go here, so that the cursor shows.
  var isFocused: Bool
  /// What the label lies on.
  var ground: Ground

  /// Makes the view of a line.
  init(
    label: String, editor: LineEditor, suggestion: String = "", isFocused: Bool = true,
    ground: Ground = .screen
  ) {
    self.label = label
    self.editor = editor
    self.suggestion = suggestion
    self.isFocused = isFocused
    self.ground = ground
  }

  /// Draws the line into the first row, scrolled so that the cursor shows, and says where the cursor is.
  @discardableResult
  func draw(on surface: inout Surface, in area: Rect) -> Point? {
    let row = area.line(0)
    guard !row.isEmpty else { return nil }
    // The label gives way before the text does.
    let labelWidth = DisplayWidth.columns(of: label, limit: row.columns)
    let shownLabel = row.columns - labelWidth >= min(8, row.columns) ? labelWidth : 0
    if shownLabel > 0 {
      surface.write(label, at: row.origin, style: Style(.prompt, on: ground), within: row)
    }
    let field = row.dropping(left: shownLabel)
    surface.fill(field, style: Style(.input))
    let start = firstShown(columns: field.columns)
    var column = field.column
    var cursorColumn: Int?
    for index in start..<editor.characters.count {
      if index == editor.cursor { cursorColumn = column }
      guard column < field.endColumn else { break }
      let character = editor.characters[index]
      surface.write(
        String(character), at: Point(column: column, row: field.row),
        style: Style(editor.isSelected ? .inputCursor : .input), within: field)
      column += DisplayWidth.columns(of: character)
    }
    if editor.cursor == editor.characters.count {
      cursorColumn = column
      surface.write(
        suggestion, at: Point(column: column + 1, row: field.row), style: Style(.suggestion, on: .input),
        within: field)
    }
    guard isFocused, let cursorColumn, cursorColumn < field.endColumn else { return nil }
    let point = Point(column: cursorColumn, row: field.row)
    drawCursor(on: &surface, at: point, within: field)
    return point
  }

  /// The cursor is a cell of its own style too: the terminal's own may be invisible.
  private func drawCursor(on surface: inout Surface, at point: Point, within field: Rect) {
    let isOnText = editor.cursor < editor.characters.count
    let under = isOnText ? String(editor.characters[editor.cursor]) : " "
    if surface.write(under, at: point, style: Style(.inputCursor), within: field) == 0 {
      surface.fill(
        Rect(column: point.column, row: point.row, columns: 1, rows: 1), style: Style(.inputCursor))
    }
  }

  /// The first character to show, so that the cursor and one column for it fit.
  private func firstShown(columns: Int) -> Int {
    var start = editor.cursor
    var used = 1
    while start > 0 {
      let width = DisplayWidth.columns(of: editor.characters[start - 1])
      guard used + width <= columns else { break }
      used += width
      start -= 1
    }
    return start
  }
}
