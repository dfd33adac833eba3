import RoutingEngine

@testable import Gateway

extension ProviderFixture {
  /// Claude on Vertex AI: Anthropic's protocol behind Google's front end.
  static let vertexClaude = ProviderFixture(
    name: "vertex-claude", kind: "gcp-vertex", endpoint: vertexClaudeEndpoint,
    plain: Sent(
      url: vertexClaudeURL + ":rawPredict",
      body:
        #"{"anthropic_version":"vertex-2023-10-16","max_tokens":64000,"messages":[{"role":"user","content":"hi"}]}"#
    ),
    full: Sent(
      url: vertexClaudeURL + ":streamRawPredict",
      body: #"""
        {"anthropic_version":"vertex-2023-10-16","max_tokens":64,"system":"Be brief.","messages":[
          {"role":"user","content":[{"type":"text","text":"Weather here?"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw=="}}]},
          {"role":"assistant","content":[
            {"type":"tool_use","id":"call_1","name":"get_weather","input":{"city":"Paris"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"18C"}]}],
        "tools":[{"name":"get_weather","description":"Weather of a city",
          "input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}],
        "tool_choice":{"type":"auto"},"stop_sequences":["END"],"temperature":0.5,
        "metadata":{"user_id":"u1"},"stream":true}
        """#, dropped: ["x_new", "seed"]),
    schema: Sent(
      url: vertexClaudeURL + ":rawPredict",
      body: #"""
        {"anthropic_version":"vertex-2023-10-16","max_tokens":4096,"system":"Extract.",
        "messages":[{"role":"user","content":"Ada, 36"}],
        "thinking":{"type":"enabled","budget_tokens":2048},
        "output_config":{"format":{"type":"json_schema","schema":{"type":"object",
          "properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false}}}}
        """#),
    answers: anthropicAnswers, streams: anthropicStreams + googleInside, errors: anthropicErrors + googleFront
  )

  private static let vertexClaudeURL =
    "https://us-east5-aiplatform.googleapis.com/v1/projects/acme/locations/us-east5"
    + "/publishers/anthropic/models/claude-sonnet-4-5@20250929"

  private static let vertexClaudeEndpoint: ProviderEndpoint = {
    var endpoint = ProviderEndpoint(model: "claude-sonnet-4-5@20250929")
    endpoint.project = "acme"
    endpoint.region = "us-east5"
    return endpoint
  }()

  private static let googleInside: [Stream] = [
    Stream(
      title: "an error of the front end inside",
      events: [
        .data(#"{"error":{"code":503,"message":"The service is unavailable.","status":"UNAVAILABLE"}}"#)
      ],
      expected: [
        .failed(
          ProviderFailure(
            .overloaded, status: 200, code: "UNAVAILABLE", message: "The service is unavailable."))
      ])
  ]

  private static let googleFront: [Failure] = [
    Failure(
      status: 429,
      body:
        #"[{"error":{"code":429,"message":"Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model with base model: anthropic-claude-sonnet-4-5.","status":"RESOURCE_EXHAUSTED"}}]"#,
      outcome: .rateLimited, code: "RESOURCE_EXHAUSTED"),
    Failure(
      status: 401,
      body:
        #"{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}"#,
      outcome: .auth, code: "UNAUTHENTICATED", circumstance: .credentialExpired),
  ]
}
