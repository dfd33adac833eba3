import Testing

@testable import RoutingEngine

@Suite struct GrayFailureTests {
  /// A lab in which only the cumulative sum looks at errors, brought into doubt.
  private static func doubtful() -> Lab {
    var lab = Lab(
      .chain(2, without: [.warmTrickle, .consecutiveFailures, .errorRateFast, .errorRateSlow]))
    lab.calls(6, .a, .serverError)
    return lab
  }

  @Test func `the seventh failure of the sum makes a suspect with a quarter of its share`() {
    var lab = Self.doubtful()
    #expect(lab.state(.a) == .closed)
    lab.calls(1, .a, .serverError)
    #expect(lab.state(.a) == .suspect)
    #expect(lab.events(.suspect).first?.trigger == .grayFailure)
    #expect(lab.shares() == [250_000, 750_000])
  }

  @Test func `evidence clears the doubt once the minute is clean`() {
    var lab = Self.doubtful()
    lab.calls(1, .a, .serverError)
    lab.calls(550, .a)
    #expect(lab.state(.a) == .suspect)
    lab.calls(100, .a)
    #expect(lab.state(.a) == .closed)
    #expect(lab.shares() == [1_000_000, 0])
  }

  @Test func `ten quiet minutes clear the doubt`() {
    var lab = Self.doubtful()
    lab.calls(1, .a, .serverError)
    lab.wait(.minutes(9))
    #expect(lab.state(.a) == .suspect)
    lab.wait(.seconds(61))
    #expect(lab.state(.a) == .closed)
  }

  @Test func `a steady fault renews the doubt`() {
    var lab = Self.doubtful()
    for _ in 0..<130 {
      lab.calls(1, .a, .serverError)
      lab.calls(4, .a)
      lab.wait(.seconds(5))
    }
    #expect(lab.state(.a) == .suspect)
  }
}
