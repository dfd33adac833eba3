import RoutingEngine
import Transport

@testable import Gateway

extension ProviderFixture {
  /// Anthropic's Messages at Anthropic itself.
  static let anthropic = ProviderFixture(
    name: "anthropic", kind: "anthropic", endpoint: ProviderEndpoint(model: "claude-sonnet-4-6"),
    plain: Sent(
      url: "https://api.anthropic.com/v1/messages",
      body: #"{"model":"claude-sonnet-4-6","max_tokens":128000,"messages":[{"role":"user","content":"hi"}]}"#),
    full: Sent(
      url: "https://api.anthropic.com/v1/messages",
      body: #"""
        {"model":"claude-sonnet-4-6","max_tokens":64,"system":"Be brief.","messages":[
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
      url: "https://api.anthropic.com/v1/messages",
      body: #"""
        {"model":"claude-sonnet-4-6","max_tokens":4096,"system":"Extract.",
        "messages":[{"role":"user","content":"Ada, 36"}],
        "thinking":{"type":"adaptive"},
        "output_config":{"format":{"type":"json_schema","schema":{"type":"object",
          "properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false}},"effort":"low"}}
        """#),
    answers: anthropicAnswers, streams: anthropicStreams, errors: anthropicErrors)

  /// Whole answers of Claude, wherever it runs.
  static let anthropicAnswers: [Answer] = [
    Answer(
      body: #"""
        {"id":"msg_01A","type":"message","role":"assistant","model":"claude-sonnet-5-5",
         "content":[{"type":"thinking","thinking":"Hm","signature":"Eq"},{"type":"text","text":"Hello"},
           {"type":"tool_use","id":"toolu_01T","name":"get_weather","input":{"city":"Paris"}}],
         "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,
         "usage":{"input_tokens":472,"cache_creation_input_tokens":7,"cache_read_input_tokens":128,
           "output_tokens":89,"output_tokens_details":{"thinking_tokens":20},"service_tier":"standard"}}
        """#,
      expected: .success(
        UnifiedAnswer(
          id: "msg_01A", model: "claude-sonnet-5-5", text: "Hello", reasoning: "Hm",
          toolCalls: [ToolCall(id: "toolu_01T", name: "get_weather", arguments: #"{"city":"Paris"}"#)],
          finish: Finish(reason: .toolCalls, providerReason: "tool_use"),
          usage: TokenUsage(input: 472, cachedInput: 128, cacheWrite: 7, output: 89, reasoning: 20)))),
    Answer(
      body: #"""
        {"id":"msg_01A","type":"message","role":"assistant","model":"m","content":[],"stop_reason":"refusal",
         "stop_details":{"type":"refusal","category":"cyber"},"usage":{"input_tokens":1,"output_tokens":0}}
        """#,
      expected: .failure(EndOfAnswer.filtered("refusal"))),
    Answer(
      body:
        #"{"id":"m","type":"message","model":"m","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":0}}"#,
      expected: .failure(EndOfAnswer.empty("end_turn"))),
  ]

  /// Streamed answers of Claude, wherever it runs.
  static let anthropicStreams: [Stream] = [
    Stream(
      title: "thought, text and a tool call",
      events: [
        .data(
          #"{"type":"message_start","message":{"id":"msg_01A","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":472,"cache_creation_input_tokens":0,"cache_read_input_tokens":128,"output_tokens":2}}}"#
        ),
        .data(
          #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#
        ),
        .data(
          #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me"}}"#),
        .data(
          #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}"#),
        .data(#"{"type":"content_block_stop","index":0}"#),
        .data(#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#),
        .data(#"{"type":"ping"}"#),
        .data(#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Checking"}}"#),
        .data(#"{"type":"content_block_stop","index":1}"#),
        .data(
          #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_01T","name":"get_weather","input":{}}}"#
        ),
        .data(
          #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"Par"}}"#
        ),
        .data(
          #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"is\"}"}}"#
        ),
        .data(#"{"type":"content_block_stop","index":2}"#),
        .data(
          #"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_02T","name":"now","input":{}}}"#
        ),
        .data(#"{"type":"content_block_stop","index":3}"#),
        .data(
          #"{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89,"output_tokens_details":{"thinking_tokens":20}}}"#
        ),
        .data(#"{"type":"something_new","x":1}"#),
        .data(#"{"type":"message_stop"}"#),
      ],
      expected: [
        .started(id: "msg_01A", model: "claude"),
        .usage(TokenUsage(input: 472, cachedInput: 128, isEstimate: true)), .reasoning("Let me"),
        .text("Checking"),
        .toolCall(index: 0, id: "toolu_01T", name: "get_weather", signature: nil),
        .toolArguments(index: 0, #"{"city": "Par"#), .toolArguments(index: 0, #"is"}"#),
        .toolCall(index: 1, id: "toolu_02T", name: "now", signature: nil), .toolArguments(index: 1, "{}"),
        .usage(TokenUsage(input: 472, cachedInput: 128, output: 89, reasoning: 20)),
        .finished(Finish(reason: .toolCalls, providerReason: "tool_use")), .completed,
      ], sufficient: 16),
    Stream(
      title: "overload inside",
      events: [
        .data(#"{"type":"message_start","message":{"id":"m","model":"claude"}}"#),
        .data(#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
      ],
      expected: [
        .started(id: "m", model: "claude"),
        .failed(ProviderFailure(.overloaded, status: 200, code: "overloaded_error", message: "Overloaded")),
      ]),
    Stream(
      title: "a refusal after some text",
      events: [
        .data(#"{"type":"message_start","message":{"id":"m","model":"claude"}}"#),
        .data(#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"So"}}"#),
        .data(#"{"type":"message_delta","delta":{"stop_reason":"refusal"},"usage":{"output_tokens":1}}"#),
        .data(#"{"type":"message_stop"}"#),
      ],
      expected: [
        .started(id: "m", model: "claude"), .text("So"), .usage(TokenUsage(output: 1)),
        .finished(Finish(reason: .contentFilter, providerReason: "refusal")), .completed,
      ], sufficient: 3),
  ]

  /// Errors of Claude, wherever it runs.
  static let anthropicErrors: [Failure] = [
    Failure(
      status: 400,
      body:
        #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"},"request_id":"req_1"}"#,
      outcome: .contextLength, code: "invalid_request_error"),
    Failure(
      status: 400,
      body:
        #"{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified workspace API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."}}"#,
      outcome: .quotaExhausted, code: "invalid_request_error"),
    Failure(
      status: 400,
      body:
        #"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}"#,
      outcome: .quotaExhausted, code: "invalid_request_error"),
    Failure(
      status: 400,
      body:
        #"{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}"#,
      outcome: .contentFiltered, code: "invalid_request_error"),
    Failure(
      status: 400,
      body:
        #"{"type":"error","error":{"type":"invalid_request_error","message":"temperature: Extra inputs are not permitted"}}"#,
      outcome: .invalidRequest, code: "invalid_request_error", circumstance: .notForThisEndpoint),
    Failure(
      status: 400,
      body:
        #"{"type":"error","error":{"type":"invalid_request_error","message":"bad","details":{"error_code":"tool_name_conflict"}}}"#,
      outcome: .invalidRequest, code: "tool_name_conflict"),
    Failure(
      status: 401,
      body: #"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"#,
      outcome: .auth, code: "authentication_error", circumstance: .credentialExpired),
    Failure(
      status: 402, body: #"{"type":"error","error":{"type":"billing_error","message":"no money"}}"#,
      outcome: .quotaExhausted, code: "billing_error"),
    Failure(
      status: 403, body: #"{"type":"error","error":{"type":"permission_error","message":"no"}}"#,
      outcome: .permission,
      code: "permission_error"),
    Failure(
      status: 404, body: #"{"type":"error","error":{"type":"not_found_error","message":"model: x"}}"#,
      outcome: .modelGone, code: "not_found_error"),
    Failure(
      status: 413,
      body:
        #"{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}"#,
      outcome: .invalidRequest, code: "request_too_large"),
    Failure(
      status: 429, headers: [HeaderField("retry-after", "12")],
      body:
        #"{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your rate limit"}}"#,
      outcome: .rateLimited, code: "rate_limit_error", retryAfter: .seconds(12)),
    Failure(
      status: 429,
      headers: [
        HeaderField("anthropic-ratelimit-requests-remaining", "7"),
        HeaderField("anthropic-ratelimit-requests-reset", "2026-01-02T03:05:05Z"),
        HeaderField("anthropic-ratelimit-tokens-remaining", "0"),
        HeaderField("anthropic-ratelimit-tokens-reset", "2026-01-02T03:04:45.5Z"),
      ],
      body: #"{"type":"error","error":{"type":"rate_limit_error","message":"wait"}}"#, outcome: .rateLimited,
      code: "rate_limit_error", retryAfter: .seconds(40)),
    Failure(
      status: 429,
      body:
        #"{"type":"error","error":{"type":"rate_limit_error","message":"spent","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
      outcome: .quotaExhausted, code: "enforced_spend_limit_reached"),
    Failure(
      status: 500, body: #"{"type":"error","error":{"type":"api_error","message":"Internal server error"}}"#,
      outcome: .serverError, code: "api_error"),
    Failure(
      status: 504, body: #"{"type":"error","error":{"type":"timeout_error","message":"too long"}}"#,
      outcome: .serverError, code: "timeout_error"),
    Failure(
      status: 529, body: #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
      outcome: .overloaded, code: "overloaded_error"),
  ]
}
