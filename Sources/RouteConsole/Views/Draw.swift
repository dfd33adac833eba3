// Views: the screen, drawn from the model. Pure: reads no clock, keeps nothing.

internal import Wire

/// The screen as a picture, with the place of the terminal's own cursor.
struct Picture: Hashable, Sendable {
  var surface: Surface
  /// Where an input line has its cursor; nil where none is open.
  var cursor: Point?
}

/// Draws the model.
func draw(_ model: Model) -> Picture {
  var picture = Picture(surface: Surface(size: model.size), cursor: nil)
  guard !picture.surface.bounds.isEmpty else { return picture }
  switch ScreenClass(model.size) {
  case .line: SmallView(model).drawLine(on: &picture.surface)
  case .summary: SmallView(model).drawSummary(on: &picture.surface)
  case .full: drawFull(model, &picture)
  }
  drawOverlay(model, &picture)
  if model.settings.isSevenBit { picture.surface = picture.surface.sevenBit }
  return picture
}

private func drawFull(_ model: Model, _ picture: inout Picture) {
  let layout = ScreenLayout(model)
  HeaderView(model).draw(on: &picture.surface, in: layout.header)
  BannerView(model).draw(on: &picture.surface, in: layout.banner)
  if model.details != nil {
    DetailsView(model).draw(on: &picture.surface, in: layout.body)
  } else {
    BodyView(model, layout).draw(on: &picture.surface)
  }
  let footer = FooterView(model)
  if let notice = LongNotice(model, columns: layout.status.columns) {
    notice.draw(on: &picture.surface, in: layout.status, layout.news)
  } else {
    footer.drawStatus(on: &picture.surface, in: layout.status)
    footer.drawNews(on: &picture.surface, in: layout.news)
  }
  picture.cursor = footer.drawKeys(on: &picture.surface, in: layout.keys)
}

private func drawOverlay(_ model: Model, _ picture: inout Picture) {
  switch model.overlay {
  case .act(let act):
    guard let placed = ActDialogView(act, model: model).placed else { return }
    picture.cursor = placed.dialog.draw(
      on: &picture.surface, at: placed.placement, glyphs: model.settings.glyphs)
  case .strike(let strike):
    let dialog = StrikeView(strike, model: model).dialog
    guard let placement = dialog.placement(in: picture.surface.bounds) else {
      return ask("INJECT", ["to \(strike.target)"], "y = strike   Esc = cancel")
    }
    dialog.draw(on: &picture.surface, at: placement, glyphs: model.settings.glyphs)
  case .help(let top): HelpView(model).draw(on: &picture.surface, top: top)
  case .themes(let picker): ThemePickerView(picker, glyphs: model.settings.glyphs).draw(on: &picture.surface)
  case .unlock:
    ask(
      "UNLOCK", ["\(model.settings.keys.acting) change production again."],
      "y = unlock   any other key = stay locked")
  case .quit:
    ask("QUIT", quitReasons(model), "y = quit all the same   any other key = stay")
  case .report(let title, let lines):
    let report = ReportLines(lines, on: picture.surface.size)
    ask(title, report.shown, "any key closes", columns: report.columns)
  case .save:
    ask(
      "WRITE", ["s   this screen as text and JSON, for the ticket", "r   an incident report in Markdown"],
      "s or r   any other key = cancel")
  case .prompt:
    // Where there is no key line, the input line takes the last row.
    guard ScreenClass(model.size) != .full else { return }
    let row = picture.surface.bounds.line(picture.surface.size.rows - 1)
    picture.cursor = FooterView(model).drawKeys(on: &picture.surface, in: row)
  case nil: return
  }

  func ask(_ title: String, _ lines: [String], _ hint: String, columns: Int = 52) {
    let dialog = Dialog(
      title: title, parts: lines.map { .required(TextLine($0)) } + [.gap, .required(TextLine(hint, .dim))],
      buttons: [], preferredColumns: columns)
    if let placement = dialog.placement(in: picture.surface.bounds) {
      dialog.draw(on: &picture.surface, at: placement, glyphs: model.settings.glyphs)
    } else {
      let row = picture.surface.bounds.line(picture.surface.size.rows - 1)
      TextLine("\(title): \(hint)", .banner).draw(
        on: &picture.surface, in: row, glyphs: model.settings.glyphs)
    }
  }
}

/// Why leaving is no small matter.
private func quitReasons(_ model: Model) -> [String] {
  var reasons: [String] = []
  if model.results.hasPending { reasons.append("An act was sent and has no answer yet.") }
  if model.settings.traits.servesRequests {
    let count = model.feed.snapshot?.totals.inFlight
    let flight = count.map { " \($0) in flight now get their time to finish." } ?? ""
    reasons.append("The gateway ends with its console: callers are refused from then on." + flight)
  }
  return reasons
}

/// As many lines of a report as a screen has room for; the log has all of them.
struct ReportLines {
  /// The widest that a report is, in columns.
  static let widest = 100
  /// Rows of the screen and of the box that hold no line.
  private static let otherRows = 8

  /// The inside of its box, in columns.
  let columns: Int
  /// The lines, and how many are left out.
  let shown: [String]

  /// Chooses lines for a screen.
  init(_ lines: [String], on size: Size) {
    columns = min(Self.widest, max(size.columns - 4, 1))
    var room = max(size.rows - Self.otherRows, 1)
    var fitting: [String] = []
    for line in lines {
      room -= TextLine(line).wrapped(columns: columns, limit: size.rows).count
      guard room >= 0 else { break }
      fitting.append(line)
    }
    let left = lines.count - fitting.count
    if left > 0 {
      // Its own line takes the place of the last one.
      fitting = fitting.dropLast() + ["... and \(left + (fitting.isEmpty ? 0 : 1)) more: the log has them"]
    }
    shown = fitting
  }
}

/// A notice that takes more than the status line: it goes on in the line of news, as long as no act has that.
struct LongNotice {
  private let rows: [TextLine]

  /// What a model has to tell that needs two rows: what is wrong with an input line, a bad result, a notice.
  ///
  /// Nil where there is nothing, or where it fits its own row.
  init?(_ model: Model, columns: Int) {
    if case .prompt(let prompt) = model.overlay, let problem = prompt.problem {
      let beside = prompt.label.count + prompt.editor.characters.count + 2 + problem.count
      guard beside > columns else { return nil }
      rows = TextLine(problem, .resultBad).wrapped(columns: columns - 1, limit: 2)
      return
    }
    let acts = model.results.acts
    if let result = ResultLine(newestOf: model), result.isBad {
      let line = result.line
      rows = Self.twoRows(of: line, columns: columns - 1)
      // How to dismiss it is not worth a row.
      let rest = rows.dropFirst().first?.spans.map(\.text).joined() ?? ""
      guard !ResultLine.dismissal.hasSuffix(rest.trimmingBlanks) else { return nil }
    } else if let notice = model.notice, let line = model.noticeLine, notice.isBad || acts.isEmpty {
      rows = Self.twoRows(of: line, columns: columns - 1)
    } else {
      return nil
    }
    guard rows.count > 1 else { return nil }
  }

  /// The line in two rows; of what goes beyond, so much stays at the end of the second that its cut shows.
  private static func twoRows(of line: TextLine, columns: Int) -> [TextLine] {
    var rows = line.wrapped(columns: columns, limit: 3)
    guard rows.count > 2 else { return rows }
    let rest = rows.removeLast()
    rows[1] = TextLine(rows[1].spans + [Span(" ")] + rest.spans)
    return rows
  }

  /// Draws its rows.
  func draw(on surface: inout Surface, in places: Rect...) {
    for (row, place) in zip(rows, places) {
      row.draw(on: &surface, in: place.dropping(left: 1), glyphs: .ascii)
    }
  }
}
