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
  footer.drawStatus(on: &picture.surface, in: layout.status)
  footer.drawNews(on: &picture.surface, in: layout.news)
  picture.cursor = footer.drawKeys(on: &picture.surface, in: layout.keys)
}

private func drawOverlay(_ model: Model, _ picture: inout Picture) {
  switch model.overlay {
  case .act(let act):
    let view = ActDialogView(act, model: model)
    guard let placement = view.dialog.placement(in: picture.surface.bounds) else { return }
    picture.cursor = view.dialog.draw(on: &picture.surface, at: placement, glyphs: model.settings.glyphs)
  case .help(let top): HelpView(model).draw(on: &picture.surface, top: top)
  case .themes(let picker): ThemePickerView(picker, glyphs: model.settings.glyphs).draw(on: &picture.surface)
  case .unlock:
    ask(
      "UNLOCK", ["\(model.settings.keys.acting) change production again."],
      "y = unlock   any other key = stay locked")
  case .quit:
    ask("QUIT", ["An act was sent and has no answer yet."], "y = quit all the same   any other key = stay")
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

  func ask(_ title: String, _ lines: [String], _ hint: String) {
    let dialog = Dialog(
      title: title, parts: lines.map { .required(TextLine($0)) } + [.gap, .required(TextLine(hint, .dim))],
      buttons: [], preferredColumns: 52)
    if let placement = dialog.placement(in: picture.surface.bounds) {
      dialog.draw(on: &picture.surface, at: placement, glyphs: model.settings.glyphs)
    } else {
      let row = picture.surface.bounds.line(picture.surface.size.rows - 1)
      TextLine("\(title): \(hint)", .banner).draw(
        on: &picture.surface, in: row, glyphs: model.settings.glyphs)
    }
  }
}
