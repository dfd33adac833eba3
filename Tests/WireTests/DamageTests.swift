import RoutingEngine
import Testing

@testable import Wire

@Suite struct DamageTests {
  private static func preview(
    stranded: [String] = [], _ features: [(id: String, shed: Double, headroom: Double?)]
  ) -> ActPreview {
    var preview = ActPreview(
      act: ActRequest(.drain(.endpoint("a/one")), reason: ""), revision: 1, refusal: "a guard rail")
    preview.stranded = stranded
    preview.features = features.map { id, shed, headroom in
      var feature = ActPreview.Feature(id: id, before: [], after: [], candidatesLeft: 1)
      (feature.shedShare, feature.headroom) = (shed, headroom)
      return feature
    }
    return preview
  }

  @Test func `the token names the worst damage, not the first that was found`() {
    let shed = Damage(Self.preview([("chat", 0.04, 0.9), ("agent", 0.96, 0.03), ("code", 0, 1.2)]))
    #expect(shed?.token == "shed 96")
    #expect(
      shed?.words
        == "it would shed 96 % of the requests of agent: the rest of its pool would hold 3 % of its demand")
    let short = Damage(Self.preview([("chat", 0, 1.05), ("agent", 0, 0.85)]))
    #expect(short?.token == "short 15")
    #expect(short?.words?.contains("pool of agent would hold 85 %") == true)
    #expect(Damage(Self.preview([("chat", 0, 1.04)]))?.token == "spare 4")
    #expect(Damage(Self.preview(stranded: ["chat", "agent"], [("chat", 1, 0)]))?.token == "strand 2")
    #expect(Damage(Self.preview([])) == nil)
  }

  @Test func `where no guard rail stands there is nothing to type`() {
    var flip = Self.preview([("chat", 0, 2.5)])
    flip.act.order = .flip(feature: "chat", to: "a/one", now: false)
    #expect(Damage(flip) == nil)
  }

  @Test func `a typed token passes while its figure is of a moment ago, and never for other damage`() {
    var preview = Self.preview([])
    preview.typedToken = "shed 96"
    #expect(preview.isPassed(by: "shed 96"))
    #expect(preview.isPassed(by: "shed 91"))
    for typed in ["shed 90", "short 96", "shed", "96", "", "shed 96 x"] {
      #expect(!preview.isPassed(by: typed), "\(typed)")
    }
    preview.typedToken = "strand 2"
    #expect(preview.isPassed(by: "strand 2"))
    #expect(!preview.isPassed(by: "strand 1"))
  }
}
