internal import RoutingEngine

/// What a command line says about the console, whichever command opens it.
struct ConsoleOptions: Hashable, Sendable {
  /// The shortest time between two snapshots; less would only be work.
  static let shortestRefresh = Duration.milliseconds(100)

  /// The theme asked for; nil for the default one.
  var theme: String?
  var isASCII = false
  var isColourless = false
  var isReadOnly = false
  var isPlain = false
  var isOnce = false
  var isJSON = false
  /// How often figures are taken over.
  var refresh = Duration.seconds(1)
  /// Where files are written; nil for a folder of no importance.
  var stateDirectory: String?

  /// The console as it is without options.
  init() {}

  /// Reads the options of a command line.
  ///
  /// - Throws: where two of them do not go together.
  init(_ invocation: Invocation) throws(CommandError) {
    theme = invocation.text(.theme)
    isASCII = invocation.has(.ascii)
    isColourless = invocation.has(.noColor)
    isReadOnly = invocation.has(.readOnly)
    isPlain = invocation.has(.plain)
    isOnce = invocation.has(.once)
    isJSON = invocation.has(.json)
    stateDirectory = invocation.text(.stateDir)
    if let length = invocation.duration(.refresh) {
      refresh = max(Self.shortestRefresh, .nanoseconds(length.count))
    }
    let command = invocation.command.name
    if isJSON, !isOnce {
      throw .usage("--json goes with --once; without it the console is a screen", help: command)
    }
    if isOnce, isPlain {
      throw .usage("--once prints one snapshot and --plain goes on printing; give one of them", help: command)
    }
  }
}
