// Keys: everything a key can do, by the name it has in a configuration file.

/// What a key does.
enum KeyAction: String, CaseIterable, Hashable, Sendable {
  // Moving.
  case down, up, first, last
  case pageDown = "page-down"
  case pageUp = "page-up"
  case halfDown = "half-down"
  case halfUp = "half-up"
  case left, right
  // Screens.
  case endpoints, features, events, audit, routes, cost, simulate
  case nextScreen = "next-screen"
  case previousScreen = "previous-screen"
  case details, back
  // Looking.
  case filter, next, answer, command, sort, invert, group, follow, expand
  case sortPrevious = "sort-previous"
  case sortNext = "sort-next"
  case mark
  case markRange = "mark-range"
  case clearMarks = "clear-marks"
  // Time.
  case freeze
  case stepBack = "step-back"
  case stepOn = "step-on"
  case minuteBack = "minute-back"
  case minuteOn = "minute-on"
  case goTo = "go-to"
  // Acting.
  case drain, undrain, flip, breaker, percent, lock
  // The console itself.
  case save, copy, mouse, theme, redraw, suspend, help, quit

  /// Whether it begins an act on production.
  var isAct: Bool {
    switch self {
    case .drain, .undrain, .flip, .breaker, .percent: true
    default: false
    }
  }

  /// The screen it goes to.
  var screen: Screen? { Screen.allCases.first { $0.action == self } }
}

/// Where a row of the key table stands in the help.
enum KeyGroup: String, CaseIterable, Hashable, Sendable {
  case moving = "MOVE"
  case screens = "SCREENS"
  case looking = "LOOK"
  case time = "TIME"
  case acting = "ACT (asks first; y confirms)"
  case console = "CONSOLE"
}
