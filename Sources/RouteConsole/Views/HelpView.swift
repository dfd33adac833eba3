// Views: the help, made of the key table.

/// One page at 80×24; scrolled where there is less room.
struct HelpView {
  private let model: Model

  /// The help of a model.
  init(_ model: Model) { self.model = model }

  /// A key and what it does.
  private struct Entry {
    var keys: String
    var help: String
    var isOff: Bool
  }

  /// The lines: two columns where there is room for them.
  var lines: [TextLine] {
    let columns = blocks(KeyGroup.allCases)
    guard model.size.columns >= 78 else { return columns + legend }
    let left = blocks([.moving, .looking, .time])
    let right = blocks([.screens, .acting, .console])
    let keys = (0..<max(left.count, right.count)).map { row in
      let pad = 39
      let a = row < left.count ? left[row] : TextLine("")
      let b = row < right.count ? right[row] : TextLine("")
      let width = min(a.columns(limit: pad), pad - 1)
      let left = a.wrapped(columns: pad - 1, limit: 1).first?.spans ?? []
      return TextLine(left + [Span(String(repeating: " ", count: max(pad - width, 1)))] + b.spans)
    }
    return keys + legend
  }

  /// What the screen's own words and marks mean.
  private static let words: [(word: String, meaning: String)] = [
    ("[DEMO 5x]", "simulated, 5 times as fast; [PROD] the place; [REPLAY] a recording"),
    ("!! ! ~ ?", "CRIT act now, WARN look, DRAIN or FORCED ordered, STALE no data"),
    ("wasted", "what attempts cost that failed, were cancelled, or only probed"),
    ("FEAT 3 !!", "3 features shed, panic, or have no healthy endpoint left"),
    ("ERR%", "failed of the last minute; of an OPEN row, of what opened it"),
    ("TTFT P90", "ms to the first token: the median; P90: 9 of 10 are faster"),
    ("INFL", "calls in flight: sent and not ended"),
    ("GOAL", "the feature's objective for TTFT p90, in ms"),
    ("PART EST%", "of a cost: its part of the whole; what of it is estimated"),
    ("> * #", "the row under the cursor, a marked row, both at once"),
    ("CLOSED", "takes its full share"),
    ("SUSP", "in doubt: less traffic while its figures are looked at"),
    ("OPEN 0:20", "no calls, next probe in 20 s; OPEN part: for some features only"),
    ("PART 25%", "coming back on the ramp, at 25 % of its share"),
    ("DR 12:05", "drained by an operator, 12:05 of its lease left; OVER: it ended"),
    ("F, P 12:05", "an operator forced (F-OPEN, F-CLOSED) or PINNED it (PIN OPEN)"),
    ("HOLD, HD", "out for quota, auth or a retired (gone) model, well or not"),
    ("ramp stage", "1, 5, 10, 25, 50, 75 % of its share, each earned by good calls"),
    ("learned cap", "the most rps that it takes, learned from its refusals"),
    ("limit", "what a trigger's figure must pass before it opens"),
    ("PRI BAK MIX", "a feature is on its primary, on a backup, split over several"),
    ("PANIC", "nobody is healthy: the least bad are used all the same"),
    ("SHED", "requests refused at once, for want of capacity"),
    ("SPARE", "capacity left over the peak of the last 5 minutes: the head-room"),
    ("-", "not known; it never stands for 0"),
  ]

  private var legend: [TextLine] {
    [TextLine("WORDS ON THE SCREEN", .heading)]
      + Self.words.map { line(Entry(keys: $0.word, help: $0.meaning, isOff: false)) }
  }

  private func blocks(_ groups: [KeyGroup]) -> [TextLine] {
    groups.flatMap { group -> [TextLine] in
      [TextLine(group.rawValue, .heading)] + entries(of: group).map(line)
    }
  }

  private func entries(of group: KeyGroup) -> [Entry] {
    let keys = model.settings.keys
    // A screen that is not there has no key.
    let absent = Screen.allCases.filter { !model.screens.contains($0) }.map(\.action)
    let rows = keys.bindings.filter { $0.group == group && !absent.contains($0.action) }
    return merged(rows).map { row in
      let isOff = row.action.isAct && !model.canAct
      return Entry(keys: row.names, help: row.help, isOff: isOff)
    }
  }

  /// Pairs of opposite keys share a line, so that the help fits a page.
  private func merged(_ rows: [KeyBinding]) -> [(action: KeyAction, names: String, help: String)] {
    let pairs: [(KeyAction, KeyAction, String)] = [
      (.down, .up, "down, up"), (.first, .last, "first, last"), (.pageDown, .pageUp, "page"),
      (.halfDown, .halfUp, "half a page"), (.left, .right, "cells of the matrix"),
      (.nextScreen, .previousScreen, "next, previous"), (.sortPrevious, .sortNext, "sort column"),
      (.stepBack, .stepOn, "one sample"), (.minuteBack, .minuteOn, "one minute"),
      (.next, .answer, "next match, ended lease"), (.mark, .markRange, "mark a row, a range"),
      (.endpoints, .features, "Endpoints Features"), (.events, .audit, "Events Audit"),
      (.routes, .cost, "Routes Cost"), (.redraw, .suspend, "redraw, suspend"),
    ]
    var result: [(action: KeyAction, names: String, help: String)] = []
    for row in rows {
      if pairs.contains(where: { $0.1 == row.action }) { continue }
      if let pair = pairs.first(where: { $0.0 == row.action }),
        let other = rows.first(where: { $0.action == pair.1 })
      {
        let first = row.keys.first.map(\.description) ?? ""
        let second = other.keys.first.map(\.description) ?? ""
        result.append((row.action, [first, second].filter { !$0.isEmpty }.joined(separator: " "), pair.2))
      } else {
        result.append((row.action, shown(row), row.help))
      }
    }
    return result
  }

  private func shown(_ row: KeyBinding) -> String {
    row.keys.prefix(2).map(\.description).joined(separator: " ")
  }

  private func line(_ entry: Entry) -> TextLine {
    // That it is off stands in the columns of the keys, where nothing cuts it.
    let keys = entry.keys + (entry.isOff ? " (off)" : "")
    let pad = String(repeating: " ", count: max(13 - keys.count, 1))
    return TextLine([
      Span(" " + keys + pad, entry.isOff ? .disabled : .key),
      Span(entry.help, entry.isOff ? .disabled : .text),
    ])
  }

  /// Draws the page over everything.
  func draw(on surface: inout Surface, top: Int) {
    let area = surface.bounds
    surface.fill(area, style: .plain)
    TextLine(" HELP   any key closes, j k scroll: the words of the screen are below", .title).draw(
      on: &surface, in: area.line(0), ground: .title, glyphs: model.settings.glyphs)
    surface.lay(area.line(0), on: .title)
    for (row, line) in lines.dropFirst(top).enumerated() where row < area.rows - 1 {
      line.draw(on: &surface, in: area.line(row + 1), glyphs: model.settings.glyphs)
    }
  }
}

/// The list of themes over the screen that previews them.
struct ThemePickerView {
  private let picker: ThemePicker
  private let glyphs: GlyphSet

  /// The view of a picker.
  init(_ picker: ThemePicker, glyphs: GlyphSet) {
    self.picker = picker
    self.glyphs = glyphs
  }

  /// Draws a box at the right, so that the rows it is tried on stay in view.
  func draw(on surface: inout Surface) {
    let names = picker.names.map { DisplayWidth.columns(of: $0) }
    let width = min(max((names.max() ?? 0) + 6, Self.keys.count + 4), surface.size.columns)
    let height = min(picker.names.count + 3, surface.size.rows)
    let area = Rect(
      column: surface.size.columns - width, row: max((surface.size.rows - height) / 2, 0), columns: width,
      rows: height)
    let inside = area.inset(columns: 2, rows: 1)
    guard inside.rows >= 2, inside.columns >= 4 else {
      // No room for a box: the name that is tried, and nothing over it.
      let row = surface.bounds.line(surface.size.rows - 1)
      surface.fill(row, style: Style(.dialog, on: .dialog))
      TextLine(picker.name, .buttonFocus).draw(on: &surface, in: row, ground: .dialog, glyphs: glyphs)
      return
    }
    let visible = inside.rows - 1
    let top = min(max(picker.index - visible / 2, 0), max(picker.names.count - visible, 0))
    let place = picker.names.count > visible ? " \(picker.index + 1)/\(picker.names.count)" : ""
    BoxFrame("THEME" + place).draw(on: &surface, in: area, glyphs: glyphs)
    for row in 0..<visible where top + row < picker.names.count {
      let isTried = top + row == picker.index
      TextLine((isTried ? "> " : "  ") + picker.names[top + row], isTried ? .buttonFocus : .dialog)
        .draw(on: &surface, in: inside.line(row), ground: .dialog, glyphs: glyphs)
    }
    TextLine(Self.keys, .dim).draw(on: &surface, in: inside.line(visible), ground: .dialog, glyphs: glyphs)
  }

  /// What the last row says.
  private static let keys = "Enter keep  Esc back"
}
