import Testing

@testable import RoutingEngine

@Suite struct HistogramBoundsTests {
  /// The first range whose bound a value does not exceed.
  private static func range(of value: Int64, _ bounds: [Int64]) -> Int {
    bounds.firstIndex { value <= $0 } ?? bounds.count
  }

  /// Every bound, its neighbours, and values all over the range.
  private static func values(_ bounds: [Int64], seed: UInt64) -> [Int64] {
    var random = SplitMix(seed)
    let edges = bounds.flatMap { [$0 - 1, $0, $0 + 1] }
    let spread = (0..<500).map { _ in Int64(1) << Int64(random.below(40)) + Int64(random.below(1_000)) }
    return edges + spread + [-5, 0, 1, .max]
  }

  @Test func `every value lies in the range whose bounds hold it`() {
    for (bounds, range) in [
      (HistogramBounds.ttft, { HistogramBounds.ttft.range(of: $0) }),
      (.tpot, { HistogramBounds.tpot.range(of: $0) }),
      (.latency, { HistogramBounds.latencyRange(of: $0) }),
      (.tokens, { HistogramBounds.tokenRange(of: $0) }),
    ] as [(HistogramBounds, (Int64) -> Int)] {
      for value in Self.values(bounds.bounds, seed: 3) {
        let found = range(value)
        guard agree(found, Self.range(of: value, bounds.bounds), "the range of \(value)") else { return }
      }
    }
  }

  @Test func `the cells of each kind are as many as its bounds need`() {
    #expect(HistogramBounds.Cells.ttft == HistogramBounds.ttft.cells)
    #expect(HistogramBounds.Cells.tpot == HistogramBounds.tpot.cells)
    #expect(HistogramBounds.Cells.latency == HistogramBounds.latency.cells)
    #expect(HistogramBounds.Cells.tokens == HistogramBounds.tokens.cells)
  }
}
