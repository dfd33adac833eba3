/// What is known of models by their names.
///
/// Limits and flags: the price file of litellm 1.109.1 (`max_input_tokens`, `max_output_tokens`,
/// `supports_sampling_params`, `supports_assistant_prefill`) and the providers' SDKs of November 2026.
extension ModelProfile {
  /// One family of models.
  private struct Family {
    /// How the bare names begin.
    let prefix: String
    let profile: ModelProfile

    init(_ prefix: String, _ input: Int, _ output: Int, _ change: (inout ModelProfile) -> Void = { _ in }) {
      self.prefix = prefix
      var profile = ModelProfile()
      profile.mostInputTokens = input
      profile.mostOutputTokens = output
      change(&profile)
      self.profile = profile
    }
  }

  /// The profile of a model; for unknown ones that of a model which can do everything.
  ///
  /// Understands the ids of all providers: `us.anthropic.claude-sonnet-4-5-20250929-v1:0`,
  /// `claude-sonnet-4-5@20250929`, `gpt-5.5-2026-04-23`, `ft:gpt-4.1:acme::id`, `google/gemini-2.5-pro`.
  static func known(_ model: String) -> ModelProfile {
    let name = bareName(model)
    var best: Family?
    for family in families where name.hasPrefix(family.prefix) {
      if family.prefix.utf8.count > (best?.prefix.utf8.count ?? 0) { best = family }
    }
    return best?.profile ?? ModelProfile()
  }

  /// The id without what providers put before the model's own name.
  private static func bareName(_ model: String) -> String {
    var name = model[...]
    if let slash = name.lastIndex(of: "/") { name = name[name.index(after: slash)...] }
    if name.hasPrefix("ft:") { name = name.dropFirst("ft:".count) }
    for vendor in ["anthropic.", "amazon.", "meta.", "openai.", "mistral.", "google."] {
      // Regional profiles of Bedrock stand before the vendor: `us.anthropic.`.
      let parts = name.split(separator: ".", maxSplits: 1)
      let isRegional = parts.count == 2 && parts[0].utf8.count <= 6 && parts[1].hasPrefix(vendor)
      if name.hasPrefix(vendor) {
        name = name.dropFirst(vendor.count)
      } else if isRegional {
        name = parts[1].dropFirst(vendor.count)
      }
    }
    return name.lowercased()
  }

  private static let families: [Family] =
    openAIFamilies + claudeFamilies + geminiFamilies + bedrockFamilies + mistralFamilies

  private static let openAIFamilies: [Family] = [
    Family("gpt-6", 922_000, 128_000, reasons),
    Family("gpt-5", 272_000, 128_000, reasons),
    Family("gpt-5.5", 1_050_000, 128_000, reasons),
    Family("o1", 200_000, 100_000, reasons),
    Family("o3", 200_000, 100_000) {
      reasons(&$0); $0.takesStop = false
    },
    Family("o4-mini", 200_000, 100_000) {
      reasons(&$0); $0.takesStop = false
    },
    Family("gpt-4.1", 1_047_576, 32_768, doesNotThink),
    Family("gpt-4o", 128_000, 16_384, doesNotThink),
  ]

  private static let claudeFamilies: [Family] = [
    Family("claude-opus-5", 1_000_000, 128_000, fifthClaude),
    Family("claude-sonnet-5", 1_000_000, 128_000, fifthClaude),
    Family("claude-haiku-5", 1_000_000, 128_000) {
      fifthClaude(&$0); $0.takesForcedTools = true
    },
    Family("claude-fable-5", 1_000_000, 128_000, fifthClaude),
    Family("claude-opus-4-8", 1_000_000, 128_000) { $0.takesSampling = false },
    Family("claude-opus-4-7", 1_000_000, 128_000) { $0.takesSampling = false },
    Family("claude-opus-4-6", 1_000_000, 128_000),
    Family("claude-sonnet-4-6", 1_000_000, 128_000),
    Family("claude-sonnet-4-5", 200_000, 64_000, budgetedClaude),
    Family("claude-haiku-4-5", 200_000, 64_000, budgetedClaude),
    Family("claude-opus-4-5", 200_000, 64_000, budgetedClaude),
    Family("claude-opus-4", 200_000, 32_000) {
      budgetedClaude(&$0); $0.takesJSONSchema = false
    },
    Family("claude-sonnet-4", 200_000, 64_000) {
      budgetedClaude(&$0); $0.takesJSONSchema = false
    },
    Family("claude-3", 200_000, 4_096) {
      doesNotThink(&$0)
      $0.takesPrefill = true
      $0.takesJSONSchema = false
    },
  ]

  private static let geminiFamilies: [Family] = [
    Family("gemini-4", 1_048_576, 65_536),
    Family("gemini-3.8-flash", 1_048_576, 65_536) { $0.takesSampling = false },
    Family("gemini-3", 1_048_576, 65_535),
    Family("gemini-2.5", 1_048_576, 65_535) { $0.thinking = .budget },
    Family("gemini-2.0", 1_048_576, 8_192, doesNotThink),
  ]

  private static let bedrockFamilies: [Family] = [
    Family("nova-micro", 128_000, 10_000) {
      plain(&$0); $0.takesImages = false
    },
    Family("nova-lite", 300_000, 10_000, plain),
    Family("nova-pro", 300_000, 10_000, plain),
    Family("nova-2-lite", 1_000_000, 64_000, plain),
    Family("llama3", 128_000, 4_096) {
      plain(&$0); $0.takesImages = false
    },
  ]

  private static let mistralFamilies: [Family] = [
    Family("mistral-large-4", 1_048_576, 262_144, doesNotThink),
    Family("mistral-", 262_144, 262_144, doesNotThink),
    Family("ministral-", 262_144, 262_144, doesNotThink),
  ]

  private static func reasons(_ profile: inout ModelProfile) {
    profile.countsReasoning = true
    profile.takesSampling = false
  }

  private static func doesNotThink(_ profile: inout ModelProfile) { profile.thinking = .none }

  private static func plain(_ profile: inout ModelProfile) {
    doesNotThink(&profile)
    profile.takesJSONSchema = false
  }

  private static func budgetedClaude(_ profile: inout ModelProfile) {
    profile.takesPrefill = true
    profile.thinking = .budget
  }

  private static func fifthClaude(_ profile: inout ModelProfile) {
    profile.takesSampling = false
    profile.takesForcedTools = false
    profile.takesLateInstructions = true
    profile.thinking = .always
  }
}
