internal import RoutingEngine

/// What tokens cost where the configuration does not say: list prices of the providers, as of November 2026.
///
/// Prices are the first tier's; what providers charge more for very long prompts is not in them. A price that a
/// provider does not name for cached or cache-writing input is that of ordinary input.
enum PriceBook {
  private typealias Row = (model: String, input: Int64, cachedInput: Int64, cacheWrite: Int64, output: Int64)

  /// The price of a model at a kind of provider; nil where it is not known.
  static func price(of model: String, at kind: ProviderSection.Kind) -> Price? {
    for name in names(of: model, at: kind) {
      guard let row = rows.first(where: { $0.model == name }) else { continue }
      return Price(
        input: row.input, cachedInput: row.cachedInput, cacheWrite: row.cacheWrite, output: row.output)
    }
    return nil
  }

  /// The models that have a price.
  static var models: [String] { rows.map(\.model) }

  /// The names a model may have in the book, the most particular first: with its provider, and without its date.
  private static func names(of model: String, at kind: ProviderSection.Kind) -> [String] {
    let bare = undated(model)
    let prefixes =
      switch kind {
      case .azureOpenAI: ["azure/", "azure_ai/"]
      case .gcpVertex: ["vertex_ai/"]
      case .openAICompatible: ["mistral/"]
      case .awsBedrock, .openAI, .anthropic: [String]()
      }
    var names = prefixes.map { $0 + model } + [model]
    if bare != model { names += prefixes.map { $0 + bare } + [bare] }
    if kind == .awsBedrock, let dot = model.firstIndex(of: "."), model[..<dot].utf8.count <= 6 {
      // A profile of another geography costs what the one of the United States does.
      names.append("us" + model[dot...])
    }
    return names
  }

  /// A name without the date of its version: `gpt-4o-2024-08-06`, `claude-sonnet-4-5@20250929`.
  private static func undated(_ model: String) -> String {
    if let mark = model.lastIndex(of: "@") { return String(model[..<mark]) }
    for count in [11, 9] where model.utf8.count > count {
      let tail = model.suffix(count)
      if tail.first == "-", tail.dropFirst().allSatisfy({ $0.isNumber || $0 == "-" }) {
        return String(model.dropLast(count))
      }
    }
    return model
  }

  /// In pico-dollars a token, which is USD for a million tokens times a million.
  private static let rows: [Row] = [
    ("gpt-6.1-sol", 2_000_000, 100_000, 2_500_000, 10_000_000),
    ("gpt-6.1-terra", 1_000_000, 50_000, 1_250_000, 5_000_000),
    ("gpt-6-astra", 10_000_000, 1_000_000, 12_500_000, 50_000_000),
    ("gpt-6-sol", 2_000_000, 200_000, 2_500_000, 10_000_000),
    ("gpt-6-luna", 100_000, 10_000, 125_000, 500_000),
    ("gpt-5.5", 5_000_000, 500_000, 5_000_000, 30_000_000),
    ("gpt-5.4-mini", 750_000, 75_000, 750_000, 4_500_000),
    ("gpt-5.1", 1_250_000, 125_000, 1_250_000, 10_000_000),
    ("gpt-4.1", 2_000_000, 500_000, 2_000_000, 8_000_000),
    ("gpt-4.1-mini", 400_000, 100_000, 400_000, 1_600_000),
    ("gpt-4o", 2_500_000, 1_250_000, 2_500_000, 10_000_000),
    ("gpt-4o-mini", 150_000, 75_000, 150_000, 600_000),
    ("o3", 2_000_000, 500_000, 2_000_000, 8_000_000),
    ("claude-opus-5-5", 4_000_000, 200_000, 5_000_000, 20_000_000),
    ("claude-sonnet-5-5", 2_000_000, 100_000, 2_500_000, 10_000_000),
    ("claude-haiku-5-5", 100_000, 10_000, 125_000, 500_000),
    ("claude-fable-5-1", 10_000_000, 250_000, 12_500_000, 50_000_000),
    ("claude-opus-4-8", 5_000_000, 500_000, 6_250_000, 25_000_000),
    ("claude-sonnet-4-6", 3_000_000, 300_000, 3_750_000, 15_000_000),
    ("claude-sonnet-4-5", 3_000_000, 300_000, 3_750_000, 15_000_000),
    ("claude-haiku-4-5", 1_000_000, 100_000, 1_250_000, 5_000_000),
    ("us.anthropic.claude-sonnet-5-5", 2_200_000, 110_000, 2_750_000, 11_000_000),
    ("global.anthropic.claude-sonnet-5-5", 2_000_000, 100_000, 2_500_000, 10_000_000),
    ("us.anthropic.claude-opus-5-5", 4_400_000, 220_000, 5_500_000, 22_000_000),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", 3_300_000, 330_000, 4_125_000, 16_500_000),
    ("us.anthropic.claude-haiku-4-5-20251001-v1:0", 1_100_000, 110_000, 1_375_000, 5_500_000),
    ("amazon.nova-micro-v1:0", 35_000, 8_750, 35_000, 140_000),
    ("amazon.nova-lite-v1:0", 60_000, 15_000, 60_000, 240_000),
    ("amazon.nova-pro-v1:0", 800_000, 200_000, 800_000, 3_200_000),
    ("us.amazon.nova-2-lite-v1:0", 330_000, 82_500, 330_000, 2_750_000),
    ("us.meta.llama3-3-70b-instruct-v1:0", 720_000, 720_000, 720_000, 720_000),
    ("azure/gpt-6.1-sol", 2_000_000, 100_000, 2_500_000, 10_000_000),
    ("azure/gpt-6-luna", 100_000, 10_000, 125_000, 500_000),
    ("azure/gpt-4.1", 2_000_000, 500_000, 2_000_000, 8_000_000),
    ("azure/gpt-4o", 2_500_000, 1_250_000, 2_500_000, 10_000_000),
    ("azure/gpt-4o-mini", 150_000, 75_000, 150_000, 600_000),
    ("azure_ai/claude-sonnet-5-5", 2_000_000, 100_000, 2_500_000, 10_000_000),
    ("vertex_ai/gemini-4-argon", 2_000_000, 100_000, 2_000_000, 10_000_000),
    ("gemini-3.8-flash", 750_000, 75_000, 750_000, 3_750_000),
    ("gemini-3.5-flash", 1_500_000, 150_000, 1_500_000, 9_000_000),
    ("gemini-3.1-pro-preview", 2_000_000, 200_000, 2_000_000, 12_000_000),
    ("gemini-3.1-flash-lite", 250_000, 25_000, 250_000, 1_500_000),
    ("gemini-2.5-pro", 1_250_000, 125_000, 1_250_000, 10_000_000),
    ("gemini-2.5-flash", 300_000, 30_000, 300_000, 2_500_000),
    ("gemini-2.5-flash-lite", 100_000, 10_000, 100_000, 400_000),
    ("vertex_ai/claude-sonnet-5-5", 2_000_000, 100_000, 2_500_000, 10_000_000),
    ("vertex_ai/claude-opus-5-5", 4_000_000, 200_000, 5_000_000, 20_000_000),
    ("mistral/mistral-large-4", 1_360_000, 140_000, 1_360_000, 4_180_000),
    ("mistral/mistral-large-latest", 500_000, 50_000, 500_000, 1_500_000),
    ("mistral/mistral-medium-latest", 1_500_000, 150_000, 1_500_000, 7_500_000),
    ("mistral/mistral-small-latest", 150_000, 15_000, 150_000, 600_000),
    ("mistral/ministral-8b-latest", 150_000, 15_000, 150_000, 150_000),
  ]
}
