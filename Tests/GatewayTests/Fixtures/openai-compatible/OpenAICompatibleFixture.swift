import RoutingEngine

@testable import Gateway

extension ProviderFixture {
  /// Servers that took over OpenAI's protocol; the shapes of llama.cpp, Mistral, DeepSeek and others.
  static let openAICompatible = ProviderFixture(
    name: "openai-compatible", kind: "openai-compatible", endpoint: mistralEndpoint,
    plain: Sent(
      url: "https://api.mistral.ai/v1/chat/completions",
      body: #"{"model":"mistral-large-latest","messages":[{"role":"user","content":"hi"}]}"#),
    full: Sent(
      url: "https://api.mistral.ai/v1/chat/completions",
      body: #"""
        {"model":"mistral-large-latest","messages":[
          {"role":"developer","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"Weather here?"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw==","detail":"low"}}]},
          {"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":"18C"}],
        "tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city",
          "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}}],
        "tool_choice":"auto","max_tokens":64,"stop":["END"],"temperature":0.5,"random_seed":7,
        "stream":true,"x_new":{"a":[1]}}
        """#, dropped: ["user"]),
    schema: Sent(
      url: "https://api.mistral.ai/v1/chat/completions",
      body: #"""
        {"model":"mistral-large-latest","messages":[{"role":"system","content":"Extract."},
          {"role":"user","content":"Ada, 36"}],
        "response_format":{"type":"json_schema","json_schema":{"name":"person",
          "schema":{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false},
          "strict":true}},
        "max_tokens":4096,"reasoning_effort":"low"}
        """#),
    answers: compatibleAnswers, streams: compatibleStreams, errors: compatibleErrors)

  private static let mistralEndpoint: ProviderEndpoint = {
    var endpoint = ProviderEndpoint(model: "mistral-large-latest")
    endpoint.baseURL = "https://api.mistral.ai/v1/"
    return endpoint
  }()

  private static let compatibleAnswers: [Answer] = [
    Answer(
      body: #"""
        {"id":"m1","object":"chat.completion","model":"magistral","choices":[{"index":0,"finish_reason":"model_length",
          "message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},
            {"type":"text","text":"Hi"}]}}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}
        """#,
      expected: .success(
        UnifiedAnswer(
          id: "m1", model: "magistral", text: "Hi", reasoning: "Hm.",
          finish: Finish(reason: .length, providerReason: "model_length"),
          usage: TokenUsage(input: 4, output: 2)))),
    Answer(
      body:
        #"{"id":"m1","choices":[{"index":0,"finish_reason":"error","message":{"role":"assistant","content":"x"}}]}"#,
      expected: .failure(
        ProviderFailure(
          .serverError, status: 200, code: "error", message: "the model failed to answer (error)"))),
    Answer(
      body: #"{"error":{"message":"Provider returned error","code":429}}"#,
      expected: .failure(
        ProviderFailure(.rateLimited, status: 200, code: "429", message: "Provider returned error"))),
    Answer(
      body: #"{"object":"error","message":"bad","type":"BadRequestError","param":null,"code":400}"#,
      expected: .failure(
        ProviderFailure(.invalidRequest, status: 200, code: "BadRequestError", message: "bad"))),
  ]

  private static let compatibleStreams: [Stream] = [
    Stream(
      title: "usage in the last content chunk, thought apart",
      events: [
        .data(
          #"{"id":"m","model":"x","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"Hm"}}]}"#
        ),
        .data(#"{"id":"m","model":"x","choices":[{"index":0,"delta":{"content":"Hi"}}]}"#),
        .data(
          #"{"id":"m","model":"x","choices":[{"index":0,"delta":{"content":"!"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}"#
        ),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "m", model: "x"), .reasoning("Hm"), .text("Hi"), .text("!"),
        .finished(Finish(reason: .stop, providerReason: "stop")), .usage(TokenUsage(input: 4, output: 2)),
        .completed,
      ], sufficient: 3),
    Stream(
      title: "calls without an index, arguments as an object",
      events: [
        .data(
          #"{"id":"m","model":"x","choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]}}]}"#
        ),
        .data(
          #"{"id":"m","model":"x","choices":[{"index":0,"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"#
        ),
      ],
      expected: [
        .started(id: "m", model: "x"), .toolCall(index: 0, id: "a", name: "f", signature: nil),
        .toolArguments(index: 0, #"{"x":1}"#), .toolCall(index: 1, id: "b", name: "g", signature: nil),
        .toolArguments(index: 1, "{}"), .finished(Finish(reason: .toolCalls, providerReason: "tool_calls")),
        .completed,
      ], sufficient: 2),
    Stream(
      title: "a model that failed",
      events: [
        .data(
          #"{"id":"m","model":"x","choices":[{"index":0,"delta":{"content":"A"},"finish_reason":"error"}]}"#)
      ],
      expected: [
        .started(id: "m", model: "x"), .text("A"),
        .failed(
          ProviderFailure(
            .serverError, status: 200, code: "error", message: "the model failed to answer (error)")),
      ]),
    Stream(
      title: "an error that is the whole event, in the form of vLLM and Mistral",
      events: [
        .data(#"{"id":"m","model":"x","choices":[{"index":0,"delta":{"content":"A"}}]}"#),
        .data(#"{"object":"error","message":"bad","type":"BadRequestError","param":null,"code":400}"#),
      ],
      expected: [
        .started(id: "m", model: "x"), .text("A"),
        .failed(ProviderFailure(.invalidRequest, status: 200, code: "BadRequestError", message: "bad")),
      ]),
    Stream(
      title: "the same first",
      events: [
        .data(#"{"object":"error","message":"slower","type":"rate_limited","param":null,"code":"429"}"#)
      ],
      expected: [
        .failed(ProviderFailure(.rateLimited, status: 200, code: "429", message: "slower"))
      ]),
    Stream(
      title: "an end without content",
      events: [
        .data(
          #"{"id":"m","model":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}"#
        ),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "m", model: "x"),
        .failed(
          ProviderFailure(
            .empty, status: 200, code: "stop", message: "the answer ended (stop) without any content")),
      ]),
  ]

  private static let compatibleErrors: [Failure] = [
    Failure(
      status: 400,
      body:
        #"{"error":{"code":400,"message":"request (10019 tokens) exceeds the available context size (256 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":10019,"n_ctx":256}}"#,
      outcome: .contextLength, code: "exceed_context_size_error"),
    Failure(
      status: 503, body: #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#,
      outcome: .overloaded, code: "unavailable_error"),
    Failure(
      status: 404, body: #"{"error":{"message":"File Not Found","type":"not_found_error","code":404}}"#,
      outcome: .modelGone, code: "not_found_error"),
    Failure(
      status: 400,
      body:
        #"{"object":"error","message":"Invalid model: x","type":"invalid_request_error","param":"model","code":"unknown_model"}"#,
      outcome: .modelGone, code: "unknown_model"),
    Failure(
      status: 422,
      body:
        #"{"detail":[{"loc":["body","seed"],"msg":"Extra inputs are not permitted","type":"extra_forbidden"}]}"#,
      outcome: .invalidRequest),
    Failure(
      status: 429,
      body:
        #"{"object":"error","message":"Service tier capacity exceeded for this model.","type":"service_tier_capacity_exceeded","code":"3505"}"#,
      outcome: .overloaded, code: "3505"),
    Failure(status: 429, body: #"{"message":"Requests rate limit exceeded"}"#, outcome: .rateLimited),
    Failure(
      status: 402,
      body:
        #"{"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}}"#,
      outcome: .quotaExhausted, code: "invalid_request_error"),
    Failure(
      status: 403,
      body:
        #"{"error":{"message":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097."}}"#,
      outcome: .contextLength),
    Failure(
      status: 400, body: #"{"error":{"message":"Your account is not active","code":"billing_not_active"}}"#,
      outcome: .quotaExhausted, code: "billing_not_active"),
    Failure(
      status: 403, body: #"{"error":{"message":"Your credit balance is too low."}}"#, outcome: .quotaExhausted
    ),
    Failure(status: 498, body: #"{"error":{"message":"flex capacity exceeded"}}"#, outcome: .overloaded),
    Failure(status: 503, body: "Service Unavailable", outcome: .overloaded),
    Failure(status: 400, body: #"{"error":"model not loaded"}"#, outcome: .invalidRequest),
  ]
}
