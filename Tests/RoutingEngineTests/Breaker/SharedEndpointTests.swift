import Testing

@testable import RoutingEngine

/// An endpoint that a busy feature has a backup for and an idle one has not.
@Suite struct SharedEndpointTests {
  @Test func `it is tried again although the feature that cannot lose it asks nothing`() {
    var configuration = EngineConfiguration.chain(2)
    configuration.features.append(.named("solo", on: [0]))
    var lab = Lab(configuration)
    lab.call(.a, feature: 1)
    _ = lab.serve(100)
    _ = lab.serve(150) { $0 == .a ? .serverError : .ok }
    #expect(lab.state(.a) == .suspect)
    lab.serve(until: { $0.stage(.a) != nil })
    lab.serve(until: { $0.state(.a) == .closed })
    let went = lab.serve(20)
    #expect(went.contains(.a))
  }
}
