internal import RoutingEngine
internal import TrafficSimulator

/// Ask and tell on simulated traffic: the first replica decides for callers from outside, too.
extension SimulatedHost {
  mutating func decide(_ request: inout RoutedRequest) -> Decision? { world.decide(&request) }

  func isAwaited(_ attempt: AttemptID) -> Bool { world.isAwaited(attempt) }

  mutating func report(_ input: Input) -> Bool {
    world.report(input)
    return true
  }

  func explanation(of feature: FeatureIndex) -> FeatureExplanation? {
    world.explanation(of: configuration.features[feature.value].id)
  }
}
