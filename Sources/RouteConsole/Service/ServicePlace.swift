internal import Gateway
internal import Wire

/// What a server is told by the command that begins it, whichever server it is.
struct ServicePlace: Sendable {
  /// What it begins with.
  let configuration: Configuration
  /// Where the configuration is, for what is said of it.
  let path: String
  /// Where state, journals and logs are kept.
  let directory: String
  /// Where temporary files are made.
  var temporary = "/tmp"
  /// What the console beside it may do.
  var consoleRole = ControlRole.operator
  /// How often consoles get a snapshot.
  var snapshotInterval = ControlListener.standardInterval

  /// Tells the console beside it, where one is, that a configuration which was read again cannot be used.
  ///
  /// - Returns: what is wrong with it.
  func tell(_ error: any Error, _ console: ServiceMailbox?) -> [String] {
    let lines = (error as? CommandError)?.sentences ?? ["\(error)"]
    console?.tell(.refused(lines))
    return lines
  }

  /// Writes down what is wrong with a configuration, where somebody was told already.
  func record(_ mistakes: [String], _ voice: ServiceVoice) {
    for line in mistakes { voice.record(line) }
    voice.record("\(path) cannot be used, so the configuration in force stays")
  }
}
