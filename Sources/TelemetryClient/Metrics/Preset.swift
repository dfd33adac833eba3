/// The metrics of one gateway or model server.
public struct Preset: Sendable, Hashable {
  /// The name in the configuration.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  let signals: [Signal]

  /// The preset with a name.
  ///
  /// - Returns: `nil` where there is none.
  public static func named(_ name: String) -> Preset? {
    all.first { $0.name == name }
  }

  /// Every preset, in the order of help.
  public static let all: [Preset] = [
    openTelemetry, liteLLM, envoyAIGateway, bifrost, vLLM, sglang, kong,
  ]
}

/// Sources: the projects' own metric definitions, OpenTelemetry's generative AI conventions 1.41 and later.
extension Preset {
  static let openTelemetry = Preset(
    name: "otel-genai", summary: "OpenTelemetry GenAI conventions, which route-console exports too",
    signals: genAI(token: "gen_ai_client_token_usage"))

  static let envoyAIGateway = Preset(
    name: "envoy-ai-gateway", summary: "Envoy AI Gateway; it says that a call failed, never how",
    signals: genAI(token: "gen_ai_client_token_usage") + tokens("gen_ai_client_token_usage_token"))

  private static func genAI(token: String) -> [Signal] {
    let model = "gen_ai_request_model"
    let duration = "gen_ai_server_request_duration_seconds"
    return [
      Signal(quantity: .requests, metric: duration + "_count", form: .counter, modelLabel: model),
      Signal(
        quantity: .errors, metric: duration + "_count", form: .counter, modelLabel: model,
        conditions: [.init(label: "error_type", comparison: .notEqual, value: "")], codeLabel: "error_type"),
      Signal(
        quantity: .ttft, metric: "gen_ai_server_time_to_first_token_seconds", form: .histogram,
        modelLabel: model),
      Signal(quantity: .latency, metric: duration, form: .histogram, modelLabel: model),
      Signal(
        quantity: .tpot, metric: "gen_ai_server_time_per_output_token_seconds", form: .histogram,
        modelLabel: model),
    ] + tokens(token)
  }

  private static func tokens(_ metric: String) -> [Signal] {
    [("input", Quantity.inputTokens), ("output", .outputTokens)].map { type, quantity in
      Signal(
        quantity: quantity, metric: metric + "_sum", form: .counter, modelLabel: "gen_ai_request_model",
        conditions: [.init(label: "gen_ai_token_type", comparison: .equal, value: type)])
    }
  }

  static let liteLLM = Preset(
    name: "litellm", summary: "LiteLLM proxy",
    signals: [
      Signal(
        quantity: .requests, metric: "litellm_deployment_total_requests_total", form: .counter,
        modelLabel: "litellm_model_name"),
      Signal(
        quantity: .errors, metric: "litellm_deployment_failure_responses_total", form: .counter,
        modelLabel: "litellm_model_name", codeLabel: "exception_status"),
      Signal(
        quantity: .ttft, metric: "litellm_llm_api_time_to_first_token_metric", form: .histogram,
        modelLabel: "model"),
      Signal(
        quantity: .latency, metric: "litellm_llm_api_latency_metric", form: .histogram, modelLabel: "model"),
      Signal(
        quantity: .tpot, metric: "litellm_deployment_latency_per_output_token", form: .histogram,
        modelLabel: "litellm_model_name"),
      Signal(
        quantity: .inputTokens, metric: "litellm_input_tokens_metric_total", form: .counter,
        modelLabel: "model"),
      Signal(
        quantity: .outputTokens, metric: "litellm_output_tokens_metric_total", form: .counter,
        modelLabel: "model"),
    ])

  static let bifrost = Preset(
    name: "bifrost", summary: "Bifrost gateway",
    signals: [
      Signal(
        quantity: .requests, metric: "bifrost_upstream_requests_total", form: .counter, modelLabel: "model"),
      Signal(
        quantity: .errors, metric: "bifrost_error_requests_total", form: .counter, modelLabel: "model",
        codeLabel: "status_code"),
      Signal(
        quantity: .ttft, metric: "bifrost_stream_first_token_latency_seconds", form: .histogram,
        modelLabel: "model"),
      Signal(
        quantity: .latency, metric: "bifrost_upstream_latency_seconds", form: .histogram, modelLabel: "model"),
      Signal(
        quantity: .tpot, metric: "bifrost_stream_inter_token_latency_seconds", form: .histogram,
        modelLabel: "model"),
      Signal(
        quantity: .inputTokens, metric: "bifrost_input_tokens_total", form: .counter, modelLabel: "model"),
      Signal(
        quantity: .outputTokens, metric: "bifrost_output_tokens_total", form: .counter, modelLabel: "model"),
    ])

  /// The paths of the OpenAI API, not those of health checks and metrics.
  private static let inference = [Signal.Condition(label: "handler", comparison: .prefix, value: "/v1/")]

  static let vLLM = Preset(
    name: "vllm", summary: "vLLM server; errors are its HTTP server's, which names no model",
    signals: [
      Signal(
        quantity: .requests, metric: "vllm:e2e_request_latency_seconds_count", form: .counter,
        modelLabel: "model_name"),
      // The engine counts what it answered; what the HTTP server answered with an error comes on top.
      Signal(
        quantity: .requests, metric: "http_requests_total", form: .counter, modelLabel: "model_name",
        namesModel: false,
        conditions: inference + [.init(label: "status", comparison: .notEqual, value: "2xx")]),
      Signal(
        quantity: .errors, metric: "http_requests_total", form: .counter, modelLabel: "model_name",
        namesModel: false, conditions: inference, codeLabel: "status"),
      Signal(
        quantity: .ttft, metric: "vllm:time_to_first_token_seconds", form: .histogram,
        modelLabel: "model_name"),
      Signal(
        quantity: .latency, metric: "vllm:e2e_request_latency_seconds", form: .histogram,
        modelLabel: "model_name"),
      Signal(
        quantity: .tpot, metric: "vllm:request_time_per_output_token_seconds", form: .histogram,
        modelLabel: "model_name"),
      Signal(
        quantity: .inputTokens, metric: "vllm:prompt_tokens_total", form: .counter, modelLabel: "model_name"),
      Signal(
        quantity: .outputTokens, metric: "vllm:generation_tokens_total", form: .counter,
        modelLabel: "model_name"),
      Signal(
        quantity: .inFlight, metric: "vllm:num_requests_running", form: .gauge, modelLabel: "model_name"),
      Signal(quantity: .queued, metric: "vllm:num_requests_waiting", form: .gauge, modelLabel: "model_name"),
      Signal(
        quantity: .saturation, metric: "vllm:kv_cache_usage_perc", form: .gauge, modelLabel: "model_name"),
    ])

  static let sglang = Preset(
    name: "sglang", summary: "SGLang server",
    signals: [
      Signal(
        quantity: .requests, metric: "sglang:num_requests_total", form: .counter, modelLabel: "model_name"),
      Signal(
        quantity: .errors, metric: "sglang:num_aborted_requests_total", form: .counter,
        modelLabel: "model_name"),
      Signal(
        quantity: .ttft, metric: "sglang:time_to_first_token_seconds", form: .histogram,
        modelLabel: "model_name"),
      Signal(
        quantity: .latency, metric: "sglang:e2e_request_latency_seconds", form: .histogram,
        modelLabel: "model_name"),
      Signal(
        quantity: .tpot, metric: "sglang:request_time_per_output_token_seconds", form: .histogram,
        modelLabel: "model_name"),
      Signal(
        quantity: .inputTokens, metric: "sglang:prompt_tokens_total", form: .counter, modelLabel: "model_name"
      ),
      Signal(
        quantity: .outputTokens, metric: "sglang:generation_tokens_total", form: .counter,
        modelLabel: "model_name"),
      Signal(
        quantity: .inFlight, metric: "sglang:num_running_reqs", form: .gauge, modelLabel: "model_name"),
      Signal(quantity: .queued, metric: "sglang:num_queue_reqs", form: .gauge, modelLabel: "model_name"),
      Signal(quantity: .saturation, metric: "sglang:token_usage", form: .gauge, modelLabel: "model_name"),
    ])

  static let kong = Preset(
    name: "kong", summary: "Kong AI Gateway; no first-token times and no errors by model",
    signals: [
      Signal(
        quantity: .requests, metric: "kong_ai_llm_requests_total", form: .counter, modelLabel: "ai_model"),
      Signal(
        quantity: .latency, metric: "kong_ai_llm_provider_latency_ms", form: .histogram,
        modelLabel: "ai_model", factor: 0.001),
      Signal(
        quantity: .inputTokens, metric: "kong_ai_llm_tokens_total", form: .counter, modelLabel: "ai_model",
        conditions: [.init(label: "token_type", comparison: .equal, value: "prompt_tokens")]),
      Signal(
        quantity: .outputTokens, metric: "kong_ai_llm_tokens_total", form: .counter, modelLabel: "ai_model",
        conditions: [.init(label: "token_type", comparison: .equal, value: "completion_tokens")]),
    ])
}
