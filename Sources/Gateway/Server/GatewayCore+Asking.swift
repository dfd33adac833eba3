import RoutingEngine

/// Ask and tell beside the gateway's own data path: the same engine decides for both.
extension GatewayCore {
  mutating func decide(_ request: inout RoutedRequest) -> Decision? { engine.decide(&request, at: now) }

  func isAwaited(_ attempt: AttemptID) -> Bool { engine.isAwaited(attempt) }

  mutating func report(_ input: Input) -> Bool {
    tell(input, at: now)
    return true
  }

  func explanation(of feature: FeatureIndex) -> FeatureExplanation? {
    engine.explanation(of: feature, at: now)
  }
}
