import RoutingEngine
import Testing

@testable import TrafficSimulator

@Suite struct ServicePlanTests {
  private static let ms: Int64 = 1_000_000

  private func stream(_ fate: StreamFate, tokens: UInt32 = 11) -> ServicePlan {
    .stream(ttft: 100 * Self.ms, tpot: Double(10 * Self.ms), tokens: tokens, fate: fate)
  }

  @Test func `a whole stream ends with its last token`() {
    let plan = stream(.whole)
    #expect(plan.firstToken == 100 * Self.ms)
    #expect(plan.end == 200 * Self.ms)
    #expect(plan.ending == .ok)
  }

  @Test func `a cut stream ends half way`() {
    let plan = stream(.brokenHalfWay)
    #expect(plan.outputTokens == 5)
    #expect(plan.end == 140 * Self.ms)
    #expect(plan.ending == .cut)
  }

  @Test func `a stalled stream ends ten seconds after its third token`() {
    let plan = stream(.stalled)
    #expect(plan.outputTokens == 3)
    #expect(plan.end == 10_120 * Self.ms)
    #expect(plan.ending == .stalled)
  }

  @Test func `an empty answer has no first token`() {
    let plan = stream(.empty)
    #expect(plan.firstToken == nil)
    #expect(plan.ending == .empty)
  }

  @Test func `a first token after the budget is a timeout`() {
    var plan = stream(.whole)
    plan.limit(budget: 50 * Self.ms, deadline: 1_000 * Self.ms)
    #expect(plan.ending == .ttftTimeout)
    #expect(plan.end == 50 * Self.ms)
    #expect(plan.firstToken == nil)
    #expect(plan.outputTokens == 0)
  }

  @Test func `a first token after the caller's deadline is a cancelled call`() {
    var plan = stream(.whole)
    plan.limit(budget: 90 * Self.ms, deadline: 60 * Self.ms)
    #expect(plan.ending == .cancelled)
    #expect(plan.end == 60 * Self.ms)
  }

  @Test func `a deadline in the middle of a stream leaves part of the answer`() {
    var plan = stream(.whole)
    plan.limit(budget: 1_000 * Self.ms, deadline: 150 * Self.ms)
    #expect(plan.ending == .cancelled)
    #expect(plan.firstToken == 100 * Self.ms)
    #expect(plan.outputTokens == 5)
  }

  @Test func `an error within the budget stays what it is`() {
    var plan = ServicePlan.failure(.serverError, after: 50 * Self.ms)
    plan.limit(budget: 50 * Self.ms, deadline: 1_000 * Self.ms)
    #expect(plan.ending == .serverError)
  }

  @Test func `silence ends with the budget`() {
    var plan = ServicePlan(firstToken: nil, end: nil, ending: .ttftTimeout)
    plan.limit(budget: 70 * Self.ms, deadline: 1_000 * Self.ms)
    #expect(plan.end == 70 * Self.ms)
    #expect(plan.ending == .ttftTimeout)
  }
}
