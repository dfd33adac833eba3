public import RoutingEngine

/// A caller from outside the world, who asks the first replica's engine beside the simulated traffic.
extension SimulatedWorld {
  /// Decides where a request from outside goes; nil for a policy that is not the engine.
  public mutating func decide(_ request: inout RoutedRequest) -> Decision? {
    fleet[0].decide(&request, at: clock(0))
  }

  /// Whether the first replica still awaits the outcome of an attempt.
  public func isAwaited(_ attempt: AttemptID) -> Bool { fleet[0].fleetMember?.isAwaited(attempt) ?? false }

  /// Takes a report from outside: of an attempt by the replica that decided, of anything else by all.
  public mutating func report(_ input: Input) {
    switch input {
    case .firstToken, .outcome: tell(input, replica: 0)
    case .quality, .price, .act, .peerDigest, .tick:
      for replica in fleet.indices { tell(input, replica: replica) }
    }
  }
}
