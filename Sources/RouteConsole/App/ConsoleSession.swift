internal import Documents
internal import Gateway
internal import RoutingEngine
internal import Transport
internal import Wire

/// Opens the console over a feed: full screen, in plain lines, or for one snapshot.
struct ConsoleSession {
  let shell: any Shell
  let options: ConsoleOptions
  /// The configuration in force, beside which a team's own knowledge lies; nil where there is none.
  var configurationPath: String?

  /// How long `--once` waits for the first snapshot.
  static let firstSnapshotPatience = Nanoseconds.seconds(10)
  /// The most a team's own knowledge may hold, in bytes.
  static let knowledgeLimit = 1 << 20

  /// Who acts here, as the audit log names them.
  static func author(_ shell: any Shell, role: ControlRole) -> ActAuthor {
    let name = Login.name ?? shell.variable("USER") ?? "unknown"
    return ActAuthor(name: name, role: role, host: Login.host, tty: Login.terminal)
  }

  /// Runs the console until it is left, and ends the program as the signal would that ended it.
  func run(_ feed: any Feed, traits: FeedTraits) throws(CommandError) {
    if options.isOnce {
      complainOfTheme()
      return try once(feed)
    }
    switch try show(feed, traits: traits) {
    case .asked: return
    case .signal(let number): shell.end(bySignal: number)
    case .terminalLost: throw .failed("the terminal went away.")
    }
  }

  /// Runs the console, on the whole screen or in lines, until it is left.
  ///
  /// - Returns: why it was left; the terminal is given back.
  func show(_ feed: any Feed, traits: FeedTraits) throws(CommandError) -> ExitReason {
    guard !options.isPlain else {
      complainOfTheme()
      try plain(feed, traits)
      return .asked
    }
    return try fullScreen(feed, traits)
  }

  /// Prints a snapshot as `--once` does.
  func print(_ snapshot: SystemSnapshot, events: [EventLine] = []) throws(CommandError) {
    if options.isJSON {
      let text = String(decoding: snapshot.json(), as: UTF8.self) + "\n"
      // JSON is UTF-8 whatever the locale.
      return try shell.write(options.isASCII ? SnapshotText.sevenBitJSON(text) : text)
    }
    let text = SnapshotText.ticket(snapshot, events: events)
    try shell.write(isSevenBit ? SnapshotText.sevenBit(text) : text)
  }

  /// Whether nothing outside seven bits may leave: it was asked for, or the locale says that it knows nothing else.
  private var isSevenBit: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { shell.variable($0) }.first { !$0.isEmpty }
    guard !options.isASCII, let locale = locale?.lowercased() else { return options.isASCII }
    return !locale.contains("utf-8") && !locale.contains("utf8")
  }

  // MARK: Ways to look

  private func once(_ feed: any Feed) throws(CommandError) {
    let start = shell.now()
    var events: [EventLine] = []
    while shell.now() - start <= Self.firstSnapshotPatience {
      let batch = feed.take(now: clock())
      for case .notice(let text, .bad) in batch { shell.complain(text) }
      for news in batch {
        switch news {
        case .events(let lines): events += lines
        case .snapshot(let snapshot):
          return try print(snapshot, events: events)
        case .link(.ended(let reason)): throw .failed("there is no snapshot to print: \(reason)")
        default: continue
        }
      }
      shell.wait(until: shell.now() + .milliseconds(20))
    }
    throw .failed(
      "no snapshot came within \(Int(Self.firstSnapshotPatience.seconds)) s; is anything running?")
  }

  private func plain(_ feed: any Feed, _ traits: FeedTraits) throws(CommandError) {
    let author = Self.author(shell, role: options.isReadOnly ? .viewer : .operator)
    shell.watchForEnd()
    try PlainDriver(shell: shell, feed: feed, isSevenBit: isSevenBit).run(
      PlainStateMachine(
        canAct: traits.canAct && !options.isReadOnly, isReadOnly: options.isReadOnly,
        operatorName: author.name, knowledge: knowledge()))
  }

  private func fullScreen(_ feed: any Feed, _ traits: FeedTraits) throws(CommandError) -> ExitReason {
    let library = ThemeLibrary.system(environment: environment, binaryFolder: shell.binaryFolder)
    let (theme, themeProblems) = theme(library)
    let (table, keyProblems) = keys()
    var settings = settings(traits, library)
    (settings.themeName, settings.keys) = (theme.name, table)
    let problems = themeProblems + keyProblems
    do {
      return try open(feed, theme, settings, library, problems)
    } catch .unknownTerminal(let name) {
      // Whoever sits at such a terminal at night needs the figures more than an error.
      shell.complain(
        "the terminal \(quoted(name)) is not in this machine's terminfo: install ncurses-term, or set TERM to "
          + "xterm-256color; going on in lines, as --plain does")
      try plain(feed, traits)
      return .asked
    } catch .cannotMoveCursor(let name) {
      shell.complain("the terminal \(quoted(name)) has no full screen; going on in lines, as --plain does")
      try plain(feed, traits)
      return .asked
    } catch {
      throw .failed("\(error).")
    }
  }

  private func open(
    _ feed: any Feed, _ theme: Theme, _ settings: ConsoleSettings, _ library: ThemeLibrary,
    _ problems: [String]
  ) throws(TerminalError) -> ExitReason {
    var how = Terminal.Options(environment: environment)
    if options.isColourless { how.colours = .fixed(.mono) }
    how.isSevenBit = options.isASCII
    let terminal = try Terminal.open(options: how, theme: theme)
    var settings = settings
    settings.isSevenBit = !terminal.profile.isUTF8
    if settings.isSevenBit || environment["TERM"] == "linux" { settings.glyphs = .ascii }
    let files = ConsoleFiles(shell: shell, folder: options.stateDirectory, knowledge: settings.knowledge)
    let tools = ConsoleTools(
      loadTheme: { name throws(ThemeError) in try library.load(name) },
      themeStamp: { ThemeReader.stamp(of: $0, in: library.folders) }, save: files.save)
    var model = Model(settings: settings, size: terminal.size)
    if !problems.isEmpty { model.tell(problems.joined(separator: "; "), isBad: true) }
    let loop = ConsoleLoop(model: model, feed: feed, tools: tools)
    return ConsoleDriver.run(terminal, loop: loop, now: clock)
  }

  // MARK: What it starts with

  private func settings(_ traits: FeedTraits, _ library: ThemeLibrary) -> ConsoleSettings {
    var settings = ConsoleSettings(
      operatorName: Self.author(shell, role: .operator).name, traits: traits)
    settings.isReadOnly = options.isReadOnly
    if options.isReadOnly {
      settings.readOnlyReason = "--read-only"
    } else if traits.isReplay {
      settings.readOnlyReason = "a recording"
    }
    settings.themeNames = library.names()
    if hasTeamKnowledge { settings.teamKnowledge = knowledge() }
    return settings
  }

  /// The theme that was asked for, else the built-in one and why.
  ///
  /// A mistake in a theme is told, and never keeps the console shut.
  private func theme(_ library: ThemeLibrary) -> (theme: Theme, problems: [String]) {
    let name = options.theme ?? EmbeddedTheme.name
    do {
      return (try library.load(name), [])
    } catch {
      let near = nearest(name, among: library.names()).map { ["did you mean \($0)?"] } ?? []
      let problems = error.problems.map(\.description)
      return (
        Theme.embedded,
        problems + (problems.count == 1 && !name.contains("/") ? near : [])
          + ["the theme \(EmbeddedTheme.name) is used"]
      )
    }
  }

  /// Tells of a theme that cannot be used, where none is.
  private func complainOfTheme() {
    guard options.theme != nil else { return }
    let library = ThemeLibrary.system(environment: environment, binaryFolder: shell.binaryFolder)
    let problems = theme(library).problems.dropLast()
    if !problems.isEmpty { shell.complain(problems.joined(separator: "; ")) }
  }

  /// The keys that the configuration gives: the one in force, else the first of the usual places that there is.
  ///
  /// A mistake is told, and never keeps the console shut: `check` is where it is refused.
  private func keys() -> (table: KeyTable, problems: [String]) {
    let usual = "the usual keys are used"
    let paths = configurationPath.map { [$0] } ?? ConfigurationFile(shell: shell).places
    for path in paths {
      guard let bytes = try? shell.read(path, limit: ScenarioSource.fileLimit) else { continue }
      let problems = Problems(file: path)
      let section: KeysSection
      do {
        section = ConfigurationReader.keys(
          in: try Document.parse(bytes, dialect: .json5), problems: problems)
      } catch {
        problems.report(error)
        return (.standard, problems.all.map { "\($0)" } + [usual])
      }
      guard problems.isEmpty else { return (.standard, problems.all.map { "\($0)" } + [usual]) }
      return (section.table, [])
    }
    return (.standard, [])
  }

  private var environment: [String: String] {
    let names = [
      "TERM", "COLORTERM", "NO_COLOR", "ESCDELAY", "SSH_TTY", "TMUX", "XDG_CONFIG_HOME", "HOME", "TMPDIR",
    ]
    var found: [String: String] = [:]
    for name in names { found[name] = shell.variable(name) }
    return found
  }

  private var knowledgeFile: (path: String, bytes: [UInt8])? {
    for path in KnowledgeFile.paths(configuration: configurationPath, environment: environment) {
      if let bytes = try? shell.read(path, limit: Self.knowledgeLimit) { return (path, bytes) }
    }
    return nil
  }

  private var hasTeamKnowledge: Bool { knowledgeFile != nil }

  /// The built-in knowledge with a team's own; a mistake in theirs is told, and never keeps the console shut.
  private func knowledge() -> Knowledge {
    var knowledge = Knowledge.builtIn
    guard let file = knowledgeFile else { return knowledge }
    let problems = Problems(file: file.path)
    knowledge.add(file.bytes, problems: problems)
    for problem in problems.all { shell.complain("\(problem)") }
    return knowledge
  }

  private func clock() -> Duration { .nanoseconds(shell.now().nanoseconds) }
}
