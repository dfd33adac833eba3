// Surface: the names of what a cell means. A theme gives each name its colours; a cell never holds a colour.

/// What a cell means; a theme says what it looks like.
///
/// The raw value is the place in tables indexed by role; it is not written anywhere.
enum Role: UInt8, CaseIterable, Hashable, Sendable {
  // Running text and the frame around it.
  case text, dim, strong, title, heading, border, focus, disabled, paneTitle, scrollbar
  // Where the operator is.
  case prod, demo, live, frozen, replay, locked
  // Severity.
  case crit, warn, drain, stale, ok
  // Breaker words.
  case open, partial, suspended, closed, forced, pinned
  // Rows under the cursor.
  case selected, marked, match
  // Drawings of numbers.
  case sparkLow, sparkMiddle, sparkHigh, chartLine, chartAxis, objective, gaugeFull, gaugeEmpty
  // Dialogs, input lines and answers.
  case dialog, dialogBorder, dialogTitle, dialogDanger, button, buttonFocus
  case input, inputCursor, prompt, suggestion, banner, resultGood, resultBad
  // The key footer.
  case key, keyLabel

  /// The name in theme files and role dumps.
  var name: String {
    switch self {
    case .paneTitle: "pane.title"
    case .sparkLow: "spark.lo"
    case .sparkMiddle: "spark.mid"
    case .sparkHigh: "spark.hi"
    case .chartLine: "chart.line"
    case .chartAxis: "chart.axis"
    case .gaugeFull: "gauge.full"
    case .gaugeEmpty: "gauge.empty"
    case .dialogBorder: "dialog.border"
    case .dialogTitle: "dialog.title"
    case .dialogDanger: "dialog.danger"
    case .buttonFocus: "button.focus"
    case .inputCursor: "input.cursor"
    case .resultGood: "result.good"
    case .resultBad: "result.bad"
    case .keyLabel: "key.label"
    default: String(describing: self)
    }
  }

  /// The role's place in declaration order, for tables indexed by role.
  var index: Int { Int(rawValue) }

  /// What kind of thing the role is drawn on, which sets the contrast it must have.
  enum Kind: Hashable, Sendable {
    /// Words: contrast at least 4.5:1 (WCAG 2.2, success criterion 1.4.3).
    case text
    /// Lines, bars and inactive parts: contrast at least 3:1 (WCAG 2.2, success criterion 1.4.11).
    case mark

    /// The smallest contrast ratio that passes.
    var contrastFloor: Double {
      switch self {
      case .text: 4.5
      case .mark: 3.0
      }
    }
  }

  /// Whether the role draws words or marks.
  var kind: Kind {
    switch self {
    case .border, .focus, .disabled, .scrollbar, .sparkLow, .sparkMiddle, .sparkHigh, .chartLine, .chartAxis,
      .objective, .gaugeFull, .gaugeEmpty, .dialogBorder:
      .mark
    default: .text
    }
  }
}

/// The surface a word lies on, where it is not the plain screen: its role lends the background.
enum Ground: UInt8, CaseIterable, Hashable, Sendable {
  /// The plain screen.
  case screen
  /// The row under the cursor.
  case selected
  /// A marked row.
  case marked
  /// The inside of a dialog.
  case dialog
  /// The bar at the top of the screen.
  case title
  /// An input line.
  case input
  /// A banner across the screen.
  case banner

  /// The role whose background the ground takes.
  var role: Role {
    switch self {
    case .screen: .text
    case .selected: .selected
    case .marked: .marked
    case .dialog: .dialog
    case .title: .title
    case .input: .input
    case .banner: .banner
    }
  }
}

/// How a cell is to look: what it means, and what it lies on.
struct Style: Hashable, Sendable {
  /// What the cell means.
  var role: Role
  /// What the cell lies on.
  var ground: Ground

  /// Makes a style.
  init(_ role: Role, on ground: Ground = .screen) {
    self.role = role
    self.ground = ground
  }

  /// Plain text on the plain screen.
  static let plain = Style(.text)

  /// The name in role dumps: the role, then `/` and the ground when it is not the screen.
  var name: String { ground == .screen ? role.name : "\(role.name)/\(ground)" }
}
