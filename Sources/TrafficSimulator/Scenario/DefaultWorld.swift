internal import RoutingEngine

extension World {
  /// Three providers in two regions each, twelve endpoints, five features, four replicas, 100 requests/s.
  ///
  /// Capacities are 80, 70 and 70 % of the whole demand, provider by provider. Any one endpoint, and any one
  /// provider, can be drained: the rest of each pool, and of all pools together, stays above 110 % of demand.
  /// Speeds and prices are of the order of today's models; no figure is a measurement of any of them.
  public static let `default` = makeDefault()

  private static func makeDefault() -> World {
    var world = World(
      providers: [
        ProviderModel(id: "bedrock", cloud: "aws"), ProviderModel(id: "vertex", cloud: "gcp"),
        ProviderModel(id: "azure", cloud: "azure"),
      ],
      endpoints: bedrock + vertex + azure,
      features: [recap, reason, code, search, batch])
    world.replicas = 4
    return world
  }

  /// How fast, how reliable and how expensive a model is.
  private struct ModelCard {
    var name: String
    var ttft: Int64
    var perPromptTokenMicroseconds: Int64
    var tpotMicroseconds: Int64
    var errorRate: Double
    var price: Price

    func at(_ id: String, _ provider: String, _ region: String, _ requestsPerSecond: Double) -> EndpointModel
    {
      var endpoint = EndpointModel(
        id: id + "/" + name, provider: provider, region: region, model: name,
        ttft: FirstTokenModel(
          p50: .milliseconds(ttft), sigma: 0.4, perPromptToken: .microseconds(perPromptTokenMicroseconds)),
        tpot: TokenTimeModel(p50: .microseconds(tpotMicroseconds), sigma: 0.2))
      endpoint.capacity.requestsPerSecond = requestsPerSecond
      endpoint.capacity.inFlight = Int(requestsPerSecond * 60)
      endpoint.errorRate = errorRate
      endpoint.price = price
      return endpoint
    }
  }

  /// Prices in US cents a million tokens; a cent a million is 10,000 pico-dollars a token.
  private static func cents(_ input: Int64, _ cachedInput: Int64, _ output: Int64) -> Price {
    Price(input: input * 10_000, cachedInput: cachedInput * 10_000, output: output * 10_000)
  }

  private static let sonnet = ModelCard(
    name: "sonnet", ttft: 620, perPromptTokenMicroseconds: 80, tpotMicroseconds: 15_000, errorRate: 0.002,
    price: cents(300, 30, 1_500))
  private static let haiku = ModelCard(
    name: "haiku", ttft: 320, perPromptTokenMicroseconds: 40, tpotMicroseconds: 7_000, errorRate: 0.002,
    price: cents(80, 8, 400))
  private static let geminiPro = ModelCard(
    name: "gemini-pro", ttft: 700, perPromptTokenMicroseconds: 60, tpotMicroseconds: 10_000, errorRate: 0.003,
    price: cents(125, 31, 1_000))
  private static let geminiFlash = ModelCard(
    name: "gemini-flash", ttft: 280, perPromptTokenMicroseconds: 30, tpotMicroseconds: 5_000,
    errorRate: 0.002,
    price: cents(30, 7, 250))
  private static let gpt4o = ModelCard(
    name: "gpt-4o", ttft: 520, perPromptTokenMicroseconds: 70, tpotMicroseconds: 12_000, errorRate: 0.002,
    price: cents(250, 125, 1_000))
  private static let gpt4oMini = ModelCard(
    name: "gpt-4o-mini", ttft: 300, perPromptTokenMicroseconds: 35, tpotMicroseconds: 9_000, errorRate: 0.002,
    price: cents(15, 7, 60))

  private static let bedrock = [
    sonnet.at("use1", "bedrock", "us-east-1", 30), haiku.at("use1", "bedrock", "us-east-1", 24),
    sonnet.at("usw2", "bedrock", "us-west-2", 16), haiku.at("usw2", "bedrock", "us-west-2", 10),
  ]
  private static let vertex = [
    geminiPro.at("usc1", "vertex", "us-central1", 12), geminiFlash.at("usc1", "vertex", "us-central1", 36),
    geminiPro.at("euw4", "vertex", "europe-west4", 10), geminiFlash.at("euw4", "vertex", "europe-west4", 12),
  ]
  private static let azure = [
    gpt4o.at("eus2", "azure", "eastus2", 14), gpt4oMini.at("eus2", "azure", "eastus2", 34),
    gpt4o.at("swc", "azure", "swedencentral", 10), gpt4oMini.at("swc", "azure", "swedencentral", 12),
  ]

  /// A pool in order, the primary first, each with its benchmark score.
  private static func feature(
    _ id: String, _ requestsPerSecond: Double, prompt: TokenCountModel, output: TokenCountModel,
    pool: [(String, Double)], floor: Double, priority: Int, objectives: Objectives
  ) -> FeatureModel {
    var feature = FeatureModel(
      id: id, requestsPerSecond: requestsPerSecond, promptTokens: prompt, outputTokens: output,
      primary: pool[0].0, backups: pool.dropFirst().map(\.0))
    feature.priority = priority
    feature.qualityFloor = floor
    feature.scores = pool.map { ModelScore(endpoint: $0.0, score: QualityScore(mean: $0.1)) }
    feature.objectives = objectives
    return feature
  }

  /// Objectives in milliseconds; one request in a hundred may fail.
  private static func objectives(
    ttft: Int64, latency: Int64, ttftDeadline: Int64, deadline: Int64
  ) -> Objectives {
    var objectives = Objectives()
    objectives.ttftP90 = .milliseconds(ttft)
    objectives.latencyP90 = .milliseconds(latency)
    objectives.ttftDeadline = .milliseconds(ttftDeadline)
    objectives.deadline = .milliseconds(deadline)
    return objectives
  }

  private static let reason = feature(
    "reason", 10, prompt: TokenCountModel(p50: 6_000, sigma: 0.5),
    output: TokenCountModel(p50: 1_500, sigma: 0.4),
    pool: [
      ("usw2/sonnet", 0.90), ("use1/sonnet", 0.90), ("usc1/gemini-pro", 0.88), ("eus2/gpt-4o", 0.86),
      ("euw4/gemini-pro", 0.88), ("swc/gpt-4o", 0.86),
    ],
    floor: 0.80, priority: 1,
    objectives: objectives(ttft: 4_000, latency: 60_000, ttftDeadline: 15_000, deadline: 180_000))

  private static let recap = feature(
    "recap", 26, prompt: TokenCountModel(p50: 1_800, sigma: 0.6),
    output: TokenCountModel(p50: 150, sigma: 0.5),
    pool: [
      ("usc1/gemini-flash", 0.86), ("euw4/gemini-flash", 0.86), ("usw2/haiku", 0.85),
      ("swc/gpt-4o-mini", 0.83), ("eus2/gpt-4o-mini", 0.83), ("use1/haiku", 0.85), ("eus2/gpt-4o", 0.88),
    ],
    floor: 0.78, priority: 2,
    objectives: objectives(ttft: 1_500, latency: 6_000, ttftDeadline: 6_000, deadline: 30_000))

  private static let code = feature(
    "code", 22, prompt: TokenCountModel(p50: 3_000, sigma: 0.7),
    output: TokenCountModel(p50: 350, sigma: 0.6),
    pool: [
      ("use1/sonnet", 0.93), ("usw2/sonnet", 0.93), ("eus2/gpt-4o", 0.87), ("usc1/gemini-pro", 0.88),
      ("swc/gpt-4o", 0.87), ("euw4/gemini-pro", 0.88),
    ],
    floor: 0.82, priority: 1,
    objectives: objectives(ttft: 2_800, latency: 20_000, ttftDeadline: 8_000, deadline: 60_000))

  private static let search = feature(
    "search", 24, prompt: TokenCountModel(p50: 2_400, sigma: 0.5),
    output: TokenCountModel(p50: 90, sigma: 0.4),
    pool: [
      ("eus2/gpt-4o-mini", 0.84), ("swc/gpt-4o-mini", 0.84), ("euw4/gemini-flash", 0.85),
      ("usc1/gemini-flash", 0.85), ("usw2/haiku", 0.84), ("use1/haiku", 0.84), ("usc1/gemini-pro", 0.88),
    ],
    floor: 0.78, priority: 2,
    objectives: objectives(ttft: 1_500, latency: 5_000, ttftDeadline: 5_000, deadline: 20_000))

  private static let batch = feature(
    "batch", 18, prompt: TokenCountModel(p50: 4_000, sigma: 0.6),
    output: TokenCountModel(p50: 400, sigma: 0.5),
    pool: [
      ("use1/haiku", 0.82), ("usw2/haiku", 0.82), ("swc/gpt-4o-mini", 0.80), ("euw4/gemini-flash", 0.83),
      ("eus2/gpt-4o-mini", 0.80), ("usc1/gemini-flash", 0.83),
    ],
    floor: 0.75, priority: 5,
    objectives: objectives(ttft: 6_000, latency: 30_000, ttftDeadline: 20_000, deadline: 120_000))
}
