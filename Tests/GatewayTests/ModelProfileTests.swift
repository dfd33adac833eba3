import RoutingEngine
import Testing

@testable import Gateway

/// What is known of models by their names.
@Suite struct ModelProfileTests {
  @Test(arguments: [
    "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5@20250929",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  ])
  func `knows a model under all its names`(name: String) {
    let profile = ModelProfile.known(name)
    #expect(profile.mostInputTokens == 200_000)
    #expect(profile.mostOutputTokens == 64_000)
    #expect(profile.thinking == .budget)
  }

  @Test(arguments: [
    ("gpt-5.5-2026-04-23", 1_050_000), ("gpt-5.4-mini", 272_000), ("ft:gpt-4.1:acme::id", 1_047_576),
  ])
  func `takes the longest name that fits`(name: String, input: Int) {
    #expect(ModelProfile.known(name).mostInputTokens == input)
  }

  @Test func `knows nothing against a model it does not know`() {
    let profile = ModelProfile.known("acme-llm")
    #expect(profile == ModelProfile())
    #expect(profile.capabilities == [.tools, .images, .jsonSchema, .reasoning, .sampling])
  }

  @Test func `knows who goes on with a beginning`() {
    #expect(ModelProfile.known("claude-haiku-4-5").capabilities.contains(.prefill))
    #expect(!ModelProfile.known("claude-sonnet-4-6").capabilities.contains(.prefill))
    #expect(!ModelProfile.known("gpt-4.1").capabilities.contains(.prefill))
  }
}
