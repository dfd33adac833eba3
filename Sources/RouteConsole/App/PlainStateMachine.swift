internal import RoutingEngine
internal import Wire

/// The console in lines: it says what changes, takes the same verbs, and asks before it acts.
///
/// For screen readers and bare terminals: no box, no drawing, nothing is ever written over.
struct PlainStateMachine {
  /// How long nothing may be said, so that one knows that it is alive.
  static let longestSilence = Duration.seconds(60)
  /// The most events that `events` shows.
  static let shownEvents = 20

  /// What is to be done.
  enum Action: Hashable {
    case say(String)
    case order(FeedOrder)
    case quit
  }

  private let isReadOnly: Bool
  private var canAct: Bool
  private var operatorName: String
  private let knowledge: Knowledge
  private var snapshot: SystemSnapshot?
  private var events: [EventLine] = []
  private var audit: [AuditLine] = []
  private var told: [String] = []
  /// Endpoints of which a hold was told and no end of it has come.
  private var held: Set<String> = []
  private var toldAt = Duration.zero
  /// What goes to and fro: told once, then now and then with how often.
  private var moves = PlainRepeats()
  private var nextTicket = 1
  private var question: Question?
  /// Where the world was sent.
  private var goal: Nanoseconds?

  /// An act that waits for its answer.
  private struct Question: Hashable {
    var request: ActRequest
    var revision: UInt64?
    var ticket: Ticket
    /// What has to be typed; nil until the preview came.
    var token: String?
    /// Whether what would come of it is all that was asked.
    var isDryRun = false
  }

  /// Begins.
  init(canAct: Bool, isReadOnly: Bool = false, operatorName: String, knowledge: Knowledge = .builtIn) {
    self.canAct = canAct
    self.isReadOnly = isReadOnly
    self.operatorName = operatorName
    self.knowledge = knowledge
  }

  // MARK: News

  /// Takes what the feed tells.
  mutating func take(_ news: FeedNews, now: Duration) -> [Action] {
    Self.clean(hear(news, now: now))
  }

  /// Names and reasons are others' words: nothing in them may move a cursor.
  private static func clean(_ actions: [Action]) -> [Action] {
    actions.map { action in
      guard case .say(let text) = action else { return action }
      return .say(SnapshotText.plain(text, keepsLines: true))
    }
  }

  private mutating func hear(_ news: FeedNews, now: Duration) -> [Action] {
    switch news {
    case .snapshot(let new):
      let isFirst = snapshot == nil
      snapshot = new
      return (isFirst ? greeting(new) : []) + summary(new, now: now)
        + moves.due(now: now).map { .say($0) }
    case .events(let lines):
      events = (events + lines).suffix(1_000)
      // What an earlier process did is no news.
      let began = lines.lastIndex { $0.kind == EventLine.startedKind } ?? 0
      return lines[began...].filter { !isToldHold($0) && Self.isNews($0) }.compactMap { line in
        moves.isWithheld(line, now: now)
          ? nil : .say("\(line.at.clockText) \(SnapshotText.plain(line.text))")
      }
    case .audit(let lines):
      audit = (audit + lines).suffix(1_000)
      return []
    case .past: return []
    case .preview(let ticket, let preview): return ask(ticket, preview)
    case .receipt(_, let receipt): return [.say(Self.result(receipt))]
    case .failed(let ticket, let failure):
      if question?.ticket == ticket { question = nil }
      return [.say("FAILED: \(failure.message)" + (failure.hint.map { "; \($0)" } ?? ""))]
    case .cost(let report): return [.say(StatusText.cost(report))]
    case .explanation(let feature, let lines): return [.say(Self.explanation(feature, lines))]
    case .simulation(let status): return arrival(status)
    case .identity(let name, let mayAct):
      (operatorName, canAct) = (name, mayAct && !isReadOnly)
      return []
    case .notice(let text, let kind): return [.say((kind == .bad ? "ATTENTION: " : "") + text)]
    case .report(let title, let lines): return [.say(title)] + lines.map { .say($0) }
    case .over: return [.quit]
    case .link(.live): return [.say("connected")]
    case .link(.lost(let reason, _)): return [.say("STALE: \(reason)")]
    case .link(.ended(let reason)): return [.say("ended: \(reason)"), .quit]
    }
  }

  /// Says when the world is where it was sent.
  private mutating func arrival(_ status: SimulationStatus) -> [Action] {
    guard let goal, status.elapsed >= goal, status.elapsed < goal + .seconds(30) else { return [] }
    self.goal = nil
    return [.say("at \(DemoLine.clock(status.elapsed)) of the scenario")]
  }

  private func greeting(_ snapshot: SystemSnapshot) -> [Action] {
    let place = (snapshot.environment ?? snapshot.mode).uppercased()
    return [.say("[\(place)] route-console, operator \(operatorName). Type help for commands, quit to end.")]
  }

  /// One line, where it matters that it differs from the last one, and now and then.
  private mutating func summary(_ snapshot: SystemSnapshot, now: Duration) -> [Action] {
    let gist = Self.gist(snapshot)
    guard gist != told || now - toldAt >= Self.longestSilence else { return [] }
    told = gist
    toldAt = now
    let line = Self.summaryLine(snapshot)
    let figures =
      "\(Figures.fixed(snapshot.callerRate ?? snapshot.totals.requestsPerSecond, 0)) requests/s, failed "
      + "\(Figures.percent(snapshot.callerErrorRate, 1)), TTFT p90 \(Figures.fixed(snapshot.totals.ttftP90, 0)) ms"
    return [.say("\(snapshot.at.clockText) \(line). \(figures)")]
  }

  /// What must not go unsaid when it changes: counts, the worst endpoint and whose order it is under, what is at risk.
  ///
  /// The tries of what is out to come back are none of it: they repeat for as long as it is down.
  private static func gist(_ snapshot: SystemSnapshot) -> [String] {
    let worst = snapshot.endpoints.max { $0.severity < $1.severity }
    let risky = snapshot.features.filter(\.isAtRisk).map { "\($0.id) \($0.severity.name) \($0.isPanic)" }
    return [SnapshotText.counts(snapshot), worst?.id ?? "", worst?.override.map { $0.kind + $0.actor } ?? ""]
      + risky
  }

  private static func summaryLine(_ snapshot: SystemSnapshot) -> String {
    var text = SnapshotText.counts(snapshot)
    let worst = snapshot.endpoints.max { $0.severity < $1.severity }
    if let worst, worst.severity > .stale {
      text += "; worst \(SnapshotText.plain(worst.id)) \(condition(worst))"
      if let order = worst.override { text += ", \(order.word) by \(SnapshotText.plain(order.actor))" }
    }
    if let risk = SnapshotText.risk(snapshot) { text += "; " + risk }
    return text
  }

  /// What is the matter with an endpoint: what holds it, else its breaker's state, and why, where that alone says
  /// nothing.
  private static func condition(_ endpoint: EndpointStatus) -> String {
    if let kind = endpoint.heldFor {
      let trial = endpoint.hold == nil ? ", on trial" : ""
      return "held: \(HoldWords.reason(kind))\(trial)"
    }
    guard endpoint.state == "closed", let cause = endpoint.cause else { return endpoint.stateWord }
    return "\(endpoint.stateWord), \(SnapshotText.plain(cause))"
  }

  /// Whether the events tell of a hold that was told before: a try to come back from it that was refused.
  private mutating func isToldHold(_ event: EventLine) -> Bool {
    guard let endpoint = event.endpoint, event.feature == nil else { return false }
    switch EventKind(rawValue: event.kind) {
    case .authHold, .quotaHold, .retired: return !held.insert(endpoint).inserted
    case .closed, .advanced: held.remove(endpoint)
    default: break
    }
    return false
  }

  /// Whether an event is worth a line as it happens; probes that fail and numbers that move are not.
  private static func isNews(_ event: EventLine) -> Bool {
    switch EventKind(rawValue: event.kind) {
    case .shareChanged, .capChanged, .tripped, .advanced: false
    case .opened: event.trigger != Trigger.probe.name
    case .partialOpen: false
    default: true
    }
  }

  // MARK: Commands

  /// Takes a line that was typed.
  mutating func take(line: String) -> [Action] { Self.clean(hear(line: line)) }

  private mutating func hear(line: String) -> [Action] {
    let text = line.split(separator: " ").joined(separator: " ")
    if question != nil { return answer(text) }
    guard !text.isEmpty else { return [] }
    do throws(CommandLineProblem) {
      return try run(try ConsoleCommand(text, hint: "help names them all"))
    } catch {
      return [.say(error.text)]
    }
  }

  private mutating func run(_ command: ConsoleCommand) throws(CommandLineProblem) -> [Action] {
    switch command {
    case .act(let verb, let choice, let options): return try act(verb, choice, options)
    case .screen(let screen): return show(screen)
    case .help:
      return [
        .say("commands: " + ConsoleCommand.verbs.joined(separator: ", ") + ". An act asks before it is done.")
      ]
    case .quit: return [.quit]
    case .reload: return [.order(.reload(ticket()))]
    case .inject where isReadOnly, .lift where isReadOnly:
      throw CommandLineProblem(text: "read-only: look, and let nothing strike")
    case .speed(let factor): return [.order(.simulation(.speed(factor)))]
    case .pause(let isPaused): return [.order(.simulation(.pause(isPaused)))]
    case .restart(let name): return [.order(.simulation(.restart(scenario: name)))]
    case .seek(let instant):
      goal = instant
      return [
        .say("on the way to \(DemoLine.clock(instant)) of the scenario"), .order(.simulation(.seek(instant))),
      ]
    case .inject(let place, let target):
      guard let target, let snapshot else {
        return [.order(.simulation(.inject(preset: place, target: nil)))]
      }
      let whom = try StrikeDialog.target(target, in: snapshot)
      return [.order(.simulation(.inject(preset: place, target: whom)))]
    case .lift(let number): return [.order(.simulation(.lift(fault: number)))]
    case .sort, .group, .filter, .goTo, .theme, .save, .redraw, .lock, .unlock:
      throw CommandLineProblem(
        text:
          "this is for the full screen; in lines there are status, features, events, audit, cost and the acts"
      )
    }
  }

  private func show(_ screen: Screen) -> [Action] {
    guard let snapshot else { return [.say("nothing is known yet")] }
    switch screen {
    case .features: return [.say(StatusText.features(snapshot.features, isAdvisory: snapshot.isAdvisory))]
    case .events: return events.suffix(Self.shownEvents).map { .say(StatusText.event($0)) }
    case .audit:
      return audit.isEmpty ? [.say("nobody has acted")] : audit.map { .say(StatusText.audit($0)) }
    case .cost: return [.order(.cost)]
    case .routes: return snapshot.features.map { .order(.explain(feature: $0.id)) }
    case .endpoints, .simulate: return [.say(StatusText.status(snapshot))]
    }
  }

  // MARK: Acts

  private mutating func act(
    _ verb: ActVerb, _ choice: ActChoice, _ options: ConsoleCommand.Options
  ) throws(CommandLineProblem) -> [Action] {
    guard canAct else { throw CommandLineProblem(text: "read-only: look, and do not act") }
    // What nothing has needs no preview to be refused.
    if let snapshot {
      _ = try Completion.resolve(choice, in: snapshot, hint: "status and features name them")
    }
    let request = ActRequest(
      try order(verb, choice, options), reason: options.reason ?? "", lease: options.lease ?? .minutes(30))
    let ticket = ticket()
    question = Question(
      request: request, revision: snapshot?.revision, ticket: ticket, token: nil, isDryRun: options.isDryRun)
    return [.order(.preview(ticket, request))]
  }

  private func order(
    _ verb: ActVerb, _ choice: ActChoice, _ options: ConsoleCommand.Options
  ) throws(CommandLineProblem) -> Order {
    switch choice {
    case .scope(let scope, _): return verb == .undrain ? .undrain(scope) : .drain(scope)
    case .breaker(let order, let endpoints): return .breaker(Scope(endpoints: endpoints), order)
    case .flip(let feature, let target): return .flip(feature: feature, to: target, now: false)
    case .share(let feature, let endpoint):
      return .share(feature: feature, endpoint: endpoint, percent: options.percent ?? 0)
    case .endpoints(let ids):
      let scope = Scope(endpoints: ids)
      return verb == .undrain ? .undrain(scope) : .drain(scope)
    }
  }

  private mutating func ask(_ ticket: Ticket, _ preview: ActPreview) -> [Action] {
    guard var asked = question, asked.ticket == ticket else { return [] }
    asked.token = preview.typedToken ?? "yes"
    asked.revision = preview.revision
    question = asked
    var lines = [ActWords.line(asked.request)]
    if let touches = ActText.touches(preview) { lines.append(touches) }
    lines += preview.warnings.map { "!! \($0)" }
    if !preview.stranded.isEmpty {
      lines.append("!! no endpoint would be left for \(preview.stranded.joined(separator: ", "))")
    }
    let waiting = waitingForProbes(asked.request, preview)
    if !waiting.isEmpty {
      lines.append(
        "\(waiting.joined(separator: ", ")): open besides, so that only probes come back at first; "
          + "the rest by the ramp once they have passed")
    }
    for feature in preview.features where waiting.isEmpty || feature.before != feature.after {
      let room =
        feature.headroom.map { ", spare \(Show.spare($0, " %")) over the 5 minute peak" } ?? ""
      lines.append(
        "\(feature.id): \(ActText.shares(feature.before)) becomes \(ActText.shares(feature.after))\(room)")
    }
    if let refusal = preview.refusal { lines.append("!! \(refusal)") }
    guard !asked.isDryRun else {
      question = nil
      return (lines + ["a dry run: nothing was done"]).map { .say(SnapshotText.plain($0)) }
    }
    guard preview.refusal == nil || preview.typedToken != nil else {
      question = nil
      return (lines + ["nothing was sent"]).map { .say(SnapshotText.plain($0)) }
    }
    if asked.request.reason.isEmpty {
      lines.append("no reason is given; begin anew with --reason TEXT to give one")
    }
    let token = asked.token ?? "yes"
    lines.append("type \(token == "yes" ? "y or yes" : token) to do it; anything else leaves it")
    return lines.map { .say(SnapshotText.plain($0)) }
  }

  /// The endpoints that an undrain names and that their breakers have open: nothing changes for them at once.
  private func waitingForProbes(_ request: ActRequest, _ preview: ActPreview) -> [String] {
    guard case .undrain = request.order else { return [] }
    return (snapshot?.endpoints ?? []).filter { $0.state == "open" && preview.affected.contains($0.id) }
      .map(\.id)
  }

  private mutating func answer(_ text: String) -> [Action] {
    guard let asked = question, let token = asked.token else {
      return [.say("wait: what would come of it is being asked")]
    }
    question = nil
    guard text == token || token == "yes" && text == "y" else {
      return [
        .order(.cancelled(asked.request)), .say("left: \(SnapshotText.plain(ActWords.line(asked.request)))"),
      ]
    }
    var request = asked.request
    if token != "yes" { (request.force, request.typed) = (true, token) }
    return [.order(.act(ticket(), request, revision: asked.revision))]
  }

  private static func result(_ receipt: ActReceipt) -> String {
    let words = ActWords.line(receipt.act)
    let reason = receipt.reason.map { ": \($0)" } ?? ""
    return SnapshotText.plain("\(receipt.outcome.rawValue.uppercased()) \(words)\(reason)")
  }

  private static func explanation(_ feature: String, _ lines: [CandidateLine]) -> String {
    let words = lines.map { line in
      "\(line.endpoint) \(line.skipped ?? "serves") (score \(Figures.fixed(line.score, 0)))"
    }
    return SnapshotText.plain("\(feature): " + words.joined(separator: ", "))
  }

  private mutating func ticket() -> Ticket {
    defer { nextTicket += 1 }
    return Ticket(number: nextTicket)
  }
}
