import Testing

@testable import RoutingEngine

@Suite struct BudgetOfTimeTests {
  private func budget(_ change: (inout EngineConfiguration) -> Void, isStreaming: Bool = true) throws
    -> Nanoseconds
  {
    var lab = Lab(.chain(3, change))
    let request = RoutedRequest(
      feature: FeatureIndex(0), arrived: lab.now, promptTokens: 100, isStreaming: isStreaming)
    return try lab.admit(request).budget
  }

  @Test func `a first token has three times its reference`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .milliseconds(800) }
    #expect(budget == .milliseconds(2_400))
  }

  @Test func `at least half a second`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .milliseconds(100) }
    #expect(budget == .milliseconds(500))
  }

  @Test func `at most 60 percent of what remains`() throws {
    let budget = try budget { $0.features[0].objectives.deadline = .seconds(4) }
    #expect(budget == .milliseconds(2_400))
  }

  @Test func `a deadline that is shorter leaves time for somebody else`() throws {
    let budget = try budget { $0.features[0].objectives.deadline = .milliseconds(300) }
    #expect(budget == .milliseconds(180))
  }

  @Test func `at most the feature's own deadline for first tokens`() throws {
    let budget = try budget { $0.endpoints[0].referenceTTFT = .seconds(20) }
    #expect(budget == .seconds(10))
  }

  @Test func `a whole answer has at least the deadline of a first token`() throws {
    let budget = try budget({ $0.features[0].objectives.latencyP90 = .seconds(1) }, isStreaming: false)
    #expect(budget == .seconds(10))
  }
}
