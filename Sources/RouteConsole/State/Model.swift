// State: everything that the screen is a picture of.

internal import RoutingEngine
internal import Wire

/// What lies over the screen and has the keys.
enum Overlay: Hashable, Sendable {
  case prompt(Prompt)
  case act(ActDialog)
  /// The lock asks for its `y`.
  case unlock
  /// Quitting asks, because an act has no answer yet or others' requests go through this process.
  case quit
  /// What to write: a snapshot or an incident report.
  case save
  /// A fault of a simulated world, being aimed.
  case strike(StrikeDialog)
  case help(top: Int)
  case themes(ThemePicker)
  /// Something to read that takes more than a line; any key closes it.
  case report(title: String, lines: [String])
}

/// A snapshot of the past, taken out of the history once.
struct FrozenSnapshot: Hashable, Sendable {
  /// Its number there.
  var number: Int
  /// What it says.
  var snapshot: SystemSnapshot
}

/// Something to tell that is not an act's result.
struct Notice: Hashable, Sendable {
  /// What there is to tell.
  var text: String
  /// Whether it stays until it is dismissed.
  var isBad: Bool
  /// When it was raised, in the console's monotonic time.
  var at: Duration
  /// What it is about, where it is over once that has changed.
  var subject: Subject?

  /// Something that can be mended, and the notice with it.
  enum Subject: Hashable, Sendable {
    case filter, theme
  }

  /// How long a notice that is not bad is shown.
  static let shownFor = Duration.seconds(6)
}

/// The state of the console: a value, changed by `update` alone and drawn by `draw`.
struct Model: Hashable, Sendable {
  /// What was decided before it opened.
  var settings: ConsoleSettings
  /// The screen's size.
  var size: Size
  /// The console's monotonic time, as of the last message.
  var now: Duration = .zero
  /// What the feed has told.
  var feed = FeedState()
  /// What can be gone back to.
  var history = History()
  /// The snapshot of the past that is shown; nil for the newest.
  var frozen: FrozenSnapshot?
  /// The screen.
  var screen = Screen.endpoints
  /// The row whose details cover the screen.
  var details: RowID?
  /// The topmost line of details that are longer than the screen.
  var detailsTop = 0
  /// Where the operator is in each screen's table.
  var tables: [Screen: TableState<RowID>] = [:]
  /// The order of rows, held while the operator moves.
  var order = HeldOrder<RowID>()
  /// How endpoints are sorted.
  var sort = SortOrder()
  /// The figure endpoints were sorted by before severity.
  var lastSortKey = SortKey.p90
  /// How endpoints are put together.
  var grouping = Grouping.none
  /// Which rows show.
  var filter = Filter("")
  /// Whether the cursor stays on the first row: the worst, or the newest.
  ///
  /// It does until the operator moves, so that the first thing seen is the culprit.
  var follows = true
  /// When following put the cursor on another row: an act begun right then could be meant for the row before.
  var followedAt: Duration?
  /// Until when keys of the tables do nothing, after an act was refused because the row had just changed, or a dialog
  /// closed itself; whoever types on prolongs it.
  var deafUntil: Duration?
  /// Whether keys of the tables do nothing at present.
  var isDeaf: Bool { deafUntil.map { now < $0 } ?? false }
  /// Whether the table has the whole screen.
  var isExpanded = false
  /// What lies over it.
  var overlay: Overlay?
  /// Acts that were sent.
  var results = ResultBoard()
  /// What would be left without the busiest endpoints.
  var losses = LossBoard()
  /// Something to tell.
  var notice: Notice?
  /// Whether the acting keys are locked.
  var isLocked = false
  /// Whether the mouse is on.
  var isMouseOn = false
  /// Lines entered before, for commands and for filters.
  var commandHistory = InputHistory()
  var filterHistory = InputHistory()
  /// The number of the next order.
  var nextTicket = 1
  /// When the cost was asked for last.
  var costAskedAt: Duration?
  /// The column of the route matrix that Left and Right have moved the cursor to.
  var routeColumn = 0

  /// Opens a console that has heard nothing yet.
  init(settings: ConsoleSettings, size: Size) {
    self.settings = settings
    self.size = size
  }

  /// The snapshot that is shown: the newest, or one of the past.
  var shown: SystemSnapshot? { frozen?.snapshot ?? feed.snapshot }
  /// Whether what is shown of breakers and shares is advice: calls go where others send them.
  var isAdvisory: Bool { shown?.isAdvisory ?? false }

  /// The instant that the screen is about: of the figures, or of an event that came after them.
  var clock: Moment? {
    guard !isFrozen, let at = shown?.at, let last = feed.events.last?.at else { return shown?.at }
    return max(at, last)
  }

  /// The number of the snapshot that is shown.
  var shownNumber: Int { frozen?.number ?? history.next - 1 }

  /// Whether the past is shown.
  var isFrozen: Bool { frozen != nil }

  /// Shows the snapshot of a number, or the newest where that is none.
  mutating func freeze(at number: Int?) {
    frozen = number.flatMap { number in
      history.snapshot(at: number).map { FrozenSnapshot(number: number, snapshot: $0) }
    }
  }

  /// What the place is called, in capitals; nil where nobody says.
  var environment: String? { (shown?.environment ?? settings.environment)?.uppercased() }

  /// Whether acts must have a reason.
  var isProduction: Bool { environment == "PROD" }

  /// Whether the acting keys are bound now.
  var canAct: Bool { settings.canAct && !isLocked }

  /// How the lock is taken off, in words.
  var unlocking: String { "\(settings.keys.key(for: .lock)) y unlocks" }

  /// The screens there are.
  var screens: [Screen] { Screen.allCases.filter { $0 != .simulate || settings.traits.isSimulation } }

  /// Where the operator is in the present screen's table.
  var table: TableState<RowID> {
    get { tables[screen] ?? TableState() }
    set { tables[screen] = newValue }
  }

  /// A fresh number for an order.
  mutating func ticket() -> Ticket {
    defer { nextTicket += 1 }
    return Ticket(number: nextTicket)
  }

  /// Raises a notice.
  mutating func tell(_ text: String, isBad: Bool = false, about subject: Notice.Subject? = nil) {
    notice = Notice(text: text, isBad: isBad, at: now, subject: subject)
  }

  /// Takes back what was told about something that is another now.
  mutating func withdrawNotice(about subject: Notice.Subject) {
    if notice?.subject == subject { notice = nil }
  }
}
