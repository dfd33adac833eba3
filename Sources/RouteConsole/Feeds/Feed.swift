internal import RoutingEngine
internal import Wire

/// Where the console's figures come from and where its operator's acts go.
///
/// The simulator, the gateway in this process, telemetry from elsewhere, a server far away and a recording are
/// feeds; the console cannot tell them apart. A feed never makes its caller wait: orders are taken at once and
/// answered by news.
protocol Feed: AnyObject {
  /// Readable when there is news; nil where `take` has to be called at `deadline`.
  var wakeDescriptor: Int32? { get }
  /// When `take` has to be called though nothing woke anybody; nothing where it never has to.
  var deadline: Duration? { get }
  /// What is new since the last call, in order, in one batch. `now` is the caller's monotonic time.
  func take(now: Duration) -> [FeedNews]
  /// Takes an order; what comes of it is news under the same ticket.
  func send(_ order: FeedOrder)
}

/// Names one order of the console, so that its answer finds back.
struct Ticket: Hashable, Sendable {
  var number: Int
}

/// What the console asks of a feed.
enum FeedOrder: Hashable, Sendable {
  /// What would an act do?
  case preview(Ticket, ActRequest)
  /// Do an act, if nothing has changed since the revision its author saw.
  case act(Ticket, ActRequest, revision: UInt64?)
  /// Put on record that an act was begun and not sent.
  case cancelled(ActRequest)
  /// What did everything cost so far?
  case cost
  /// How does each candidate of a feature stand?
  case explain(feature: String)
  /// Read the configuration again.
  case reload(Ticket)
  /// Something that only a simulated world can do.
  case simulation(SimulationOrder)
  /// Something that only a recording can do.
  case replay(ReplayOrder)
}

/// What can be done to a simulated world.
enum SimulationOrder: Hashable, Sendable {
  /// Simulated seconds a second.
  case speed(Double)
  case pause(Bool)
  /// Begins a scenario from its start; the present one where no name is given.
  case restart(scenario: String?)
  /// Goes to a time of the scenario; backwards means to play it again up to there.
  case seek(Nanoseconds)
  /// Lets a fault of the list strike, by its place: whom the list says, or another target, as `provider:bedrock`.
  case inject(preset: Int, target: String?)
  /// Ends a fault, by its number.
  case lift(fault: Int)
}

/// What can be done to a recording.
enum ReplayOrder: Hashable, Sendable {
  case speed(Double)
  case pause(Bool)
  case seek(Moment)
}

/// What a feed tells the console.
enum FeedNews: Hashable, Sendable {
  /// Everything at an instant; the newest of a batch is the one to show.
  case snapshot(SystemSnapshot)
  /// What was before the first of them, oldest first, from who was there; several of these go further and further back.
  case past([SystemSnapshot])
  /// Lines that are new, oldest first.
  case events([EventLine])
  /// Lines that are new, oldest first.
  case audit([AuditLine])
  case preview(Ticket, ActPreview)
  case receipt(Ticket, ActReceipt)
  /// An order could not be carried out.
  case failed(Ticket, ControlFailure)
  case cost(CostReport)
  case explanation(feature: String, [CandidateLine])
  case simulation(SimulationStatus)
  /// Whom the feed takes this console for, and whether it may act.
  case identity(name: String, canAct: Bool)
  /// The connection to where figures come from.
  case link(LinkState)
  /// Something to tell.
  case notice(String, NoticeKind)
  /// Something to tell that takes more than a line.
  case report(title: String, lines: [String])
  /// The server of this process has ended, and the console with it.
  case over
}

/// How much something that is told wants to be seen.
enum NoticeKind: Hashable, Sendable {
  /// For a while, and never in place of what is bad and nobody has seen.
  case news
  /// What came of something that was asked for here: it is seen, whatever stood there.
  case answer
  /// It stays until it was seen.
  case bad
}

/// How a feed is connected.
enum LinkState: Hashable, Sendable {
  case live
  /// Nothing comes; why, and since when the console last heard, in its own monotonic time.
  case lost(reason: String, since: Duration)
  /// It will never come back: why.
  case ended(reason: String)
}

/// A simulated world from outside.
struct SimulationStatus: Hashable, Sendable {
  /// The scenario's name.
  var scenario: String
  /// What it is about.
  var title: String
  var elapsed: Nanoseconds
  var duration: Nanoseconds
  /// Simulated seconds a second.
  var speed: Double
  var isPaused: Bool
  /// Faults of the world, in the order of their numbers.
  var faults: [FaultLine]
  /// Faults that a key can let strike.
  var presets: [PresetLine]
  /// Scenarios that can be begun.
  var scenarios: [String]

  /// A fault that a key can let strike.
  struct PresetLine: Hashable, Sendable {
    /// What a fault can be aimed at.
    enum Aim: Hashable, Sendable {
      case endpoints, features
      /// It strikes everybody.
      case fixed
    }

    /// What its target does or suffers: `goes dark: every call fails, 2 min`.
    var deed: String
    /// Whom it strikes if nothing else is said: `provider:bedrock`, `all`.
    var target: String
    var aim: Aim
  }

  /// A fault, and whether it strikes now.
  struct FaultLine: Hashable, Sendable {
    var number: Int
    var text: String
    var isInForce: Bool
  }
}

/// What a feed is, for what the console offers.
struct FeedTraits: Hashable, Sendable {
  /// Whether acts go anywhere.
  var canAct: Bool
  /// Whether a world can be steered.
  var isSimulation: Bool
  /// Whether it is a recording.
  var isReplay: Bool
  /// Of a recording, its first and its last instant.
  var recorded: ClosedRange<Moment>?
  /// Whether there is a configuration that SIGHUP lets it read again.
  var hasConfiguration = false
  /// Whether others' requests go through this process, so that leaving the console ends what serves them.
  var servesRequests = false
}
