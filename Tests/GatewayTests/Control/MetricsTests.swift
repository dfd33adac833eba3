import RoutingEngine
import Testing
import Wire

@testable import Gateway
@testable import GatewayTrials

@Suite struct MetricsTests {
  /// A page after some traffic: successes and a failure.
  private static func page(isPriced: Bool = true) throws -> String {
    var bench = try ServiceBench()
    bench.host = TinyHost(isPriced: isPriced)
    for outcome in ["ok", "ok", "server_error"] {
      let answer = try RouteAnswer.read(bench.post("/api/v1/route", #"{"feature":"chat"}"#).body)
      let report =
        #"{"decision":"\#(answer.decision)","class":"\#(outcome)","ttft_ms":300,"latency_ms":900,"tokens":{"input":1000,"output":100}}"#
      _ = bench.post("/api/v1/outcomes", #"{"outcomes":[\#(report)]}"#)
    }
    _ = bench.post("/api/v1/acts", #"{"kind":"drain","scope":"usc1/pro","reason":"x"}"#)
    return bench.get("/metrics").text
  }

  /// The samples of a metric, without its name.
  private static func samples(_ name: String, _ page: String) -> [Substring] {
    page.split(separator: "\n").filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
      .map { $0.dropFirst(name.count) }
  }

  @Test(arguments: Metric.allCases)
  func `every metric is on the page with its help and type`(metric: Metric) throws {
    let page = try Self.page()
    #expect(
      page.contains("# HELP \(metric.rawValue) \(metric.help)\n# TYPE \(metric.rawValue) \(metric.type)\n"))
    let name = metric.type == "histogram" ? metric.rawValue + "_count" : metric.rawValue
    #expect(!Self.samples(name, page).isEmpty)
  }

  @Test func `a histogram counts up to its total`() throws {
    let page = try Self.page()
    let name = "gen_ai_server_time_to_first_token_seconds"
    let buckets = Self.samples(name + "_bucket", page).compactMap { Int($0.split(separator: " ")[1]) }
    #expect(buckets == buckets.sorted())
    #expect(buckets.last == 3)
    #expect(Self.samples(name + "_count", page).first?.hasSuffix(" 3") == true)
    #expect(Self.samples(name + "_sum", page).first?.hasSuffix(" 0.9") == true)
  }

  @Test func `attempts that failed are told by their class`() throws {
    let page = try Self.page()
    let attempts = Self.samples("route_console_attempts_total", page)
    #expect(attempts.contains(#"{endpoint="use1/sonnet",feature="chat",class="ok"} 2"#))
    #expect(attempts.contains(#"{endpoint="use1/sonnet",feature="chat",class="server_error"} 1"#))
    let durations = Self.samples("gen_ai_server_request_duration_seconds_count", page)
    #expect(durations.contains { $0.contains(#"error_type="server_error""#) && $0.hasSuffix(" 1") })
    #expect(durations.contains { $0.contains(#"error_type="""#) && $0.hasSuffix(" 2") })
  }

  @Test func `a breaker is in one state`() throws {
    let states = try Self.samples("route_console_breaker_state", Self.page())
    #expect(states.count == 12)
    #expect(states.filter { $0.hasSuffix(" 1") }.count == 3)
  }

  @Test func `money is exact`() throws {
    let cost = try Self.samples("route_console_cost_usd_total", Self.page())
    #expect(cost.contains(#"{endpoint="use1/sonnet",feature="chat"} 0.0135"#))
  }

  @Test func `what nobody named a price for has no cost, not a cost of nothing`() throws {
    #expect(Self.samples("route_console_cost_usd_total", try Self.page(isPriced: false)).isEmpty)
  }

  @Test func `fields that were left out are counted by name`() throws {
    #expect(Self.samples("route_console_dropped_fields_total", try Self.page()) == [#"{field="seed"} 2"#])
  }

  @Test func `acts and events are counted by kind`() throws {
    let page = try Self.page()
    #expect(Self.samples("route_console_acts_total", page) == [#"{kind="drain",outcome="applied"} 1"#])
    #expect(Self.samples("route_console_events_total", page).contains(#"{kind="override_set"} 1"#))
  }

  @Test func `a label cannot break the page`() {
    var page = MetricsPage()
    page.add(.shed, ["a\"b\\c\nd"], 1)
    #expect(page.text == "route_console_shed_total{feature=\"a\\\"b\\\\c\\nd\"} 1\n")
  }

  // MARK: Documents made for these names

  private static func document(_ name: String) throws -> String {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    return String(
      decoding: try FileText.bytes(folders.joined(separator: "/") + "/docs/monitoring/" + name), as: UTF8.self
    )
  }

  /// The names of ours and of the conventions in a text, without the endings of a histogram's series.
  private static func names(in text: String) -> Set<String> {
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    let labels = Set(Metric.allCases.flatMap(\.labels))
    let found = words.filter {
      ($0.hasPrefix("route_console_") || $0.hasPrefix("gen_ai_")) && !labels.contains($0)
    }
    return Set(
      found.map { word in
        let ending = ["_bucket", "_sum", "_count"].first { word.hasSuffix($0) }
        return ending.map { String(word.dropLast($0.count)) } ?? word
      })
  }

  @Test(arguments: ["route-console.rules.yml", "grafana-dashboard.json"])
  func `rules and dashboard use names that are exported`(name: String) throws {
    let unknown = try Self.names(in: Self.document(name)).subtracting(Metric.allCases.map(\.rawValue))
    #expect(unknown == [])
  }

  @Test func `the dashboard shows every metric`() throws {
    let shown = try Self.names(in: Self.document("grafana-dashboard.json"))
    #expect(Set(Metric.allCases.map(\.rawValue)).subtracting(shown) == [])
  }

  @Test func `every metric is documented with its type, labels and meaning`() throws {
    let text = try Self.document("README.md")
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    let wanted = Metric.allCases.map { metric in
      let labels = metric.labels.isEmpty ? "" : metric.labels.map { "`\($0)`" }.joined(separator: " ")
      return "| `\(metric.rawValue)` | \(metric.type) | \(labels) | \(metric.help) |"
    }
    #expect(rows == wanted)
  }
}
