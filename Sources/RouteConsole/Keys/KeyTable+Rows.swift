// Keys: the rows of the key table.

extension KeyTable {
  /// Every binding, in the order of the help.
  ///
  /// The lower-case twins of `D U X B P` are bound to nothing, so that a missed Shift changes nothing.
  static let rows: [KeyBinding] = moving + screens + looking + time + acting + console

  private static let moving = [
    row(.down, [.character("j"), .down], "down", "down", .moving),
    row(.up, [.character("k"), .up], "up", "up", .moving),
    row(.first, [.character("g"), .home], "first", "first row", .moving),
    row(.last, [.character("G"), .end], "last", "last row", .moving),
    row(.pageDown, [.pageDown, .control("f")], "page", "a page down", .moving),
    row(.pageUp, [.pageUp], "page", "a page up", .moving),
    row(.halfDown, [.control("d")], "half", "half a page down", .moving),
    row(.halfUp, [.control("u")], "half", "half a page up", .moving),
    row(.left, [.left, .character("h")], "left", "cell to the left", .moving),
    row(.right, [.right, .character("l")], "right", "cell to the right", .moving),
  ]

  private static let screens =
    Screen.allCases.map { screen in
      row(screen.action, [.character(screen.digit)], screen.title, screen.title, .screens)
    } + [
      row(.nextScreen, [.tab], "next", "next screen", .screens),
      row(.previousScreen, [.backTab], "previous", "previous screen", .screens),
      row(.details, [.enter], "details", "details of the row", .screens, 90),
      row(.back, [.escape], "back", "back; dismisses a red line", .screens),
    ]

  private static let looking = [
    row(
      .filter, [.character("/")], "filter", "text cloud:aws sev>=warn", .looking, 60),
    row(.next, [.character("n")], "next", "next match", .looking),
    row(.answer, [.character("a")], "lease", "row with an ended lease", .looking),
    row(.command, [.character(":")], "cmd", "command, Tab completes", .looking, 50),
    row(.mark, [.character(" ")], "mark", "mark the row", .looking, 65),
    row(.markRange, [.control("@")], "range", "mark to here", .looking),
    row(.clearMarks, [.character("\\")], "clear", "clear marks", .looking),
    row(.sort, [.character("s")], "sort", "severity, or last figure", .looking, 20),
    row(.sortPrevious, [.character("<")], "sort", "column to the left", .looking),
    row(.sortNext, [.character(">")], "sort", "column to the right", .looking),
    row(.invert, [.character("I")], "invert", "turn the order round", .looking),
    row(.group, [.character("t")], "group", "by cloud, feature, not", .looking, 25),
    row(.follow, [.character("F")], "follow", "stay on the worst row", .looking, 15),
    row(.expand, [.character("e")], "expand", "table only, all panes", .looking, 12),
  ]

  private static let time = [
    row(.freeze, [.character("z")], "freeze", "freeze, live again", .time, 55),
    row(.stepBack, [.character("[")], "step", "one sample back", .time, 18),
    row(.stepOn, [.character("]")], "step", "one sample on", .time),
    row(.minuteBack, [.character("{")], "minute", "one minute back", .time),
    row(.minuteOn, [.character("}")], "minute", "one minute on", .time),
    row(.goTo, [.character("@")], "goto", "go to a time", .time, 14),
  ]

  private static let acting = [
    row(.drain, [.character("D")], "drain", "no new calls to it", .acting, 85),
    row(.undrain, [.character("U")], "undrain", "back in, through the ramp", .acting, 45),
    row(.flip, [.character("X")], "flip", "swap primary and backup", .acting, 70),
    row(.breaker, [.character("B")], "breaker", "open, close, auto, pin", .acting, 44),
    row(.percent, [.character("P")], "percent", "share of a feature on it", .acting, 30),
    row(.lock, [.character("L")], "lock", "lock these; y unlocks", .acting),
  ]

  private static let console = [
    row(.save, [.character("W")], "write", "snapshot, incident report", .console, 13),
    row(.copy, [.character("y")], "copy", "copy the id (OSC 52)", .console),
    row(.mouse, [.character("m")], "mouse", "mouse on, off", .console),
    row(.theme, [.character("T")], "theme", "theme picker", .console, 11),
    row(.redraw, [.control("l")], "redraw", "redraw", .console),
    row(.suspend, [.control("z")], "suspend", "suspend", .console),
    row(.help, [.character("?"), .function(1)], "help", "this page", .console, 95),
    row(.quit, [.character("q")], "quit", "back; from home it quits", .console, 10),
  ]

  private static func row(
    _ action: KeyAction, _ keys: [Key], _ label: String, _ help: String, _ group: KeyGroup,
    _ priority: Int = 0
  ) -> KeyBinding {
    KeyBinding(
      action: action, keys: keys, label: label.lowercased(), help: help, group: group,
      footerPriority: priority)
  }
}
