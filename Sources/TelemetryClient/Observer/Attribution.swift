internal import RoutingEngine

/// Says which feature a call is counted for.
///
/// A source that tells features apart is believed. Otherwise the calls of an endpoint are dealt out in turn to the
/// features whose primary it is, or, where it is nobody's primary, to those it backs up. Features' own error rates are
/// then estimates; those of endpoints are not.
struct Attribution: Sendable {
  /// By endpoint: the features that its calls are dealt to.
  private let candidates: [[FeatureIndex]]
  private let known: [Set<Int>]
  private var turn: [Int]

  init(_ configuration: EngineConfiguration) {
    var primary = [[FeatureIndex]](repeating: [], count: configuration.endpoints.count)
    var backup = primary
    for (index, feature) in configuration.features.enumerated() {
      for (place, candidate) in feature.candidates.enumerated() {
        if place == 0 {
          primary[candidate.endpoint.value].append(FeatureIndex(index))
        } else {
          backup[candidate.endpoint.value].append(FeatureIndex(index))
        }
      }
    }
    candidates = zip(primary, backup).map { $0.isEmpty ? $1 : $0 }
    known = zip(primary, backup).map { Set(($0 + $1).map(\.value)) }
    turn = [Int](repeating: 0, count: candidates.count)
  }

  /// The feature of a call; `nil` where its endpoint serves none.
  mutating func feature(of call: ObservedCall) -> FeatureIndex? {
    let endpoint = call.endpoint.value
    if let named = call.feature, known[endpoint].contains(named.value) { return named }
    guard !candidates[endpoint].isEmpty else { return nil }
    defer { turn[endpoint] = (turn[endpoint] + 1) % candidates[endpoint].count }
    return candidates[endpoint][turn[endpoint]]
  }
}
