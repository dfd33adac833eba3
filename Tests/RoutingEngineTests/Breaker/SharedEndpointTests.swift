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
    // The busy feature leaves it alone; for the other it stays what it has.
    #expect(lab.openUntil(.a) == nil)
    #expect(Set(lab.events(.opened).map(\.feature)) == [FeatureIndex(0)])
    let away = lab.serve(20) { $0 == .a ? .serverError : .ok }
    #expect(away.count { $0 == .a } <= 1)
    lab.serve(until: { lab in lab.events(.closed).contains { $0.feature == FeatureIndex(0) } })
    let went = lab.serve(20)
    #expect(went.contains(.a))
  }

  @Test func `a feature that has nobody else keeps it, and the others leave it where it is slow`() {
    var configuration = timed()
    configuration.features.append(.named("solo", on: [0]))
    var lab = Lab(configuration)
    for _ in 0..<60 {
      lab.call(.a)
      lab.call(.a, feature: 1)
      lab.wait(.milliseconds(50))
    }
    for _ in 0..<60 {
      lab.call(.a, ttft: .seconds(4))
      lab.call(.a, feature: 1, ttft: .seconds(4))
      lab.wait(.milliseconds(50))
    }
    #expect(lab.events(.opened).map(\.feature) == [FeatureIndex(0)])
    #expect(lab.send(lab.request(1))?.endpoint == .a)
    #expect(lab.send(lab.request(0))?.endpoint == .b)
  }
}
