// Terminal: pictures become bytes. A value without I/O; the terminal's shell sends what it returns.
//
// Why not curses' own `doupdate`: the console asks terminfo, through curses, what a terminal can do, and lets curses
// enter and leave the full screen, but writes frames itself.
// - curses sends 24-bit colour only under an entry named `-direct`, which few systems install and tmux renames;
//   with COLORTERM we may send it under `xterm-256color` or `tmux-256color`.
// - `alloc_pair` of ncurses 6.4 crashes without colour, and with 64 pairs repaints cells on the screen in passing.
// - A curses cell holds one spacing character and four marks: joined emoji do not fit, and its widths are the C
//   library's, which need not be the terminal's. Here the cursor is set anew after each doubtful character.
// - A frame must be one piece, to go between the marks of synchronized output and to be held back when the line is
//   slow; curses writes when its buffer is full, and waits.
// A table of 40 rows with six numbers and a sparkline each, at 200×60, sparklines moving every fifth refresh: 1.6 KB
// a refresh when a fifth of the rows change, 3.1 KB when every number does. The limits are tested.

/// Turns pictures into what a terminal must be sent to show them.
struct FrameWriter: Sendable {
  /// What the terminal can do; may be corrected when it has answered.
  var profile: TerminalProfile
  /// The colours; setting others makes the next frame a whole one.
  var palette: Palette {
    didSet { if palette != oldValue { forget() } }
  }

  private var shown: Surface?
  private var shownCursor: Point?
  private var out: [UInt8] = []
  private var pen: Paint?
  private var place: Point?

  /// Makes a writer that knows nothing of what the terminal shows.
  init(profile: TerminalProfile, palette: Palette) {
    self.profile = profile
    self.palette = palette
  }

  /// Forgets what the terminal shows: the next frame is a whole one.
  mutating func forget() { shown = nil }

  /// Takes a picture to show.
  ///
  /// - Parameters:
  ///   - surface: the picture; one of another size than before is sent whole.
  ///   - cursor: where the terminal's own cursor shows, for input lines; hidden when absent.
  /// - Returns: what must be sent, nothing when the picture is shown already.
  mutating func frame(_ surface: Surface, cursor: Point? = nil) -> [UInt8] {
    let picture = profile.isUTF8 ? surface : surface.sevenBit
    out = []
    place = nil
    pen = nil
    if let shown, shown.size == picture.size {
      write(picture, over: shown)
    } else {
      writeWhole(picture)
    }
    shown = picture
    let isCursorMoved = cursor != shownCursor
    guard !out.isEmpty || isCursorMoved else { return [] }
    finish(cursor: cursor)
    shownCursor = cursor
    guard profile.hasSynchronizedOutput else { return out }
    return Array("\u{1B}[?2026h".utf8) + out + Array("\u{1B}[?2026l".utf8)
  }

  private mutating func finish(cursor: Point?) {
    if pen != nil, pen != .plain { emit("\u{1B}[m") }
    if let cursor {
      place = nil
      move(to: cursor)
      if shownCursor == nil { emit("\u{1B}[?25h") }
    } else if shownCursor != nil {
      emit("\u{1B}[?25l")
    }
  }

  private mutating func writeWhole(_ picture: Surface) {
    let plain = palette[.plain]
    let canErase = profile.erasesWithBackground || plain.background == .terminal
    set(Paint(foreground: plain.foreground, background: plain.background, attributes: []))
    emit("\u{1B}[H\u{1B}[2J")
    guard canErase else {
      // Each cell differs from what no terminal shows, so each is written.
      for row in 0..<picture.size.rows {
        write(CellRun(row: row, columns: 0..<picture.size.columns), of: picture, canErase: false)
      }
      return
    }
    write(picture, over: Surface(size: picture.size))
  }

  private mutating func write(_ picture: Surface, over old: Surface) {
    for run in picture.changes(from: old) {
      bridge(to: run, in: picture)
      write(run, of: picture, canErase: true)
    }
  }

  /// Writes the unchanged cells before a run again, where that is shorter than moving the cursor over them.
  private mutating func bridge(to run: CellRun, in picture: Surface) {
    guard let place, place.row == run.row, place.column < run.columns.lowerBound else { return }
    let gap = place.column..<run.columns.lowerBound
    guard gap.count <= 4 else { return }
    for column in gap {
      let cell = picture[column, run.row]
      guard cell.width == 1, cell.glyph.ascii != nil, paint(of: cell) == pen else { return }
    }
    for column in gap { put(picture[column, run.row]) }
  }

  private mutating func write(_ run: CellRun, of picture: Surface, canErase: Bool) {
    var end = run.columns.upperBound
    var erasedTail: Paint?
    if canErase, let tail = blankTail(of: run, in: picture) {
      end = tail.start
      erasedTail = tail.paint
    }
    for column in run.columns.lowerBound..<end {
      let cell = picture[column, run.row]
      guard cell.width > 0 else { continue }
      let isLastCell = run.row == picture.size.rows - 1 && column == picture.size.columns - 1
      guard !isLastCell || profile.keepsLastColumn else { continue }
      move(to: Point(column: column, row: run.row))
      set(paint(of: cell))
      put(cell)
      // After the last column the cursor waits in it or has wrapped, as the terminal likes.
      if column + Int(cell.width) >= picture.size.columns { place = nil }
    }
    if let erasedTail {
      move(to: Point(column: end, row: run.row))
      set(erasedTail)
      emit("\u{1B}[K")
    }
  }

  /// The blanks at the end of a run that end the row too, when erasing them is shorter than writing them and looks
  /// the same.
  private func blankTail(of run: CellRun, in picture: Surface) -> (start: Int, paint: Paint)? {
    let last = picture[picture.size.columns - 1, run.row]
    let paint = paint(of: last)
    guard last.glyph == .blank, paint.attributes.isDisjoint(with: [.underline, .reverse]),
      profile.erasesWithBackground || paint.background == .terminal
    else { return nil }
    var start = picture.size.columns
    while start > run.columns.lowerBound {
      let cell = picture[start - 1, run.row]
      guard cell.glyph == .blank, cell.style == last.style || self.paint(of: cell) == paint else { break }
      start -= 1
    }
    return run.columns.upperBound - start > 3 ? (start, paint) : nil
  }

  private func paint(of cell: Cell) -> Paint {
    var paint = palette[cell.style]
    paint.attributes.formIntersection(profile.attributes)
    // The colour and weight of a blank do not show: keeping the pen saves changing it.
    if cell.glyph == .blank, let pen, pen.background == paint.background,
      pen.attributes.isDisjoint(with: [.underline, .reverse]),
      paint.attributes.isDisjoint(with: [.underline, .reverse])
    {
      return pen
    }
    return paint
  }

  private mutating func put(_ cell: Cell) {
    if !cell.isWidthCertain, cell.width == 2, let here = place {
      // A terminal that draws it in one column must not keep what stood in the other.
      emit("  ")
      place = nil
      move(to: here)
    }
    cell.glyph.append(to: &out)
    place?.column += Int(cell.width)
    if !cell.isWidthCertain { place = nil }
  }

  private mutating func move(to target: Point) {
    guard place != target else { return }
    defer { place = target }
    if let place, place.row == target.row, place.column < target.column {
      let distance = target.column - place.column
      emit(distance == 1 ? "\u{1B}[C" : "\u{1B}[\(distance)C")
    } else if let place, target.row == place.row + 1, target.column == 0 {
      emit("\r\n")
    } else if target.column == 0 {
      emit(target.row == 0 ? "\u{1B}[H" : "\u{1B}[\(target.row + 1)H")
    } else {
      emit("\u{1B}[\(target.row + 1);\(target.column + 1)H")
    }
  }

  private mutating func set(_ paint: Paint) {
    guard paint != pen else { return }
    GraphicRendition.append(from: pen, to: paint, to: &out)
    pen = paint
  }

  private mutating func emit(_ text: String) { out.append(contentsOf: text.utf8) }
}
