internal import Archive
internal import RoutingEngine
internal import Wire

/// The feed of `replay`: a recording that is played, held, and entered anywhere.
///
/// A snapshot whose instant lies before the one in front of it means that somebody went back there; what was told
/// of later instants is void then.
final class ReplayFeed: Feed {
  /// Speeds that make sense, in recorded seconds a second.
  static let speeds = 0.1...3_600.0
  /// The least time between two batches of news.
  static let refresh = Duration.milliseconds(100)
  /// A stretch of nothing that is longer than this is skipped, in milliseconds: nobody recorded then.
  static let longestGap: Int64 = 30_000

  private let recording: Recording
  private(set) var deadline: Duration? = .zero
  private var speed: Double
  private var isPaused = false
  /// Somebody lets it go on: the pace counts from the next call, since nobody called while it stood still.
  private var isResumed = false
  /// The clock and the recorded instant at the same moment, from which the pace is counted.
  private var pace: (clock: Duration, moment: Moment)
  private var clock = Duration.zero
  /// What the screen shows.
  private var position: Moment
  /// From which instant on events were told.
  private var toldFrom: Moment?
  private var cost: CostReport?
  private var pending: [FeedNews] = [.link(.live)]
  /// Where somebody wants to go; nil where nobody does.
  private var goal: Moment?
  /// Where somebody went, of which what was before is not told yet: the picture comes first.
  private var entered: Moment?
  /// How much of what was before is told, in milliseconds.
  private static let pastReach: Int64 = 10 * 60_000
  /// How far apart its snapshots are, in milliseconds.
  private static let pastStep: Int64 = 10_000

  /// Opens a recording's feed.
  ///
  /// - Parameters:
  ///   - recording: what is played.
  ///   - moment: where to begin; its beginning where nothing is said.
  ///   - speed: recorded seconds a second.
  init(_ recording: Recording, at moment: Moment? = nil, speed: Double = 1) {
    self.recording = recording
    self.speed = speed
    position = moment ?? recording.span.lowerBound
    goal = position
    pace = (.zero, position)
  }

  var wakeDescriptor: Int32? { nil }

  /// The first and the last instant of what is played.
  var span: ClosedRange<Moment> { recording.span }

  func take(now: Duration) -> [FeedNews] {
    clock = max(clock, now)
    if isResumed {
      pace.clock = clock
      isResumed = false
    }
    do {
      if let goal {
        try go(to: goal)
      } else {
        if let entered { try tellPast(before: entered) }
        if !isPaused { try play() }
      }
    } catch {
      pending.append(.link(.lost(reason: error.description, since: clock)))
      isPaused = true
    }
    for part in recording.takeDamage() { pending.append(.notice(part.description, .bad)) }
    deadline = nextDeadline
    defer { pending = [] }
    return pending
  }

  func send(_ order: FeedOrder) {
    switch order {
    case .preview(let ticket, _), .act(let ticket, _, _):
      refuse(ticket, "what happened cannot be changed: this is a recording")
    case .reload(let ticket): refuse(ticket, "a recording has no configuration to read again")
    case .cost: if let cost { pending.append(.cost(cost)) }
    case .replay(let order): steer(order)
    case .cancelled, .explain, .simulation: break
    }
    deadline = clock
  }

  private func refuse(_ ticket: Ticket, _ message: String) {
    let failure = ControlFailure(
      code: "recording", message: message, hint: "attach to a running console to act")
    pending.append(.failed(ticket, failure))
  }

  private func steer(_ order: ReplayOrder) {
    switch order {
    case .speed(let wanted):
      let now = playedMoment
      speed = min(max(wanted, Self.speeds.lowerBound), Self.speeds.upperBound)
      pace = (clock, now)
    case .pause(let isWanted):
      pace = (clock, playedMoment)
      isResumed = isPaused && !isWanted
      isPaused = isWanted
    case .seek(let moment):
      goal = min(max(moment, recording.span.lowerBound), recording.span.upperBound)
    }
  }

  /// The recorded instant that the clock has come to.
  private var playedMoment: Moment {
    guard !isPaused else { return pace.moment }
    let passed = clock - pace.clock
    let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
    return pace.moment.advanced(byMilliseconds: Int64(seconds * speed * 1_000))
  }

  private func play() throws(ArchiveError) {
    if let next = recording.nextMoment, next.milliseconds - position.milliseconds > Self.longestGap {
      pace = (clock, next)
    }
    let target = playedMoment
    tell(try recording.advance(to: target))
    position = max(position, min(target, recording.span.upperBound))
  }

  private func go(to moment: Moment) throws(ArchiveError) {
    goal = nil
    pace = (clock, moment)
    guard let scene = try recording.seek(to: moment) else {
      pending.append(.link(.lost(reason: "the recording shows nothing at this instant", since: clock)))
      return
    }
    let isKnown = toldFrom.map { $0 <= moment } ?? false
    let isBack = moment < position
    let from = position
    // Going on, what lies between is news; going back, what was told stays true.
    func isNews(_ at: Moment) -> Bool { isKnown ? !isBack && at > from : true }
    let events = scene.events.filter { isNews($0.at) }
    let audit = scene.audit.filter { isNews($0.receipt.at) }
    tell([.snapshot(scene.snapshot)])
    if !events.isEmpty { pending.append(.events(events)) }
    if !audit.isEmpty { pending.append(.audit(audit)) }
    if let cost = scene.cost { tell([.cost(cost)]) }
    if !isKnown { toldFrom = scene.events.first?.at ?? moment }
    position = moment
    entered = moment
  }

  /// Tells what was before an instant that was entered, so that one can step back from there.
  private func tellPast(before moment: Moment) throws(ArchiveError) {
    entered = nil
    var past = try recording.snapshots(before: moment, reach: Self.pastReach, step: Self.pastStep)
    for place in past.indices { past[place].mode = "replay" }
    if !past.isEmpty { pending.append(.past(past)) }
  }

  private func tell(_ items: [Recorded]) {
    var events: [EventLine] = []
    var audit: [AuditLine] = []
    for item in items {
      switch item {
      case .snapshot(var snapshot):
        snapshot.mode = "replay"
        pending.append(.snapshot(snapshot))
      case .event(let event): events.append(event)
      case .audit(let line): audit.append(line)
      case .cost(let report):
        cost = report
        pending.append(.cost(report))
      }
    }
    if !events.isEmpty { pending.append(.events(events)) }
    if !audit.isEmpty { pending.append(.audit(audit)) }
  }

  /// When the next thing happens on the clock; nil where nothing does.
  private var nextDeadline: Duration? {
    if goal != nil || entered != nil { return clock }
    guard !isPaused, let next = recording.nextMoment else { return nil }
    let gap = next.milliseconds - pace.moment.milliseconds
    let due =
      next.milliseconds - position.milliseconds > Self.longestGap
      ? clock : pace.clock + .milliseconds(Int64(Double(gap) / speed))
    return max(due, clock + Self.refresh)
  }
}
