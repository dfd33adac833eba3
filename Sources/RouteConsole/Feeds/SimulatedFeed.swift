internal import RoutingEngine
internal import TrafficSimulator
internal import Wire

/// The feed of `demo`: the production engine and a simulated world in this process.
///
/// A snapshot whose instant lies before the one in front of it means that time began anew there: after a
/// restart, or after going back. What was told of later instants is void then.
final class SimulatedFeed: Feed {
  private var player: SimulationPlayer

  /// Sets a scenario up at its beginning.
  ///
  /// - Throws: `SimulationError` where the scenario makes no sense.
  init(_ scenario: Scenario, options: SimulationPlayer.Options) throws(SimulationError) {
    player = try SimulationPlayer(scenario, options: options)
  }

  /// Plays up to an instant at once, however long that takes.
  func play(to instant: Nanoseconds) { player.play(to: instant) }

  var wakeDescriptor: Int32? { nil }

  var deadline: Duration? { player.deadline }

  func take(now: Duration) -> [FeedNews] { player.take(now: now) }

  func send(_ order: FeedOrder) { player.send(order) }
}
