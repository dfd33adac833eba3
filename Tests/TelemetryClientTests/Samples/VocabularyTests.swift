import RoutingEngine
import Testing

@testable import TelemetryClient

@Suite struct VocabularyTests {
  @Test(
    arguments: [
      ("200", nil), ("429", .rateLimited), ("503", .serverError), ("529", .overloaded), ("499", .cancelled),
      ("401", .auth), ("5xx", .serverError), ("timeout", .ttftTimeout), ("_OTHER", .unknown), ("", nil),
      ("rate_limited", .rateLimited), ("ok", nil),
    ] as [(String, OutcomeClass?)])
  func `codes of others are our classes`(code: String, expected: OutcomeClass?) {
    #expect(ErrorCode.outcome(of: code, other: .unknown) == expected)
  }

  @Test func `the more exact match wins`() {
    var exact = Bindings.sonnet
    exact.match = [Label("model", "m"), Label("region", "r")]
    var loose = Bindings.gpt
    loose.match = [Label("model", "m")]
    let matcher = EndpointMatcher([loose, exact], modelLabel: "model")
    #expect(matcher.binding(of: [Label("model", "m"), Label("region", "r")]) == .one(1))
    #expect(matcher.binding(of: [Label("model", "m"), Label("region", "x")]) == .one(0))
  }

  @Test func `two endpoints of one model cannot be told apart by the model`() {
    var twin = Bindings.gpt
    twin.model = Bindings.sonnet.model
    let matcher = EndpointMatcher([Bindings.sonnet, twin], modelLabel: "model")
    #expect(matcher.binding(of: [Label("model", "sonnet")]) == .ambiguous)
  }

  @Test func `an endpoint with an empty match takes everything`() {
    var all = Bindings.sonnet
    all.match = []
    #expect(EndpointMatcher([all], modelLabel: "model").binding(of: []) == .one(0))
  }

  @Test func `a label names the feature`() {
    let scope = Bindings.scope(
      [Bindings.sonnet], featureLabel: "team", features: ["recap": FeatureIndex(3)])
    #expect(scope.feature(of: [Label("team", "recap")]) == FeatureIndex(3))
    #expect(scope.feature(of: [Label("team", "other")]) == nil)
  }

  @Test func `every preset names its metrics once and knows its unit`() {
    for preset in Preset.all {
      #expect(Set(preset.signals).count == preset.signals.count, "\(preset.name)")
      #expect(preset.signals.contains { $0.quantity == .requests }, "\(preset.name)")
    }
    #expect(Preset.named("kong")?.signals.first { $0.quantity == .latency }?.factor == 0.001)
  }
}
