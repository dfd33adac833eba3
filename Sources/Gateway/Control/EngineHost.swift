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
  /// What would come of an act at this moment, without doing it.
  func judge(_ act: Act) -> (result: ActResult, preview: Preview?)
  /// Does an act on every replica.
  mutating func perform(_ act: Act) -> Receipt
  /// The events that are new since the last call, oldest first; of several replicas' alike one.
  mutating func takeEvents() -> [Event]
}
