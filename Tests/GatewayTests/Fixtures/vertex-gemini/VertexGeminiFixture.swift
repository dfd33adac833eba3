import RoutingEngine

@testable import Gateway

extension ProviderFixture {
  /// Gemini on Vertex AI.
  static let vertexGemini = ProviderFixture(
    name: "vertex-gemini", kind: "gcp-vertex", endpoint: geminiEndpoint,
    plain: Sent(
      url: geminiURL + ":generateContent",
      body: #"{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{}}"#),
    full: Sent(
      url: geminiURL + ":streamGenerateContent?alt=sse",
      body: #"""
        {"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[
          {"role":"user","parts":[{"text":"Weather here?"},
            {"inlineData":{"mimeType":"image/png","data":"iVBORw=="}}]},
          {"role":"model","parts":[{"functionCall":{"id":"call_1","name":"get_weather","args":{"city":"Paris"}},
            "thoughtSignature":"skip_thought_signature_validator"}]},
          {"role":"user","parts":[
            {"functionResponse":{"id":"call_1","name":"get_weather","response":{"output":"18C"}}}]}],
        "tools":[{"functionDeclarations":[{"name":"get_weather","description":"Weather of a city",
          "parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]}],
        "toolConfig":{"functionCallingConfig":{"mode":"VALIDATED"}},
        "generationConfig":{"maxOutputTokens":64,"stopSequences":["END"],"temperature":0.5,"seed":7}}
        """#, dropped: ["x_new", "user"]),
    schema: Sent(
      url: geminiURL + ":generateContent",
      body: #"""
        {"systemInstruction":{"parts":[{"text":"Extract."}]},
        "contents":[{"role":"user","parts":[{"text":"Ada, 36"}]}],
        "generationConfig":{"maxOutputTokens":4096,"responseMimeType":"application/json",
          "responseJsonSchema":{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"],
            "additionalProperties":false},
          "thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true}}}
        """#),
    answers: geminiAnswers, streams: geminiStreams, errors: geminiErrors)

  private static let geminiURL =
    "https://aiplatform.googleapis.com/v1/projects/acme/locations/global/publishers/google/models/gemini-3.5-flash"

  private static let geminiEndpoint: ProviderEndpoint = {
    var endpoint = ProviderEndpoint(model: "gemini-3.5-flash")
    endpoint.project = "acme"
    endpoint.region = "global"
    return endpoint
  }()

  private static let geminiAnswers: [Answer] = [
    Answer(
      body: #"""
        {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"Hm","thought":true},{"text":"hi"},
          {"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"c2ln"}]},"finishReason":"STOP","avgLogprobs":-0.1}],
         "usageMetadata":{"promptTokenCount":5,"cachedContentTokenCount":2,"candidatesTokenCount":2,"thoughtsTokenCount":3,
           "toolUsePromptTokenCount":1,"totalTokenCount":11,"trafficType":"ON_DEMAND"},
         "modelVersion":"gemini-3.8-flash","responseId":"r1"}
        """#,
      expected: .success(
        UnifiedAnswer(
          id: "r1", model: "gemini-3.8-flash", text: "hi", reasoning: "Hm",
          toolCalls: [ToolCall(id: "call_r1_0", name: "f", arguments: #"{"x":1}"#, signature: "c2ln")],
          finish: Finish(reason: .toolCalls, providerReason: "STOP"),
          usage: TokenUsage(input: 4, cachedInput: 2, output: 5, reasoning: 3)))),
    Answer(
      body:
        #"{"promptFeedback":{"blockReason":"SAFETY","blockReasonMessage":"blocked"},"usageMetadata":{"promptTokenCount":5}}"#,
      expected: .failure(
        ProviderFailure(
          .contentFiltered, status: 200, code: "SAFETY", message: "blocked", circumstance: .refusedAnswer))),
    Answer(
      body:
        #"{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"Hm","thought":true}]},"finishReason":"STOP"}],"responseId":"r"}"#,
      expected: .failure(EndOfAnswer.empty("STOP"))),
    Answer(
      body: #"{"candidates":[{"index":0,"finishReason":"RECITATION"}],"responseId":"r"}"#,
      expected: .failure(EndOfAnswer.filtered("RECITATION"))),
    Answer(
      body:
        #"{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"x"}]},"finishReason":"OTHER"}]}"#,
      expected: .success(UnifiedAnswer(text: "x", finish: Finish(reason: .stop, providerReason: "OTHER")))),
  ]

  private static let geminiStreams: [Stream] = [
    Stream(
      title: "thought, text and a whole call",
      events: [
        .data(
          #"{"candidates":[{"content":{"role":"model","parts":[{"text":"Hm","thought":true}]}}],"usageMetadata":{"trafficType":"ON_DEMAND"},"modelVersion":"g","responseId":"r1"}"#
        ),
        .data(
          #"{"candidates":[{"content":{"role":"model","parts":[{"text":"hi"}]}}],"modelVersion":"g","responseId":"r1"}"#
        ),
        .data(
          #"{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"c9","name":"g"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":10},"modelVersion":"g","responseId":"r1"}"#
        ),
      ],
      expected: [
        .started(id: "r1", model: "g"), .reasoning("Hm"), .text("hi"),
        .toolCall(index: 0, id: "call_r1_0", name: "f", signature: "c2ln"),
        .toolArguments(index: 0, #"{"x":1}"#),
        .toolCall(index: 1, id: "c9", name: "g", signature: nil), .toolArguments(index: 1, "{}"),
        .usage(TokenUsage(input: 5, output: 5, reasoning: 3)),
        .finished(Finish(reason: .toolCalls, providerReason: "STOP")), .completed,
      ], sufficient: 3),
    Stream(
      title: "a prompt that is blocked",
      events: [.data(#"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"responseId":"r"}"#)],
      expected: [
        .failed(
          ProviderFailure(
            .contentFiltered, status: 200, code: "PROHIBITED_CONTENT",
            message: "the prompt was blocked (PROHIBITED_CONTENT)", circumstance: .refusedAnswer))
      ]),
    Stream(
      title: "overload inside",
      events: [
        .data(
          #"{"candidates":[{"content":{"role":"model","parts":[{"text":"hi"}]}}],"modelVersion":"g","responseId":"r"}"#
        ),
        .data(
          #"{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}"#
        ),
      ],
      expected: [
        .started(id: "r", model: "g"), .text("hi"),
        .failed(
          ProviderFailure(
            .overloaded, status: 200, code: "UNAVAILABLE",
            message: "The model is overloaded. Please try again later.")),
      ]),
    Stream(
      title: "a call the model spoilt",
      events: [
        .data(
          #"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}],"responseId":"r","modelVersion":"g"}"#)
      ],
      expected: [
        .started(id: "r", model: "g"),
        .failed(
          ProviderFailure(
            .serverError, status: 200, code: "MALFORMED_FUNCTION_CALL",
            message: "the model failed to answer (MALFORMED_FUNCTION_CALL)")),
      ]),
  ]

  private static let geminiErrors: [Failure] = [
    Failure(
      status: 400,
      body:
        #"{"error":{"code":400,"message":"The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#,
      outcome: .contextLength, code: "INVALID_ARGUMENT"),
    Failure(
      status: 400,
      body:
        #"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}"#,
      outcome: .auth, code: "API_KEY_INVALID", circumstance: .credentialExpired),
    Failure(
      status: 400,
      body:
        #"{"error":{"code":400,"message":"User location is not allowed.","status":"FAILED_PRECONDITION"}}"#,
      outcome: .permission, code: "FAILED_PRECONDITION"),
    Failure(
      status: 400, body: #"{"error":{"code":400,"message":"Unknown name","status":"INVALID_ARGUMENT"}}"#,
      outcome: .invalidRequest, code: "INVALID_ARGUMENT"),
    Failure(
      status: 401, body: #"{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}"#, outcome: .auth,
      code: "UNAUTHENTICATED", circumstance: .credentialExpired),
    Failure(
      status: 403, body: #"{"error":{"code":403,"message":"denied","status":"PERMISSION_DENIED"}}"#,
      outcome: .permission, code: "PERMISSION_DENIED"),
    Failure(
      status: 404,
      body: #"{"error":{"code":404,"message":"Publisher Model was not found","status":"NOT_FOUND"}}"#,
      outcome: .modelGone, code: "NOT_FOUND"),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":429,"message":"Resource exhausted. Please try again later.","status":"RESOURCE_EXHAUSTED"}}"#,
      outcome: .overloaded, code: "RESOURCE_EXHAUSTED"),
    Failure(
      status: 429,
      body:
        #"[{"error":{"code":429,"message":"Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3.700s"}]}}]"#,
      outcome: .rateLimited, code: "RESOURCE_EXHAUSTED", retryAfter: .milliseconds(3_700)),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"19s"}]}}"#,
      outcome: .quotaExhausted, code: "QUOTA_PER_DAY", retryAfter: .seconds(19)),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":429,"message":"Quota exceeded for metric","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"52758s"}]}}"#,
      outcome: .quotaExhausted, code: "RESOURCE_EXHAUSTED", retryAfter: .seconds(52_758)),
    Failure(
      status: 429,
      body:
        #"{"error":{"code":429,"message":"Too many requests. Exceeded the Provisioned Throughput.","status":"RESOURCE_EXHAUSTED"}}"#,
      outcome: .overloaded, code: "RESOURCE_EXHAUSTED"),
    Failure(
      status: 499, body: #"{"error":{"code":499,"message":"gone","status":"CANCELLED"}}"#,
      outcome: .serverError, code: "CANCELLED"),
    Failure(
      status: 500, body: #"{"error":{"code":500,"message":"i","status":"INTERNAL"}}"#, outcome: .serverError,
      code: "INTERNAL"),
    Failure(
      status: 503,
      body: #"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#,
      outcome: .overloaded, code: "UNAVAILABLE"),
    Failure(
      status: 504, body: #"{"error":{"code":504,"message":"late","status":"DEADLINE_EXCEEDED"}}"#,
      outcome: .serverError, code: "DEADLINE_EXCEEDED"),
    Failure(
      status: 500,
      body: #"{"error":{"code":429,"message":"Quota exceeded for x","status":"RESOURCE_EXHAUSTED"}}"#,
      outcome: .rateLimited, code: "RESOURCE_EXHAUSTED"),
  ]
}
