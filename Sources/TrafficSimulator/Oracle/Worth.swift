internal import RoutingEngine

/// What a request's outcome is worth to its user, in micro-dollars: money, waiting, failure, quality.
///
/// Waiting and quality are worth what the engine's own score says they are. A failed request costs twice an ordinary
/// answer, because it has to be asked again, and ten seconds of waiting: never less than any answer.
struct Worth: Sendable {
  /// Seconds of waiting for the first token that a failed request costs besides.
  static let failureSeconds = 10.0

  /// A second of waiting for the first token.
  let secondOfTTFT: Double
  /// A second of streaming.
  let secondOfStream: Double
  /// A hundredth of quality.
  let pointOfQuality: Double

  init(_ selection: SelectionConfiguration) {
    secondOfTTFT = selection.secondOfTTFT
    secondOfStream = selection.secondOfStream
    pointOfQuality = selection.pointOfQuality
  }

  /// What a failed request costs its user, where an ordinary answer costs so much.
  func failure(of ordinary: Double) -> Double { 2 * ordinary + Self.failureSeconds * secondOfTTFT }

  /// What an answer costs: waiting and streaming in nanoseconds, quality as points below the best.
  func answer(picoUSD: Double, ttft: Double, stream: Double, qualityLost: Double) -> Double {
    picoUSD / 1e6 + ttft / 1e9 * secondOfTTFT + stream / 1e9 * secondOfStream
      + max(0, qualityLost) * 100 * pointOfQuality
  }
}
