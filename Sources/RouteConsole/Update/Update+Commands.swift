// Update: what commands do.

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
    case .goTo(let text): if let problem = goTo(text) { throw CommandLineProblem(text: problem) }
    case .theme(nil): openThemes()
    case .theme(let name?): return [.theme(name)]
    case .save(let kind): return save(kind)
    case .reload: return [.order(.reload(ticket()))]
    case .help: overlay = .help(top: 0)
    case .quit:
      guard asksToQuit else { return [.quit(.asked)] }
      overlay = .quit
    case .redraw: return [.redraw]
    case .lock: isLocked = true
    case .unlock: if isLocked { overlay = .unlock }
    default: return try steer(command)
    }
    return []
  }

  /// Steers a simulated world or a recording.
  private func steer(_ command: ConsoleCommand) throws(CommandLineProblem) -> [Effect] {
    if settings.traits.isReplay {
      switch command {
      case .speed(let factor): return [.order(.replay(.speed(factor)))]
      case .pause(let isPaused): return [.order(.replay(.pause(isPaused)))]
      default: break
      }
    }
    guard settings.traits.isSimulation else {
      throw CommandLineProblem(text: "only a demo can be steered like this")
    }
    switch command {
    case .speed(let factor): return [.order(.simulation(.speed(factor)))]
    case .pause(let isPaused): return [.order(.simulation(.pause(isPaused)))]
    case .restart(let name): return [.order(.simulation(.restart(scenario: name)))]
    case .seek(let time): return [.order(.simulation(.seek(time)))]
    case .inject(let preset): return [.order(.simulation(.inject(preset: preset)))]
    case .lift(let fault): return [.order(.simulation(.lift(fault: fault)))]
    default: return []
    }
  }

  /// Enter on the simulation screen: strikes, lifts, or begins.
  mutating func chooseInWorld() -> [Effect] {
    switch table.selected {
    case .fault(let number):
      guard feed.simulation?.faults.first(where: { $0.number == number })?.isInForce ?? false else {
        tell("this fault is not in force")
        return []
      }
      return [.order(.simulation(.lift(fault: number)))]
    case .preset(let place): return [.order(.simulation(.inject(preset: place)))]
    case .scenario(let name): return [.order(.simulation(.restart(scenario: name)))]
    default: return []
    }
  }

  /// A typed act opens the same dialog as its key: nothing acts without being shown first.
  private mutating func open(
    _ verb: ActVerb, _ choice: ActChoice, _ options: ConsoleCommand.Options
  ) throws(CommandLineProblem) -> [Effect] {
    guard canAct else {
      throw CommandLineProblem(
        text: isLocked ? "locked: L y unlocks" : "\(settings.readOnlyReason): look, not act")
    }
    guard !isFrozen else {
      throw CommandLineProblem(text: "the screen shows the past; `live` goes back, then act")
    }
    guard let snapshot = feed.snapshot else {
      throw CommandLineProblem(text: "there are no figures yet to act on")
    }
    let resolved = try resolve(choice, snapshot)
    return open(verb, choices: [resolved], snapshot: snapshot) { dialog in
      if let reason = options.reason {
        dialog.reason.replace(with: reason)
        dialog.focus = .cancel
      }
      if let percent = options.percent { dialog.percent.replace(with: Figures.plain(percent)) }
      if let lease = options.lease, let place = ActDialog.leases.firstIndex(where: { $0 >= lease }) {
        dialog.lease = place
      }
    }
  }

  private func resolve(_ choice: ActChoice, _ snapshot: SystemSnapshot) throws(CommandLineProblem)
    -> ActChoice
  {
    if case .scope(let scope, _) = choice {
      let resolved = Self.choice(scope, snapshot)
      guard !resolved.endpoints.isEmpty else {
        throw CommandLineProblem(text: "nothing is called \(scope.text); Tab completes the names")
      }
      return resolved
    }
    for id in choice.endpoints where !snapshot.endpoints.contains(where: { $0.id == id }) {
      throw CommandLineProblem(text: "there is no endpoint \(id); Tab completes the names")
    }
    if let feature = choice.feature, !snapshot.features.contains(where: { $0.id == feature }) {
      throw CommandLineProblem(text: "there is no feature \(feature); Tab completes the names")
    }
    return choice
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
    return candidates(words).filter { $0.hasPrefix(last) }.map { before + $0 + " " }
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
    default: return ActVerb(rawValue: words[0]) == nil ? [] : ["--reason", "--lease"]
    }
  }

  private var scopes: [String] {
    let all =
      endpoints.map { "provider:" + $0.provider } + endpoints.map { "cloud:" + $0.cloud }
      + endpoints.map { "region:" + $0.region } + endpoints.map { "model:" + $0.model }
    return Set(all).sorted()
  }

  /// The filters that a beginning could become.
  func filters(for left: String) -> [String] {
    let words = left.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard let last = words.last, !last.isEmpty else { return [] }
    let before = words.dropLast().joined(separator: " ") + (words.count > 1 ? " " : "")
    let values =
      endpoints.map { "cloud:" + $0.cloud } + endpoints.map { "provider:" + $0.provider }
      + endpoints.map { "region:" + $0.region } + features.map { "feature:" + $0 }
      + ["open", "closed", "suspect", "partial_open", "drain"].map { "state:" + $0 }
      + Severity.allCases.map { "sev>=" + $0.name }
    return Set(values).filter { $0.hasPrefix(last) }.sorted().map { before + $0 }
  }
}
