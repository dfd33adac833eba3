internal import Gateway
internal import RoutingEngine
internal import TrafficSimulator
internal import Wire

/// Plays a scenario against its caller's clock, and takes orders: a feed without a clock of its own.
///
/// A call does a bounded amount of work. What a fast speed asks for beyond that is dropped, so that the screen
/// stays quick and the speed turns out lower. Going back in time means to play again from the seed, with
/// everything that people did up to there done again at its time.
struct SimulationPlayer {
  /// How many requests the world may serve in one call: about 7 ms of work in a release build.
  static let requestsPerCall = 200.0
  /// The longest step of the world in one call.
  static let longestStep = Nanoseconds.seconds(1)
  /// How far the world may fall behind the clock before the difference is dropped.
  static let longestBacklog = Duration.milliseconds(500)
  /// The most of the world's time between two snapshots while it goes as fast as it can.
  static let longestStride = Nanoseconds.seconds(10)
  /// The most deeds of people that a replay repeats.
  static let deedLimit = 10_000

  /// What a player is told once.
  struct Options {
    /// Who acts.
    var author: ActAuthor
    /// How far apart snapshots are on the caller's clock.
    var refresh = Duration.seconds(1)
    /// The calendar when the caller's clock shows nothing.
    var calendar: Moment
    /// How fast it plays; the scenario's own speed if not given.
    var speed: Speed?
    /// Whether the beginning of a scenario is played before anything is told, so that there is something to see: its
    /// first figures are of failures alone, as what succeeds takes longer to end.
    var hasLeadIn = false
    /// Scenarios that can be begun, by name.
    var scenarios: [String] = BuiltInScenario.all.map(\.name)
    /// Finds one of them.
    var load: (String) -> Scenario? = { _ in nil }
    /// Where acts are kept and everything is written down.
    var journal = DeskJournal()
    /// What earlier processes left in the same place.
    var earlier = EarlierSession()
  }

  let options: Options
  var scenario: Scenario
  var host: SimulatedHost
  var desk: ControlDesk
  var speed: Speed
  var isPaused = false
  var presets: FaultPresets
  /// When `take` has to be called next.
  var deadline = Duration.zero
  var journal: DeskJournal
  var record = SessionPace()
  var deeds: [Deed] = []
  /// While the past is played again, the next of the deeds.
  var nextDeed: Int?
  /// Where the world is going as fast as it can.
  var goal: Nanoseconds?
  /// The clock and the world at the same moment, from which the pace is counted; nil before the first call.
  var pace: (clock: Duration, world: Nanoseconds)?
  var clock = Duration.zero
  var nextSnapshot = Duration.zero
  var pending: [FeedNews] = []
  var auditTold: UInt64
  /// The world's time of the newest snapshot that was told.
  var toldAt = Nanoseconds.zero

  /// Something that people did to the world, and when.
  struct Deed {
    var at: Nanoseconds
    var kind: Kind

    enum Kind {
      case act(ActRequest)
      case inject(Fault)
      case lift(Int)
    }
  }

  /// Sets a scenario up at its beginning.
  ///
  /// - Throws: `SimulationError` where the scenario makes no sense.
  init(_ scenario: Scenario, options: Options) throws(SimulationError) {
    self.scenario = scenario
    self.options = options
    host = try SimulatedHost(scenario, began: options.calendar)
    desk = Self.desk(for: host, options.earlier)
    _ = desk.restore(options.earlier.acts, on: &host)
    journal = options.journal
    auditTold = 0
    presets = FaultPresets(scenario.world)
    speed = options.speed ?? Speed(factor: scenario.speed) ?? .times(1)
    if options.hasLeadIn { host.advance(to: scenario.leadIn) }
  }

  /// Plays up to an instant at once, however long that takes; for who looks once.
  mutating func play(to instant: Nanoseconds) {
    host.advance(to: instant)
    tellEvents()
    goal = nil
  }

  static func desk(for host: SimulatedHost, _ earlier: EarlierSession) -> ControlDesk {
    ControlDesk(
      maker: SnapshotMaker(
        configuration: host.configuration, mode: "demo", environment: nil, engine: "demo"),
      started: .origin, firstReceipt: earlier.firstReceipt, earlier: earlier.audit)
  }

  /// Moves the world on as far as the clock says and one call may, and tells what is new.
  mutating func take(now: Duration) -> [FeedNews] {
    clock = max(clock, now)
    if pace == nil {
      pace = (clock, host.elapsed)
      nextSnapshot = clock
    }
    let isBehind = move()
    if clock >= nextSnapshot || isDueOnTheWay {
      if nextDeed == nil { tellSnapshot() }
      pending.append(.simulation(status))
      nextSnapshot = clock + options.refresh
    }
    deadline = isBehind ? clock : min(nextSnapshot, clock + stepDelay)
    defer { pending = [] }
    return pending
  }

  /// Whether the world has gone so far on its way to where somebody sent it that its history would have a hole.
  private var isDueOnTheWay: Bool {
    goal != nil && nextDeed == nil && host.elapsed - toldAt >= Self.longestStride
  }

  /// Tells how everything is, and writes it down where that is due.
  private mutating func tellSnapshot() {
    toldAt = host.elapsed
    guard journal.recorder != nil, record.isDue(at: host.clock.moment(at: host.now)) else {
      pending.append(.snapshot(desk.snapshot(of: host)))
      return
    }
    let moment = record.moment(of: desk, on: host)
    journal.write(moment)
    pending.append(.snapshot(moment.snapshot))
  }

  /// How long a call's work lasts on the clock at this speed.
  private var stepDelay: Duration {
    guard !isPaused, case .times(let factor) = speed else { return options.refresh }
    return .nanoseconds(Int64(Double(step.count) / factor))
  }

  /// How far the world may go in one call.
  private var step: Nanoseconds {
    let rate = scenario.world.features.reduce(0) { $0 + $1.requestsPerSecond } * scenario.traffic.scale
    guard rate > Self.requestsPerCall else { return Self.longestStep }
    return Self.longestStep.scaled(by: Self.requestsPerCall / rate)
  }

  /// Moves the world one step towards where it should be; whether it is not there yet.
  private mutating func move() -> Bool {
    let target = goal ?? pacedTarget
    guard target > host.elapsed else {
      reach(target)
      return false
    }
    let stop = min(target, host.elapsed + step)
    replayDeeds(until: stop)
    host.advance(to: stop)
    // Whatever happened up to here was told before, when it happened first.
    if nextDeed != nil { _ = host.takeEvents() } else { tellEvents() }
    reach(target)
    return host.elapsed < target
  }

  /// Where the pace says the world should be now; a backlog that is too long is dropped.
  var pacedTarget: Nanoseconds {
    guard let pace, !isPaused else { return host.elapsed }
    guard case .times(let factor) = speed else { return Scenario.longestDuration }
    let passed = clock - pace.clock
    let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
    return pace.world + Nanoseconds(Int64(seconds * factor * 1e9))
  }

  private mutating func reach(_ target: Nanoseconds) {
    if goal != nil, host.elapsed >= target {
      goal = nil
      if nextDeed != nil { _ = host.takeEvents() }
      nextDeed = nil
      pace = (clock, host.elapsed)
      nextSnapshot = clock
    }
    guard goal == nil, case .times(let factor) = speed, !isPaused else { return }
    let behind = pacedTarget - host.elapsed
    let longest = Double(Self.longestBacklog.components.attoseconds) / 1e9 * factor
    if Double(behind.count) > longest { pace = (clock, host.elapsed) }
  }

  private mutating func replayDeeds(until stop: Nanoseconds) {
    while let next = nextDeed, next < deeds.count, deeds[next].at <= stop {
      host.advance(to: deeds[next].at)
      nextDeed = next + 1
      switch deeds[next].kind {
      case .act(let request):
        _ = host.perform(
          Act(
            request.order, actor: options.author.name, reason: request.reason, lease: request.lease,
            force: true))
      case .inject(let fault): _ = try? host.inject(fault)
      case .lift(let number): host.lift(number)
      }
    }
  }
}
