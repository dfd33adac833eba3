import RoutingEngine
import Transport

@testable import Gateway

extension ProviderFixture {
  /// Azure OpenAI, under a name of the deployment.
  static let azure = ProviderFixture(
    name: "azure-openai", kind: "azure-openai", endpoint: azureEndpoint,
    plain: Sent(
      url: azureURL, body: #"{"model":"chat-prod","messages":[{"role":"user","content":"hi"}]}"#),
    full: Sent(
      url: azureURL,
      body: #"""
        {"model":"chat-prod","messages":[
          {"role":"developer","content":"Be brief."},
          {"role":"user","content":[{"type":"text","text":"Weather here?"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw==","detail":"low"}}]},
          {"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},
          {"role":"tool","tool_call_id":"call_1","content":"18C"}],
        "tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city",
          "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]},"strict":true}}],
        "tool_choice":"auto","max_tokens":64,"stop":["END"],"user":"u1","temperature":0.5,"seed":7,
        "stream":true,"stream_options":{"include_usage":true},"x_new":{"a":[1]}}
        """#),
    schema: Sent(
      url: azureURL,
      body: #"""
        {"model":"chat-prod","messages":[{"role":"system","content":"Extract."},{"role":"user","content":"Ada, 36"}],
        "response_format":{"type":"json_schema","json_schema":{"name":"person",
          "schema":{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false},
          "strict":true}},
        "max_completion_tokens":4096,"reasoning_effort":"low"}
        """#),
    answers: azureAnswers, streams: azureStreams, errors: azureErrors)

  private static let azureURL = "https://acme-eus2.openai.azure.com/openai/v1/chat/completions"

  private static let azureEndpoint: ProviderEndpoint = {
    var endpoint = ProviderEndpoint(model: "gpt-4.1")
    endpoint.deployment = "chat-prod"
    endpoint.resource = "acme-eus2"
    return endpoint
  }()

  private static let azureAnswers: [Answer] = [
    Answer(
      body: #"""
        {"id":"z","model":"gpt-4.1-2025-04-14","choices":[{"index":0,"finish_reason":"stop",
          "message":{"role":"assistant","content":"Hi"},
          "content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}],
        "prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}],
        "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
        """#,
      expected: .success(
        UnifiedAnswer(
          id: "z", model: "gpt-4.1-2025-04-14", text: "Hi",
          finish: Finish(reason: .stop, providerReason: "stop"), usage: TokenUsage(input: 3, output: 1)))),
    Answer(
      body:
        #"{"id":"z","choices":[{"index":0,"finish_reason":"content_filter","message":{"role":"assistant"}}]}"#,
      expected: .failure(EndOfAnswer.filtered("content_filter"))),
  ]

  private static let azureStreams: [Stream] = [
    Stream(
      title: "annotations before, between and after",
      events: [
        .data(
          #"{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}"#
        ),
        .data(
          #"{"choices":[{"content_filter_results":{},"delta":{"content":"","refusal":null,"role":"assistant"},"finish_reason":null,"index":0}],"id":"c","model":"gpt-4.1"}"#
        ),
        .data(
          #"{"choices":[{"content_filter_results":{"hate":{"filtered":false}},"delta":{"content":"Hi"},"finish_reason":null,"index":0}],"id":"c","model":"gpt-4.1"}"#
        ),
        .data(#"{"choices":[{"delta":{},"finish_reason":"stop","index":0}],"id":"c","model":"gpt-4.1"}"#),
        .data(
          #"{"choices":[{"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198},"content_filter_results":{},"finish_reason":null,"index":0}],"id":"","model":"","object":""}"#
        ),
        .data(
          #"{"choices":[],"id":"c","model":"gpt-4.1","usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#
        ),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "c", model: "gpt-4.1"), .text("Hi"),
        .finished(Finish(reason: .stop, providerReason: "stop")), .usage(TokenUsage(input: 3, output: 1)),
        .completed,
      ], sufficient: 4),
    Stream(
      title: "a filter that strikes after the end",
      events: [
        .data(
          #"{"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop","index":0}],"id":"c","model":"g"}"#),
        .data(#"{"choices":[{"delta":{},"finish_reason":"content_filter","index":0}],"id":"c","model":"g"}"#),
        .data("[DONE]"),
      ],
      expected: [
        .started(id: "c", model: "g"), .text("Hi"), .finished(Finish(reason: .stop, providerReason: "stop")),
        .finished(Finish(reason: .contentFilter, providerReason: "content_filter")), .completed,
      ], sufficient: 1),
    Stream(
      title: "a filter that leaves nothing",
      events: [
        .data(#"{"choices":[{"delta":{},"finish_reason":"content_filter","index":0}],"id":"c","model":"g"}"#)
      ],
      expected: [.started(id: "c", model: "g"), .failed(EndOfAnswer.filtered("content_filter"))]),
  ]

  private static let azureErrors: [Failure] = [
    Failure(
      status: 400,
      body:
        #"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}"#,
      outcome: .contentFiltered, code: "ResponsibleAIPolicyViolation"),
    Failure(
      status: 401,
      body:
        #"{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint."}}"#,
      outcome: .auth, code: "401", circumstance: .credentialExpired),
    Failure(
      status: 401,
      body:
        #"{"error":{"code":"PermissionDenied","message":"The principal `x` lacks the required data action `y`."}}"#,
      outcome: .permission, code: "PermissionDenied"),
    Failure(
      status: 404,
      body:
        #"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#,
      outcome: .modelGone, code: "DeploymentNotFound"),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation under Azure OpenAI API version V have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 27 seconds."}}"#,
      outcome: .rateLimited, code: "429", retryAfter: .seconds(27)),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":"429","message":"… have exceeded call rate limit of your current AIServices S0 pricing tier. Please retry after 86400 seconds."}}"#,
      outcome: .quotaExhausted, code: "429", retryAfter: .hours(24)),
    Failure(
      status: 429, headers: [HeaderField("retry-after", "3")],
      body: #"{"error":{"code":"RateLimitReached","message":"Rate limit is exceeded"}}"#,
      outcome: .rateLimited,
      code: "RateLimitReached", retryAfter: .seconds(3)),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":"429","message":"System is experiencing high demand and cannot process your request."}}"#,
      outcome: .overloaded, code: "429"),
    Failure(
      status: 429, body: #"{"error":{"code":"NoCapacity","message":"No room"}}"#, outcome: .overloaded,
      code: "NoCapacity"),
    Failure(
      status: 500, body: #"{"error":{"code":"InternalServerError","message":"oops"}}"#, outcome: .serverError,
      code: "InternalServerError"),
    Failure(
      status: 424, body: #"{"error":{"code":"424","message":"Failed Dependency"}}"#, outcome: .serverError,
      code: "424"),
    Failure(
      status: 408, body: #"{"error":{"code":"Timeout","message":"The operation was timeout."}}"#,
      outcome: .serverError, code: "Timeout"),
  ]
}
