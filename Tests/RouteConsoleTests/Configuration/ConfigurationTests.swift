import Documents
import RoutingEngine
import Testing
import TrafficSimulator

@testable import RouteConsole

@Suite struct ConfigurationTests {
  private static let minimal = """
    {
      providers: { local: { kind: "openai-compatible", base_url: "http://vllm:8000/v1" } },
      endpoints: [ { id: "a", provider: "local", model: "m" }, { id: "b", provider: "local", model: "m" } ],
      features: [ { id: "chat", primary: "a", backups: ["b"] } ],
    }
    """

  private func read(_ text: String) throws -> (Configuration?, String) {
    let problems = Problems(file: "c.json5")
    let configuration = ConfigurationReader.read(
      try Document.parse(text, dialect: .json5), problems: problems)
    return (configuration, problems.description)
  }

  private func complaint(about change: String, instead: String) throws -> String {
    let text = Self.minimal.replacing(change, with: instead)
    try #require(text != Self.minimal, "the change changes nothing")
    let (configuration, problems) = try read(text)
    #expect(configuration == nil)
    return problems
  }

  @Test func `only providers, endpoints and features are needed`() throws {
    let (configuration, problems) = try read(Self.minimal)
    #expect(problems.isEmpty)
    let read = try #require(configuration)
    #expect(read.gateway == GatewaySection())
    #expect(read.breaker == BreakerConfiguration())
    #expect(read.endpoints.allSatisfy { $0.capabilities.isSuperset(of: [.tools, .images, .jsonSchema]) })
  }

  @Test func `what check prints reads back as the same configuration`() throws {
    let text = Self.full
    let (configuration, problems) = try read(text)
    #expect(problems.isEmpty)
    let first = try #require(configuration)
    let (again, trouble) = try read(ConfigurationWriter(configuration: first).text)
    #expect(trouble.isEmpty)
    #expect(again == withoutPlaces(first) || again.map(withoutPlaces) == withoutPlaces(first))
  }

  @Test func `keys may be moved, and check prints them`() throws {
    let text = Self.minimal.replacing(
      "features:", with: "keys: { drain: \"C\", \"page-down\": [\"PgDn\", \"v\"] }, features:")
    let (configuration, problems) = try read(text)
    #expect(problems.isEmpty, "\(problems)")
    let keys = try #require(configuration).keys
    #expect(keys.table.action(for: .character("C")) == .drain)
    #expect(keys.table.action(for: .character("v")) == .pageDown)
    let (again, _) = try read(ConfigurationWriter(configuration: try #require(configuration)).text)
    #expect(again?.keys == keys)
  }

  @Test(arguments: [
    ("{ drian: \"C\" }", "4:", "there is no action \"drian\" that keys could do"),
    ("{ drian: \"C\" }", "4:", "did you mean \"drain\"?"), ("{ drain: \"c\" }", "4:", "too easy to press"),
    ("{ sort: \"j\" }", "4:", "bound to both down and sort"), ("{ sort: \"Hyper-j\" }", "4:", "is no key"),
    ("{ sort: 5 }", "4:", "must be a list"), ("{ sort: [5] }", "4:", "must be a string"),
  ])
  func `keys that cannot be are refused where they stand`(keys: String, line: String, word: String) throws {
    let problems = try complaint(about: "features:", instead: "keys: \(keys), features:")
    #expect(problems.contains(word) && problems.contains(line), "\(problems)")
  }

  /// Scores remember where they stand in the file, which differs between two spellings of one configuration.
  private func withoutPlaces(_ configuration: Configuration) -> Configuration {
    var copy = configuration
    for feature in copy.features.indices {
      for score in copy.features[feature].scores.indices {
        copy.features[feature].scores[score].position = .start
      }
    }
    return copy
  }

  @Test func `the engine is told capacity by the second and prices by the token`() throws {
    let read = try #require(try read(Self.full).0)
    let engine = read.engineConfiguration(seed: 3, today: CalendarDate(text: "2026-11-20"))
    #expect(engine.seed == 3)
    #expect(engine.endpoints[0].capacity.requestsPerSecond == 100)
    #expect(engine.endpoints[0].cloud == "aws")
    #expect(engine.endpoints[1].price.output == 15_000_000)
    #expect(engine.breaker.openMin == .seconds(2))
    #expect(engine.features[0].candidates.map(\.endpoint.value) == [0, 1])
    #expect(engine.features[0].candidates[0].quality?.isStale == false)
    #expect(engine.features[0].candidates[1].quality?.isStale == true)
  }

  @Test(arguments: [
    ("base_url", "api_key: \"sk-123456789\", base_url"),
    ("base_url", "headers: { Authorization: \"Bearer sk-123456789\" }, base_url"),
    ("http://vllm", "http://user:sk-123456789@vllm"),
    ("base_url", "credentials: { kind: \"api-key\", api_key: \"sk-123456789\" }, base_url"),
    ("base_url", "credentials: { kind: \"api-key\", env: \"sk-123456789\" }, base_url"),
  ])
  func `a secret in the file is refused and not repeated`(change: String, instead: String) throws {
    let said = try complaint(about: change, instead: instead)
    #expect(!said.isEmpty)
    #expect(!said.contains("123456789"), "\(said)")
  }

  @Test func `a refused key is not offered as a correction`() throws {
    let said = try complaint(about: "base_url", instead: "api_kee: 1, base_url")
    #expect(!said.contains("did you mean \"api_key\""))
  }

  @Test(arguments: [
    ("id: \"b\"", "id: \"a\"", "has the id of endpoint 1"),
    ("primary: \"a\"", "primary: \"c\"", "names the endpoint \"c\", which does not exist"),
    ("backups: [\"b\"]", "backups: [\"a\"]", "is its primary"),
    ("backups: [\"b\"]", "backups: [\"b\", \"b\"]", "has the backup \"b\" twice"),
    ("model: \"m\" }, {", "model: \"m\", regoin: \"x\" }, {", "did you mean \"region\"?"),
    ("provider: \"local\"", "provider: \"locl\"", "did you mean \"local\"?"),
    ("features:", "breaker: { slow_factor: NaN }, features:", "\"slow_factor\" in \"breaker\""),
    ("features:", "breaker: { open_min_ms: 90000 }, features:", "is more than \"open_max_ms\""),
    (
      "features:",
      "breaker: { stages: [ { percent: 5, samples: 3, failures: 0 }, { percent: 1, samples: 3, failures: 0 } ] }, features:",
      "must rise"
    ),
    ("features:", "gateway: { listen: \"8080\" }, features:", "is no address to listen on"),
    ("features:", "telemetry: [ { kind: \"promethius\" } ], features:", "did you mean \"prometheus\"?"),
    ("features:", "recording: { keep: \"24\" }, features:", "has no unit"),
    ("features:", "watch: { acts: { kind: \"command\", argv: [] } }, features:", "is empty"),
    (", base_url: \"http://vllm:8000/v1\"", "", "\"base_url\" is missing"),
    (
      "\"openai-compatible\"", "\"aws-bedrock\", region: \"r\", credentials: { kind: \"metadata\" }",
      "are not for a aws-bedrock provider"
    ),
  ])
  func `a mistake is reported`(change: String, instead: String, message: String) throws {
    let said = try complaint(about: change, instead: instead)
    #expect(said.contains(message), "it said: \(said)")
  }

  @Test func `check prints what is in force behind a comment`() throws {
    let shell = MemoryShell()
    shell.files["c.json5"] = Array(Self.minimal.utf8)
    #expect(shell.run("check", "c.json5") == .done)
    #expect(shell.output.hasPrefix("// c.json5: valid configuration, 1 provider, 2 endpoints, 1 feature\n"))
    let printed = try Document.parse(shell.output, dialect: .json5)
    #expect(printed["breaker"]?["open_min_ms"]?.integer == 5_000)
    #expect(printed["gateway"]?["listen"]?.string == "127.0.0.1:8080")
  }

  static let full = """
    {
      providers: {
        bedrock: { kind: "aws-bedrock", cloud: "aws", region: "us-east-1", credentials: { kind: "web-identity" } },
        vertex: { kind: "gcp-vertex", project: "acme", region: "us-central1",
          credentials: { kind: "workload-identity", file: "/etc/acme/wif.json", sts_url: "https://sts.example" } },
        claude: { kind: "anthropic", credentials: { kind: "api-key", env: "ANTHROPIC_API_KEY" }, headers: { "x-team": "a" } },
      },
      endpoints: [
        { id: "use1/sonnet", provider: "bedrock", model: "sonnet", deployment: "d", context_tokens: 200000,
          capacity: { kind: "on-demand", requests_per_minute: 6000, tokens_per_minute: 4000000, in_flight: 400 },
          capabilities: ["tools", "images"], references: { ttft_p90_ms: 900, tpot_p90_ms: 20.5 }, match: { ModelId: "x" } },
        { id: "usc1/gemini-pro", provider: "vertex", model: "gemini-2.5-pro", price: { input: 3, output: 15 },
          capacity: { kind: "provisioned", tokens_per_minute: 1000000, hourly_usd: 40 } },
      ],
      features: [
        { id: "recap", primary: "use1/sonnet", backups: ["usc1/gemini-pro"], priority: 2, aliases: ["summary"],
          objectives: { ttft_p90_ms: 1500, error_rate: 0.02 }, selection: "balanced", degraded_floor: 0.6,
          price_ceiling_usd: 0.5, failover_on_content_filter: true, retry: "same-then-elsewhere", rescue: ["prefill"],
          quality: { floor: 0.80, scores: { "use1/sonnet": { mean: 0.91, n: 400, date: "2026-11-01" },
            "usc1/gemini-pro": { mean: 0.88, n: 400, date: "2026-01-01" } } },
          experiments: [ { endpoint: "usc1/gemini-pro", percent: 5 } ] },
      ],
      gateway: { listen: "unix:/run/rc.sock", journal: "full", max_connections: 10 },
      control: { environment: "prod", viewer_token_file: "/etc/v" },
      telemetry: [ { kind: "prometheus", url: "http://127.0.0.1:9090", preset: "vllm" }, { kind: "cloudwatch", region: "us-east-1" } ],
      breaker: { open_min_ms: 2000, stages: [ { percent: 2, samples: 3, failures: 0 }, { percent: 50, samples: 9, failures: 1 } ] },
      selection: { warm_trickle: 0.01 },
      retry: { max_attempts: 2 },
      prices: { sonnet: { input: 3, cached_input: 0.3, cache_write: 3.75, output: 15 } },
      watch: { acts: { kind: "webhook", url: "https://ops.example/acts", key_file: "/etc/k" } },
      recording: { keep: "12h" },
      state_dir: "/var/lib/rc",
    }
    """
}
