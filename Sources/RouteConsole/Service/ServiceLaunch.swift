internal import Gateway
internal import Wire

/// Begins a server by its configuration: alone in its process, or with the console on top of it.
struct ServiceLaunch {
  /// Runs a server until it has ended: where, how it speaks, the console beside it, and, where it is alone, what reads
  /// its configuration again.
  typealias Serve =
    @Sendable (
      ServicePlace, ServiceVoice, ServiceMailbox?, (() throws(CommandError) -> Configuration)?
    ) throws(CommandError) -> Void

  let shell: any Shell
  /// What the console is asked for.
  let options: ConsoleOptions
  /// What the server begins with.
  let configuration: Configuration
  /// Where that is.
  let path: String
  private let file: ConfigurationFile
  private let place: ServicePlace
  private let isHeadless: Bool

  /// Reads the command line and the configuration that it names.
  init(_ invocation: Invocation, shell: any Shell) throws(CommandError) {
    self.shell = shell
    var options = try ConsoleOptions(invocation)
    file = ConfigurationFile(shell: shell)
    path = try file.path(named: invocation.text(.config))
    configuration = try file.read(path)
    options.theme = options.theme ?? configuration.control.theme
    self.options = options
    isHeadless = invocation.has(.headless)
    var place = ServicePlace(
      configuration: configuration, path: path,
      directory: file.stateDirectory(named: invocation.text(.stateDir), configuration))
    if !isHeadless {
      place.temporary = shell.variable("TMPDIR") ?? "/tmp"
      place.consoleRole = options.isReadOnly ? .viewer : .operator
      place.snapshotInterval = options.refresh
    }
    self.place = place
  }

  /// Runs the server, and the console where one is wanted.
  ///
  /// - Parameters:
  ///   - logName: the name of its log file in the state directory, where a console has the screen.
  ///   - servesRequests: whether requests pass through it.
  ///   - serve: the server.
  /// - Throws: where one of the two cannot begin.
  func run(logName: String, servesRequests: Bool = false, _ serve: @escaping Serve) throws(CommandError) {
    let (file, path, place) = (file, path, place)
    let reread = { () throws(CommandError) in try file.read(path) }
    guard !isHeadless else { return try serve(place, .standardError(shell), nil, reread) }
    let traits = FeedTraits(
      canAct: !options.isReadOnly, isSimulation: false, isReplay: false, hasConfiguration: true,
      servesRequests: servesRequests)
    try ConsoleOverService(
      shell: shell, options: options, traits: traits, configurationPath: path, reread: reread
    ).run { mailbox throws(CommandError) in
      try serve(place, .logFile(place.directory + "/" + logName, and: mailbox), mailbox, nil)
    }
  }
}
