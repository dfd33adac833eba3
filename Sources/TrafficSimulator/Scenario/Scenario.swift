public import RoutingEngine

/// Everything that determines a run: a world, its traffic, what goes wrong, who acts, and what is expected.
///
/// The same scenario, seed and binary give the same trace hash. Lengths of time count from the beginning of
/// the run.
public struct Scenario: Sendable, Hashable {
  /// Its id, as in `--scenario`.
  public var name: String
  /// One line for people.
  public var title: String
  /// The seed of every draw.
  public var seed: UInt64 = 1
  /// How long the run lasts; at most `longestDuration`.
  public var duration: Nanoseconds
  /// Metrics begin after this.
  public var warmup: Nanoseconds = .zero
  /// How much faster than the wall clock the demo plays it; a run without a screen ignores it.
  public var speed: Double = 1
  /// The endpoints and features.
  public var world: World
  /// How demand moves, and which of it comes from a trace.
  public var traffic = Traffic()
  /// What goes wrong, in the order of the file.
  public var faults: [Fault] = []
  /// What operators do, in the order of the file.
  public var acts: [ScheduledAct] = []
  /// What must hold at the end, in the order of the file.
  public var expectations: [Expectation] = []
  /// Numbers of the breaker that every engine is told.
  public var breaker = BreakerConfiguration()
  /// Numbers of shares and caps that every engine is told.
  public var selection = SelectionConfiguration()
  /// Numbers of retries that every engine is told.
  public var retry = RetryConfiguration()

  /// How much of it a demo plays before anybody looks, so that the first figures are there at once.
  ///
  /// It is a part of the warm-up: nothing goes wrong in it.
  public var leadIn: Nanoseconds { min(warmup, .seconds(20)) }

  /// The longest run: seven days of simulated time.
  public static let longestDuration: Nanoseconds = .hours(24 * 7)

  /// Describes a run of a world in which nothing goes wrong.
  public init(name: String, title: String = "", duration: Nanoseconds, world: World) {
    self.name = name
    self.title = title
    self.duration = duration
    self.world = world
  }
}

/// A span of a run, its end excluded.
public struct Window: Sendable, Hashable {
  /// Where it begins.
  public var start: Nanoseconds
  /// Where it ends.
  public var end: Nanoseconds

  /// Describes a span.
  public init(start: Nanoseconds, end: Nanoseconds) {
    self.start = start
    self.end = end
  }

  /// How long it is.
  public var length: Nanoseconds { end - start }

  /// Whether an instant lies in it.
  public func contains(_ instant: Nanoseconds) -> Bool { instant >= start && instant < end }
}
