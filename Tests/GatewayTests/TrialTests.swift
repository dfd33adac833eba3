import GatewayTrials
import Testing

/// A short run of what `make fuzz` does at length.
@Suite struct TrialTests {
  /// Seeds of each trial.
  private static let seeds: Range<UInt64> = 0..<150

  @Test(arguments: Trials.all.map(\.name))
  func `what nobody should send does no harm`(name: String) throws {
    let trial = try #require(Trials.named(name))
    for seed in Self.seeds {
      let problem = trial.run(seed: seed)
      #expect(problem == nil, "make fuzz TRIAL=\(name) FIRST=\(seed) N=1")
    }
  }

  @Test func `a trial is a function of its seed`() throws {
    let trial = try #require(Trials.named("sse"))
    #expect(trial.input(seed: 7) == trial.input(seed: 7))
    #expect(trial.input(seed: 7) != trial.input(seed: 8))
  }
}
