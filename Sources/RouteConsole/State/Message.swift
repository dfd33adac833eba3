// State: what can happen to the console, and what it can want done.

internal import Wire

/// Something that happened.
enum Message: Hashable, Sendable {
  /// The console's monotonic time; comes before the messages of its moment.
  case clock(Duration)
  /// Something from the terminal.
  case input(TerminalInput)
  /// Something from the feed.
  case news(FeedNews)
  /// A theme was loaded.
  case themed(name: String)
  /// A theme could not be loaded: file, line and what is wrong.
  case themeFailed(String)
  /// A file was written.
  case saved(path: String)
  /// A file could not be written.
  case saveFailed(String)
  /// Text was put on the clipboard, or was too long for it.
  case copied(Bool)
}

/// Something that the console wants done.
///
/// Effects are compared in tests, and each stands for itself.
enum Effect: Hashable, Sendable {
  /// Give the feed an order.
  case order(FeedOrder)
  /// End the program.
  case quit(ExitReason)
  /// Go on though a signal asked to end.
  case declineEnd
  /// Throw away what was typed ahead.
  case flushInput
  /// Draw everything anew.
  case redraw
  /// Stop the process, as a shell's job.
  case suspend
  /// Reports of the mouse on or off.
  case mouse(Bool)
  /// Put text on the clipboard.
  case copy(String)
  /// Load a theme and use it.
  case theme(String)
  /// Write a file.
  case save(SaveRequest)
}

/// Why the console ends.
enum ExitReason: Hashable, Sendable {
  /// The operator wanted it.
  case asked
  /// A signal asked for it.
  case signal(Int32)
  /// The terminal is gone.
  case terminalLost
}

/// What is to be written to a file.
struct SaveRequest: Hashable, Sendable {
  /// What kind of file.
  enum Kind: Hashable, Sendable {
    /// What the screen says, as text and as JSON.
    case snapshot
    /// What happened, as Markdown.
    case report
  }

  /// What kind of file.
  var kind: Kind
  /// The snapshot that was shown.
  var snapshot: SystemSnapshot
  /// What happened, oldest first.
  var events: [EventLine]
  /// Who did what, oldest first.
  var audit: [AuditLine]
  /// The screen as text, without trailing blanks.
  var screen: [String]
  /// Everything that can be gone back to, for a report.
  var history: History
}
