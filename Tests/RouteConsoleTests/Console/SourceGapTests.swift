import RoutingEngine
import Testing
import Wire

@testable import RouteConsole

/// A source that fails, and figures that are less than they look like, are said to be so on every screen.
@Suite struct SourceGapTests {
  private static let reason = "Prometheus at 127.0.0.1:9090 has lost every series it had"

  private static func text(
    columns: Int = 120, _ keys: Key..., prepare: (inout SystemSnapshot) -> Void
  ) -> String {
    var model = Model.atIncident(columns: columns, rows: 40)
    var snapshot = Incident.snapshot(after: 1)
    for place in snapshot.endpoints.indices { snapshot.endpoints[place].override = nil }
    prepare(&snapshot)
    _ = update(&model, .news(.snapshot(snapshot)))
    for key in keys { model.press(key) }
    return draw(model).surface.trimmedLines.joined(separator: "\n")
  }

  @Test(arguments: [80, 120, 200]) func `a source that fails has a banner with its name, since when and why`(
    columns: Int
  ) {
    let text = Self.text(columns: columns) { snapshot in
      snapshot.sources = [
        SourceStatus(
          kind: "prometheus", name: "prom", ageSeconds: 130, state: "failed", error: Self.reason,
          failedSince: Incident.at.advanced(byMilliseconds: -119_000))
      ]
    }
    #expect(text.contains(" source prom FAILED 2m since 03:10:42Z: Prometheus at 127"))
    #expect(text.contains("SOURCES FAILED 1"))
  }

  @Test func `of several that fail the banner has the one that fails for longest, and how many more`() {
    let text = Self.text { snapshot in
      snapshot.sources = [60, 90].map { seconds in
        SourceStatus(
          kind: "scrape", name: "s\(seconds)", ageSeconds: nil, state: "failed", error: "no answer",
          failedSince: Incident.at.advanced(byMilliseconds: Int64(-seconds * 1_000)))
      }
    }
    #expect(text.contains(" source s90 FAILED 91s since 03:11:11Z   and 1 more: no answer"))
  }

  @Test func `a feature without data is not said to be well`() {
    func calm(_ snapshot: inout SystemSnapshot, blind: Int) {
      for place in snapshot.features.indices {
        snapshot.features[place].severity = place < blind ? .stale : .ok
        snapshot.features[place].atRisk = place < blind ? "no data of any of its endpoints" : nil
      }
    }
    let all = Self.text { calm(&$0, blind: $0.features.count) }
    #expect(all.contains(" features NO DATA "))
    #expect(!all.contains("none at risk"))
    let one = Self.text { calm(&$0, blind: 1) }
    #expect(one.contains(" features NO DATA 1: "))
    #expect(one.contains("   OK "))
    #expect(Self.text { calm(&$0, blind: 0) }.contains("none at risk"))
  }

  @Test(arguments: [80, 120, 200]) func `a mean stands under its own name where there is no quantile`(
    columns: Int
  ) {
    let text = Self.text(columns: columns) { snapshot in
      snapshot.endpoints[0].ttft = QuantileFigures(mean: 812)
    }
    #expect(text.contains("avg 812"))
  }

  @Test func `the details say that there is a mean and no quantile`() {
    let details = Self.text(columns: 160, .enter) { snapshot in
      for place in snapshot.endpoints.indices {
        snapshot.endpoints[place].ttft = QuantileFigures(mean: 812)
        snapshot.endpoints[place].source = "az"
      }
    }
    #expect(details.contains("TTFT ms  avg 812  no quantiles from az"))
    #expect(!details.contains("p50 -"))
  }

  @Test func `a quantile beyond the last bucket is marked as a lower limit`() {
    let figures = QuantileFigures(p50: 900, p90: 10_066, p99: 10_066).limited(by: 10_000)
    #expect(figures.atLeast == [.p90, .p99])
    #expect(Show.milliseconds(figures, .p90) == ">=10k")
    #expect(Show.milliseconds(figures, .p50) == "900")
    #expect(Show.milliseconds(QuantileFigures(p90: 2_500).limited(by: 2_500), .p90) == ">=2.5k")
    let text = Self.text { snapshot in
      for place in snapshot.endpoints.indices { snapshot.endpoints[place].ttft = figures }
    }
    #expect(text.contains(">=10k"))
  }

  @Test func `a minute that is over is not called the last ten seconds`() {
    let text = Self.text(columns: 200, .enter) { snapshot in
      for place in snapshot.endpoints.indices {
        snapshot.endpoints[place].source = "az"
        snapshot.endpoints[place].observedAt = Incident.at.advanced(byMilliseconds: -161_000)
        snapshot.endpoints[place].errors = []
      }
    }
    #expect(text.contains("of the minute to 03:10:00, as az has it"))
    #expect(!text.contains("last 10 s"))
    #expect(text.contains("figures from az, 2m old"))
  }

  @Test(arguments: [9.0, 99, 109, 400, 5_999, 9_000, 400_000]) func `how old stale figures are has room`(
    age: Double
  ) {
    var endpoint = Incident.snapshot().endpoints[0]
    endpoint.severity = .stale
    endpoint.observedAt = Incident.at.advanced(byMilliseconds: Int64(-age * 1_000))
    #expect(endpoint.breakerSpan(at: Incident.at).text.count <= 9)
  }
}
