public import RoutingEngine
public import Wire

/// Whoever owns an engine: the gateway, the observer of somebody else's traffic, or a simulated world.
///
/// The control API, the console in the same process and the recorder see engines through this alone, so that
/// each of them works over every kind of owner. All calls come on the owner's thread.
public protocol EngineHost: ~Copyable {
  /// What the engines were told.
  var configuration: EngineConfiguration { get }
  /// The engine's clock at this moment.
  var now: Timestamp { get }
  /// Ties that clock to the calendar.
  var clock: ClockAnchor { get }
  /// All replicas as one at this moment.
  func fleetSnapshot() -> FleetSnapshot
  /// What was spent on pairs of feature and endpoint that are no longer configured.
  var formerPairs: [FormerPair] { get }
  /// What would come of an act at this moment, without doing it.
  func judge(_ act: Act) -> (result: ActResult, preview: Preview?)
  /// Does an act on every replica.
  mutating func perform(_ act: Act) -> Receipt
  /// The events that are new since the last call, oldest first; of several replicas' alike one.
  mutating func takeEvents() -> [Event]

  /// How often each field of requests was left out or changed for a provider that does not take it.
  var droppedFields: [String: Int] { get }

  /// How many callers were told 503 because too many were connected.
  var turnedAway: Int { get }

  /// Where acts take effect.
  var acting: ActingPlace { get }
  /// Hands an act to the side that carries it out; what comes of it is told under its number.
  ///
  /// - Returns: the document that the other side gets.
  mutating func sendOut(_ act: ActRequest, by actor: String, number: UInt64, _ preview: ActPreview?)
    -> SentDocument?
  /// Corrects a snapshot by what this owner knows better than its engine.
  func refine(_ snapshot: inout SystemSnapshot)
  /// How many calls are in flight on some endpoints, of which the engine counted so many; nil where nobody knows.
  func callsInFlight(on endpoints: [EndpointIndex], counted: Int) -> Int?

  /// Decides where a request of somebody else's gateway goes; nil where this owner decides for nobody else.
  ///
  /// A request that names endpoints it tried is a failover.
  mutating func decide(_ request: inout RoutedRequest) -> Decision?
  /// Whether the outcome of an attempt is still awaited.
  func isAwaited(_ attempt: AttemptID) -> Bool
  /// Tells every replica that is concerned what somebody else has measured.
  ///
  /// - Returns: whether this owner takes such reports.
  mutating func report(_ input: Input) -> Bool
  /// How the candidates of a feature stand; nil where nobody knows.
  func explanation(of feature: FeatureIndex) -> FeatureExplanation?
}

/// Where acts take effect.
public enum ActingPlace: Sendable, Hashable {
  /// In the engine, at once.
  case here
  /// In another system, once it has confirmed them.
  case elsewhere
  /// Nowhere: why.
  case nowhere(String)
}

extension EngineHost where Self: ~Copyable {
  /// None: it sends no requests.
  public var droppedFields: [String: Int] { [:] }

  /// None: it answers nobody but the control API.
  public var turnedAway: Int { 0 }

  /// Nothing: its configuration does not change.
  public var formerPairs: [FormerPair] { [] }

  /// In the engine, at once.
  public var acting: ActingPlace { .here }

  /// Is never called where acts take effect in the engine.
  public mutating func sendOut(_ act: ActRequest, by actor: String, number: UInt64, _ preview: ActPreview?)
    -> SentDocument?
  { nil }

  /// Believes the engine.
  public func callsInFlight(on endpoints: [EndpointIndex], counted: Int) -> Int? { counted }

  /// Leaves a snapshot as it is.
  public func refine(_ snapshot: inout SystemSnapshot) {}

  /// Decides for nobody else.
  public mutating func decide(_ request: inout RoutedRequest) -> Decision? { nil }

  /// Awaits nothing.
  public func isAwaited(_ attempt: AttemptID) -> Bool { false }

  /// Takes no reports.
  public mutating func report(_ input: Input) -> Bool { false }

  /// Explains nothing.
  public func explanation(of feature: FeatureIndex) -> FeatureExplanation? { nil }
}
