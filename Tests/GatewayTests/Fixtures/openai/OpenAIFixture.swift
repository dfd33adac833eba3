import RoutingEngine
import Transport

@testable import Gateway

extension ProviderFixture {
  /// OpenAI's chat completions.
  static let openAI = ProviderFixture(
    name: "openai", kind: "openai", endpoint: ProviderEndpoint(model: "gpt-6.1-sol"),
    plain: Sent(
      url: "https://api.openai.com/v1/chat/completions",
      body: #"{"model":"gpt-6.1-sol","messages":[{"role":"user","content":"hi"}]}"#),
    full: Sent(
      url: "https://api.openai.com/v1/chat/completions",
      body: #"""
        {"model":"gpt-6.1-sol","messages":[
          {"role":"developer","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"Weather here?"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw==","detail":"low"}}]},
          {"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":"18C"}],
        "tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city",
          "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}}],
        "tool_choice":"auto","max_completion_tokens":64,"stop":["END"],"user":"u1","seed":7,
        "stream":true,"stream_options":{"include_usage":true},"x_new":{"a":[1]}}
        """#, dropped: ["temperature"]),
    schema: Sent(
      url: "https://api.openai.com/v1/chat/completions",
      body: #"""
        {"model":"gpt-6.1-sol","messages":[{"role":"system","content":"Extract."},{"role":"user","content":"Ada, 36"}],
        "response_format":{"type":"json_schema","json_schema":{"name":"person",
          "schema":{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false},
          "strict":true}},
        "max_completion_tokens":4096,"reasoning_effort":"low"}
        """#),
    answers: openAIAnswers, streams: openAIStreams, errors: openAIErrors)

  private static let openAIAnswers: [Answer] = [
    Answer(
      body: #"""
        {"id":"chatcmpl-9","object":"chat.completion","created":1767323045,"model":"gpt-6.1-sol",
         "choices":[{"index":0,"finish_reason":"tool_calls","logprobs":null,
           "message":{"role":"assistant","content":"Hello","refusal":null,"annotations":[],
             "tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}}],
         "usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46,
           "prompt_tokens_details":{"cached_tokens":5,"cache_write_tokens":2,"audio_tokens":0},
           "completion_tokens_details":{"reasoning_tokens":10}},
         "service_tier":"default","system_fingerprint":"fp_1"}
        """#,
      expected: .success(
        UnifiedAnswer(
          id: "chatcmpl-9", model: "gpt-6.1-sol", text: "Hello",
          toolCalls: [ToolCall(id: "call_1", name: "f", arguments: "{}")],
          finish: Finish(reason: .toolCalls, providerReason: "tool_calls"),
          usage: TokenUsage(input: 5, cachedInput: 5, cacheWrite: 2, output: 34, reasoning: 10)))),
    Answer(
      body: #"""
        {"id":"a","model":"m","choices":[{"index":0,"finish_reason":"stop",
          "message":{"role":"assistant","content":null,"refusal":"I cannot."}}]}
        """#,
      expected: .success(
        UnifiedAnswer(
          id: "a", model: "m", refusal: "I cannot.", finish: Finish(reason: .stop, providerReason: "stop")))),
    Answer(
      body:
        #"{"id":"a","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":""}}]}"#,
      expected: .failure(
        ProviderFailure(
          .empty, status: 200, code: "stop", message: "the answer ended (stop) without any content"))),
    Answer(
      body:
        #"{"error":{"message":"Overloaded","type":"service_unavailable_error","code":"server_is_overloaded"}}"#,
      expected: .failure(
        ProviderFailure(.overloaded, status: 200, code: "server_is_overloaded", message: "Overloaded"))),
  ]

  private static let openAIStreams: [Stream] = [
    Stream(
      title: "text and a tool call",
      events: [
        .data(
          #"{"id":"c9","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"aZ3"}"#
        ),
        .data(
          #"{"id":"c9","model":"m","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}],"usage":null}"#
        ),
        .data(
          #"{"id":"c9","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]},"finish_reason":null}]}"#
        ),
        .data(
          #"{"id":"c9","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]},"finish_reason":null}]}"#
        ),
        .data(
          #"{"id":"c9","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]},"finish_reason":null}]}"#
        ),
        .data(#"{"id":"c9","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#),
        .data(
          #"{"id":"c9","model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":3}}}"#
        ),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "c9", model: "m"), .text("Hel"),
        .toolCall(index: 0, id: "call_1", name: "get_weather", signature: nil),
        .toolArguments(index: 0, #"{"city":"#), .toolArguments(index: 0, #""Paris"}"#),
        .finished(Finish(reason: .toolCalls, providerReason: "tool_calls")),
        .usage(TokenUsage(input: 6, cachedInput: 3, output: 4)), .completed,
      ], sufficient: 6),
    Stream(
      title: "an error inside",
      events: [
        .data(
          #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"A"},"finish_reason":null}]}"#
        ),
        .data(
          #"{"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}}"#),
      ],
      expected: [
        .started(id: "c", model: "m"), .text("A"),
        .failed(
          ProviderFailure(
            .serverError, status: 200, code: "server_error", message: "The server had an error.")),
      ]),
    Stream(
      title: "a mark of the end without a finish reason",
      events: [
        .data(
          #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"A"},"finish_reason":null}]}"#),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "c", model: "m"), .text("A"),
        .failed(.cut("the stream ended before the answer had a finish reason")),
      ]),
    Stream(
      title: "two calls at once, their pieces mixed",
      events: [
        .data(
          #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}},{"index":1,"id":"b","function":{"name":"g"}}]}}]}"#
        ),
        .data(
          #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]},"finish_reason":"tool_calls"}]}"#
        ),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "c", model: "m"), .toolCall(index: 0, id: "a", name: "f", signature: nil),
        .toolArguments(index: 0, "{"), .toolCall(index: 1, id: "b", name: "g", signature: nil),
        .toolArguments(index: 0, "}"), .toolArguments(index: 1, "{}"),
        .finished(Finish(reason: .toolCalls, providerReason: "tool_calls")), .completed,
      ], sufficient: 2),
  ]

  private static let openAIErrors: [Failure] = [
    Failure(
      status: 400,
      body:
        #"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
      outcome: .contextLength, code: "context_length_exceeded"),
    Failure(
      status: 400,
      body:
        #"{"error":{"message":"Invalid prompt: violating our usage policy","type":"invalid_request_error","param":null,"code":"invalid_prompt"}}"#,
      outcome: .contentFiltered, code: "invalid_prompt"),
    Failure(
      status: 400,
      body:
        #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
      outcome: .invalidRequest, code: "unsupported_parameter", circumstance: .notForThisEndpoint),
    Failure(
      status: 400,
      body:
        #"{"error":{"message":"Missing required parameter: 'messages'.","type":"invalid_request_error","param":"messages","code":"missing_required_parameter"}}"#,
      outcome: .invalidRequest, code: "missing_required_parameter"),
    Failure(
      status: 401,
      body:
        #"{"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnop.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#,
      outcome: .auth, code: "invalid_api_key", circumstance: .credentialExpired),
    Failure(
      status: 403, body: #"{"error":{"message":"no","code":"unsupported_country_region_territory"}}"#,
      outcome: .permission, code: "unsupported_country_region_territory"),
    Failure(
      status: 404,
      body:
        #"{"error":{"message":"The model `x` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
      outcome: .modelGone, code: "model_not_found"),
    Failure(
      status: 429, headers: [HeaderField("Retry-After-Ms", "1500.5"), HeaderField("Retry-After", "9")],
      body:
        #"{"error":{"message":"Rate limit reached for m. Please try again in 2s.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#,
      outcome: .rateLimited, code: "rate_limit_exceeded", retryAfter: Nanoseconds(1_500_500_000)),
    Failure(
      status: 429,
      body:
        #"{"error":{"message":"Rate limit reached for m. Please try again in 1m2.5s. Visit the page.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#,
      outcome: .rateLimited, code: "rate_limit_exceeded", retryAfter: .milliseconds(62_500)),
    Failure(
      status: 429,
      headers: [
        HeaderField("x-ratelimit-remaining-requests", "12"),
        HeaderField("x-ratelimit-reset-requests", "20ms"),
        HeaderField("x-ratelimit-remaining-tokens", "0"), HeaderField("x-ratelimit-reset-tokens", "6m0s"),
      ],
      body: #"{"error":{"message":"Slow.","type":"requests","param":null,"code":"rate_limit_exceeded"}}"#,
      outcome: .rateLimited, code: "rate_limit_exceeded", retryAfter: .minutes(6)),
    Failure(
      status: 429,
      body:
        #"{"error":{"message":"Request too large for m: Limit 30000, Requested 40000.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#,
      outcome: .rateLimited, code: "rate_limit_exceeded", circumstance: .notForThisEndpoint),
    Failure(
      status: 429,
      body:
        #"{"error":{"message":"Credits are used up.","type":"insufficient_quota","param":null,"code":"credit_balance_exhausted"}}"#,
      outcome: .quotaExhausted, code: "credit_balance_exhausted"),
    Failure(
      status: 429, body: #"{"error":{"message":"Slow down","type":"rate_limit_error","code":"slow_down"}}"#,
      outcome: .overloaded, code: "slow_down"),
    Failure(
      status: 500,
      body:
        #"{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}"#,
      outcome: .serverError, code: "server_error"),
    Failure(status: 502, body: "<html><body>Bad gateway</body></html>", outcome: .serverError),
    Failure(
      status: 503, headers: [HeaderField("retry-after", "Fri, 02 Jan 2026 03:04:35 GMT")],
      body: #"{"error":{"message":"Busy","type":"service_unavailable_error","code":"server_is_overloaded"}}"#,
      outcome: .overloaded, code: "server_is_overloaded", retryAfter: .seconds(30)),
    Failure(status: 524, body: "", outcome: .serverError),
    Failure(status: 418, body: "[]", outcome: .serverError),
  ]
}
