import Documents
import RoutingEngine
import TelemetryClient
import Testing

@testable import RouteConsole

@Suite struct TelemetrySectionTests {
  private static func text(_ telemetry: String, match: String = "{}", acts: String = "") -> String {
    """
    {
      providers: { p: { kind: "openai-compatible", base_url: "http://127.0.0.1:8000/v1", region: "r" } },
      endpoints: [ { id: "a", provider: "p", model: "m", match: \(match) } ],
      features: [ { id: "f", primary: "a", aliases: ["g"] } ],
      telemetry: [ \(telemetry) ],
      \(acts)
    }
    """
  }

  private static func read(_ text: String) throws -> (configuration: Configuration?, problems: String) {
    let problems = Problems(file: "f")
    let configuration = ConfigurationReader.read(
      try Document.parse(text, dialect: .json5), problems: problems)
    return (configuration, problems.description)
  }

  private static let all = """
    { kind: "prometheus", name: "eu", url: "https://prom.example", token_file: "/etc/t", feature_label: "team",
      other_errors: "server_error", queries: [
        { query: "q", quantity: "ttft", statistic: "p90" },
        { query: "r", quantity: "errors", class: "cut", statistic: "sum", window_s: 60, factor: 0.5 } ] },
    { kind: "scrape", url: "http://127.0.0.1:9/metrics", preset: "vllm", endpoint: "a", interval_s: 5 },
    { kind: "cloudwatch", region: "us-east-1", percentiles: false, invocations: "accepted" },
    { kind: "cloud-monitoring", project: "acme" },
    { kind: "azure-monitor", resource: "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/x", credentials: { kind: "managed-identity" } },
    { kind: "events", file: "/var/log/r.ndjson", from: "start" },
    { kind: "events", stdin: true },
    { kind: "events", socket: "/run/rc-events.sock" },
    { kind: "attach", url: "http://127.0.0.1:8081", token_file: "/etc/a" }
    """

  @Test func `every source reads back as check prints it`() throws {
    let match = "{ model_id: \"x\", cloudwatch: { ModelId: \"y\" } }"
    let acts =
      "watch: { acts: { kind: \"file\", path: \"/etc/r.json\", confirm_file: \"/run/a.json\", timeout_s: 5 } },"
    let (configuration, problems) = try Self.read(Self.text(Self.all, match: match, acts: acts))
    #expect(problems.isEmpty)
    let first = try #require(configuration)
    let (again, trouble) = try Self.read(ConfigurationWriter(configuration: first).text)
    #expect(trouble.isEmpty)
    #expect(again?.telemetry == first.telemetry)
    #expect(again?.watchActs == first.watchActs)
    #expect(again?.endpoints == first.endpoints)
  }

  @Test func `sources of one kind get names of their own`() throws {
    let (configuration, _) = try Self.read(Self.text(Self.all))
    #expect(
      configuration?.telemetry.map(\.name) == [
        "eu", "scrape", "cloudwatch", "cloud-monitoring", "azure-monitor", "events", "events-2", "events-3",
        "attach",
      ])
  }

  @Test func `a match under a source's name is for that source alone`() throws {
    let match = "{ model_id: \"x\", cloudwatch: { ModelId: \"y\" } }"
    let (configuration, _) = try Self.read(
      Self.text(
        "{ kind: \"prometheus\", url: \"http://p\" }, { kind: \"cloudwatch\", region: \"r\" }", match: match))
    let read = try #require(configuration)
    #expect(read.sourceContext.endpoints[0].match == [TelemetryClient.Label("model_id", "x")])
    #expect(read.telemetry[0].settings.matches.isEmpty)
    #expect(read.telemetry[1].settings.matches == ["a": [TelemetryClient.Label("ModelId", "y")]])
    #expect(read.sourceContext.features == ["f": FeatureIndex(0), "g": FeatureIndex(0)])
  }

  @Test(
    arguments: [
      ("{ kind: \"prometheus\" }", "\"url\" is missing"),
      ("{ kind: \"prometheus\", url: \"http://p\", preset: \"vlm\" }", "did you mean \"vllm\"?"),
      ("{ kind: \"prometheus\", url: \"http://p\", token: \"t\" }", "puts a secret in this file"),
      (
        "{ kind: \"cloudwatch\", region: \"r\", credentials: { kind: \"metadata\" } }",
        "are not for a cloudwatch source"
      ),
      ("{ kind: \"events\" }", "needs one of \"file\", \"socket\" and \"stdin\""),
      ("{ kind: \"events\", file: \"a\", stdin: true }", "needs one of \"file\", \"socket\" and \"stdin\""),
      ("{ kind: \"scrape\", url: \"http://p\", endpoint: \"b\" }", "\"endpoint\""),
      (
        "{ kind: \"attach\", url: \"http://p\", name: \"x\" }, { kind: \"attach\", url: \"http://p\", name: \"x\" }",
        "the name of another source"
      ),
      (
        "{ kind: \"prometheus\", url: \"http://p\", queries: [ { query: \"q\", quantity: \"ttft\", statistic: \"sum\" } ] }",
        "\"window_s\" is missing"
      ),
    ])
  func `a mistake is named`(telemetry: String, complaint: String) throws {
    let (configuration, problems) = try Self.read(Self.text(telemetry))
    #expect(configuration == nil)
    #expect(problems.contains(complaint), "\(problems)")
  }

  @Test func `a match for a source that there is not is named`() throws {
    let (_, problems) = try Self.read(
      Self.text("{ kind: \"scrape\", url: \"http://p\" }", match: "{ scrap: { model: \"y\" } }"))
    #expect(problems.contains("did you mean \"scrape\"?"))
  }
}
