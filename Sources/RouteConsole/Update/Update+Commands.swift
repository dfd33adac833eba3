// Update: what commands do.

internal import Documents
internal import RoutingEngine
internal import Wire

extension Model {
  /// Does what a command says.
  mutating func run(_ command: ConsoleCommand) throws(CommandLineProblem) -> [Effect] {
    switch command {
    case .act(let verb, let choice, let options): return try open(verb, choice, options)
    case .screen(let screen): return go(to: screen)
    case .sort(let key):
      sort = SortOrder(key: key)
      reorder()
    case .group(let new):
      grouping = new
      reorder()
    case .filter(let text):
      filter = Filter(text)
      reorder()
      tellFilterProblem()
    case .goTo(let text): return try goTo(text)
    case .theme(nil): openThemes()
    case .theme(let name?):
      guard name.contains("/") || settings.themeNames.contains(name) else {
        throw .unknown(name, "theme", among: settings.themeNames, else: "`theme` alone shows which there are")
      }
      return [.theme(name)]
    case .save(let kind): return save(kind)
    case .reload: return [.order(.reload(ticket()))]
    case .help: overlay = .help(top: 0)
    case .quit:
      guard asksToQuit else { return [.quit(.asked)] }
      overlay = .quit
    case .redraw: return [.redraw]
    case .lock:
      guard settings.canAct else {
        throw CommandLineProblem(text: "\(settings.readOnlyReason): look, not act; there is nothing to lock")
      }
      isLocked = true
      tell("locked: \(unlocking)")
    case .unlock: isLocked ? overlay = .unlock : tell("it is not locked")
    default: return try steer(command)
    }
    return []
  }

  /// Steers a simulated world or a recording.
  private mutating func steer(_ command: ConsoleCommand) throws(CommandLineProblem) -> [Effect] {
    if settings.traits.isReplay {
      switch command {
      case .speed(let factor): return [.order(.replay(.speed(factor)))]
      case .pause(let isPaused): return [.order(.replay(.pause(isPaused)))]
      default: break
      }
    }
    guard settings.traits.isSimulation else {
      throw CommandLineProblem(
        text: settings.traits.isReplay
          ? "a recording takes speed, pause, resume and goto; the rest is for a demo"
          : "this steers a simulated world, and here is none: route-console demo has one")
    }
    switch command {
    case .inject where settings.isReadOnly, .lift where settings.isReadOnly:
      throw CommandLineProblem(text: "\(settings.readOnlyReason): look, and let nothing strike")
    case .speed(let factor): return [.order(.simulation(.speed(factor)))]
    case .pause(let isPaused): return [.order(.simulation(.pause(isPaused)))]
    case .restart(let name):
      if let name, let scenarios = feed.simulation?.scenarios, !scenarios.contains(name) {
        throw .unknown(name, "scenario", among: scenarios, else: "the Simulate screen (7) lists them")
      }
      return [.order(.simulation(.restart(scenario: name)))]
    case .seek(let time):
      if let duration = feed.simulation?.duration, time > duration {
        throw CommandLineProblem(
          text: "seek: the scenario is over after \(Show.age(duration.seconds)); seek no further")
      }
      return [.order(.simulation(.seek(time)))]
    case .inject(let preset, let target):
      if let presets = feed.simulation?.presets, !presets.indices.contains(preset) {
        throw CommandLineProblem(
          text: "inject: there is no fault \(preset + 1) to inject; they are 1 to \(presets.count), see 7")
      }
      guard let target, let snapshot = feed.snapshot else { return strike(preset, nil) }
      guard feed.simulation?.presets[preset].aim != .fixed else {
        throw CommandLineProblem(text: "inject: this fault strikes everybody; leave the target away")
      }
      return strike(preset, try StrikeDialog.target(target, in: snapshot))
    case .lift(let fault):
      if let faults = feed.simulation?.faults, !faults.contains(where: { $0.number == fault && $0.isInForce })
      {
        let numbers = faults.filter(\.isInForce).map { String($0.number) }.joined(separator: ", ")
        throw CommandLineProblem(
          text: "lift: fault \(fault) is not in force; "
            + (numbers.isEmpty ? "none is" : "in force: \(numbers)"))
      }
      return [.order(.simulation(.lift(fault: fault)))]
    default: return []
    }
  }

  /// A typed act opens the same dialog as its key: nothing acts without being shown first.
  private mutating func open(
    _ verb: ActVerb, _ choice: ActChoice, _ options: ConsoleCommand.Options
  ) throws(CommandLineProblem) -> [Effect] {
    guard canAct else {
      throw CommandLineProblem(
        text: isLocked ? "locked: \(unlocking)" : "\(settings.readOnlyReason): look, not act")
    }
    guard !isFrozen else {
      throw CommandLineProblem(text: "the screen shows the past; `live` goes back, then act")
    }
    guard let snapshot = feed.snapshot else {
      throw CommandLineProblem(text: "there are no figures yet to act on")
    }
    let resolved = try Completion.resolve(choice, in: snapshot)
    return open(verb, choices: [resolved], snapshot: snapshot) { dialog in
      dialog.isDryRun = options.isDryRun
      if let percent = options.percent {
        dialog.percent.replace(with: Figures.plain(percent))
        dialog.focus = .reason
      }
      if options.isDryRun { dialog.focus = .cancel }
      if let reason = options.reason {
        dialog.reason.replace(with: reason)
        dialog.focus = .cancel
      }
      dialog.askedLease = options.lease
    }
  }
}

/// What Tab offers in input lines.
struct Completion {
  private let endpoints: [EndpointStatus]
  private let features: [String]
  private let themes: [String]
  private let scenarios: [String]

  /// Completes over what a model knows.
  init(_ model: Model) {
    endpoints = model.shown?.endpoints ?? []
    features = model.shown?.features.map(\.id) ?? []
    themes = model.settings.themeNames
    scenarios = model.feed.simulation?.scenarios ?? []
  }

  /// The command lines that a beginning could become.
  func commands(for left: String) -> [String] {
    let words = left.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard let last = words.last else { return ConsoleCommand.verbs }
    let before = words.dropLast().joined(separator: " ") + (words.count > 1 ? " " : "")
    let all = candidates(words)
    let found = all.filter { $0.hasPrefix(last) }
    // A scope is found by its name alone where no other word begins so.
    let offers = found.isEmpty && !last.isEmpty ? all.filter { $0.contains(":" + last) } : found
    return offers.map { before + $0 + " " }
  }

  private func candidates(_ words: [String]) -> [String] {
    guard words.count > 1 else { return ConsoleCommand.verbs }
    switch (words[0], words.count) {
    case ("drain", 2), ("undrain", 2): return endpoints.map(\.id) + scopes
    case ("breaker", 2): return endpoints.map(\.id)
    case ("breaker", 3): return BreakerOrder.allCases.map(\.rawValue)
    case ("flip", 2), ("share", 2): return features
    case ("flip", 3), ("share", 3): return endpoints.map(\.id)
    case ("sort", 2): return SortKey.allCases.map(\.rawValue)
    case ("group", 2): return Grouping.allCases.map(\.rawValue)
    case ("theme", 2): return themes
    case ("restart", 2): return scenarios
    case ("inject", 3):
      return scopes + features.map { "feature:" + $0 } + endpoints.map { "endpoint:" + $0.id }
    default: return ActVerb(rawValue: words[0]) == nil ? [] : ["--reason", "--lease"]
    }
  }

  private var scopes: [String] { Self.scopes(of: endpoints) }

  /// Every scope wider than an endpoint, as a command names it.
  static func scopes(of endpoints: [EndpointStatus]) -> [String] {
    let all =
      endpoints.map { "provider:" + $0.provider } + endpoints.map { "cloud:" + $0.cloud }
      + endpoints.map { "region:" + $0.region } + endpoints.map { "model:" + $0.model }
    return Set(all).filter { !$0.hasSuffix(":") }.sorted()
  }

  /// The filters that a beginning could become.
  func filters(for left: String) -> [String] {
    let words = left.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard let last = words.last, !last.isEmpty else { return [] }
    let before = words.dropLast().joined(separator: " ") + (words.count > 1 ? " " : "")
    let values =
      endpoints.map { "cloud:" + $0.cloud } + endpoints.map { "provider:" + $0.provider }
      + endpoints.map { "region:" + $0.region } + features.map { "feature:" + $0 }
      + Filter.states.map { "state:" + $0 }
      + Severity.allCases.map { "sev>=" + $0.name }
    return Set(values).filter { $0.hasPrefix(last) }.sorted().map { before + $0 }
  }
}
