import Testing

@testable import RoutingEngine

/// A caller's clock that is set, as the engine's owner sees it.
@Suite struct CallerClockTests {
  @Test(arguments: [-600, -120, -31, 0, 120, 600])
  func `a clock that was set changes nobody's deadline`(seconds: Int64) throws {
    var configuration = EngineConfiguration.chain(2)
    configuration.features[0].objectives.deadline = .seconds(30)
    var lab = Lab(configuration)
    _ = lab.serve(20)
    let first = try lab.admit(lab.request())
    let unset = first.deadline - lab.now
    lab.now += .seconds(seconds)
    let second = try lab.admit(lab.request())
    #expect(second.deadline - lab.now == unset)
    #expect(second.budget == first.budget)
  }
}
