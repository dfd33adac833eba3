import RoutingEngine
import Transport

@testable import TelemetryClient

/// Endpoints as sources are told of them.
enum Bindings {
  static let sonnet = EndpointBinding(
    endpoint: EndpointIndex(0), id: "use1/sonnet", cloud: "aws", region: "us-east-1", model: "sonnet")
  static let gemini = EndpointBinding(
    endpoint: EndpointIndex(1), id: "usc1/gemini", cloud: "gcp", region: "us-central1",
    model: "gemini-2.5-flash")
  static let gpt = EndpointBinding(
    endpoint: EndpointIndex(2), id: "eus2/gpt", cloud: "azure", region: "eastus2", model: "gpt-4o")

  static func scope(
    _ bindings: [EndpointBinding], featureLabel: String? = nil, features: [String: FeatureIndex] = [:]
  ) -> SeriesScope {
    SeriesScope(bindings: bindings, featureLabel: featureLabel, features: features, modelLabels: ["model"])
  }
}

/// A moment: the wall shows so many seconds after the hour, the monotonic clock as many since its start.
func moment(_ seconds: Int64) -> SourceMoment {
  SourceMoment(
    instant: Instant(nanoseconds: seconds * 1_000_000_000),
    wall: WallTime(seconds: 1_795_334_400 + seconds))
}

extension [Sample] {
  /// The only sample of a quantity, and of a class where one is named.
  func only(_ quantity: Quantity, _ outcome: OutcomeClass? = nil, _ statistic: Statistic? = nil) -> Sample? {
    let found = filter {
      $0.quantity == quantity && $0.outcome == outcome && (statistic == nil || $0.statistic == statistic)
    }
    return found.count == 1 ? found[0] : nil
  }
}

extension PolledSource {
  /// Runs a round in which every question is answered by a function.
  mutating func round(
    at now: SourceMoment, _ answer: (SourceQuestion) throws -> SourceAnswer
  ) throws -> (samples: [Sample], missing: String?) {
    var open = beginRound(at: now)
    while !open.isEmpty {
      let question = open.removeFirst()
      open += try read(try answer(question), to: question, at: now)
    }
    return try endRound(at: now)
  }
}
