@testable import Gateway

extension ProviderFixture {
  /// Claude in Azure AI Foundry: Anthropic's protocol at another address.
  static let foundryClaude = ProviderFixture(
    name: "foundry-claude", kind: "azure-openai", endpoint: foundryEndpoint,
    plain: Sent(
      url: foundryURL,
      body: #"{"model":"claude-opus-4-8","max_tokens":128000,"messages":[{"role":"user","content":"hi"}]}"#),
    full: Sent(
      url: foundryURL,
      body: #"""
        {"model":"claude-opus-4-8","max_tokens":64,"system":"Be brief.","messages":[
          {"role":"user","content":[{"type":"text","text":"Weather here?"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw=="}}]},
          {"role":"assistant","content":[
            {"type":"tool_use","id":"call_1","name":"get_weather","input":{"city":"Paris"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"18C"}]}],
        "tools":[{"name":"get_weather","description":"Weather of a city",
          "input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}],
        "tool_choice":{"type":"auto"},"stop_sequences":["END"],"metadata":{"user_id":"u1"},"stream":true}
        """#, dropped: ["temperature", "x_new", "seed"]),
    schema: Sent(
      url: foundryURL,
      body: #"""
        {"model":"claude-opus-4-8","max_tokens":4096,"system":"Extract.",
        "messages":[{"role":"user","content":"Ada, 36"}],
        "thinking":{"type":"adaptive"},
        "output_config":{"format":{"type":"json_schema","schema":{"type":"object",
          "properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false}},"effort":"low"}}
        """#),
    answers: anthropicAnswers, streams: anthropicStreams, errors: anthropicErrors)

  private static let foundryURL = "https://acme.services.ai.azure.com/anthropic/v1/messages"

  private static let foundryEndpoint: ProviderEndpoint = {
    var endpoint = ProviderEndpoint(model: "claude-opus-4-8")
    endpoint.resource = "acme"
    return endpoint
  }()
}
