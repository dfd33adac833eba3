import RoutingEngine
import Transport

@testable import Gateway

extension ProviderFixture {
  /// Bedrock's Converse and ConverseStream.
  static let bedrock = ProviderFixture(
    name: "bedrock", kind: "aws-bedrock", endpoint: bedrockEndpoint,
    plain: Sent(
      url: bedrockURL + "/converse", body: #"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#),
    full: Sent(
      url: bedrockURL + "/converse-stream",
      body: #"""
        {"system":[{"text":"Be brief."}],"messages":[
          {"role":"user","content":[{"text":"Weather here?"},
            {"image":{"format":"png","source":{"bytes":"iVBORw=="}}}]},
          {"role":"assistant","content":[
            {"toolUse":{"toolUseId":"call_1","name":"get_weather","input":{"city":"Paris"}}}]},
          {"role":"user","content":[
            {"toolResult":{"toolUseId":"call_1","content":[{"text":"18C"}],"status":"success"}}]}],
        "inferenceConfig":{"maxTokens":64,"temperature":0.5,"stopSequences":["END"]},
        "toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","description":"Weather of a city",
          "inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}},
          "strict":true}}],"toolChoice":{"auto":{}}}}
        """#, dropped: ["x_new", "seed", "user"]),
    schema: Sent(
      url: bedrockURL + "/converse",
      body: #"""
        {"system":[{"text":"Extract."}],"messages":[{"role":"user","content":[{"text":"Ada, 36"}]}],
        "inferenceConfig":{"maxTokens":4096},
        "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{
          "schema":"{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"}},\"required\":[\"age\"],\"additionalProperties\":false}",
          "name":"person"}}}},
        "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2048}}}
        """#),
    answers: bedrockAnswers, streams: bedrockStreams, errors: bedrockErrors)

  private static let bedrockURL =
    "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0"

  private static let bedrockEndpoint: ProviderEndpoint = {
    var endpoint = ProviderEndpoint(model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0")
    endpoint.region = "us-east-1"
    return endpoint
  }()

  private static let bedrockAnswers: [Answer] = [
    Answer(
      body: #"""
        {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Hm","signature":"s"}}},
          {"text":"hi"},{"toolUse":{"toolUseId":"tooluse_1","name":"f","input":{"a":1}}}]}},
         "stopReason":"tool_use",
         "usage":{"inputTokens":10,"outputTokens":2,"totalTokens":22,"cacheReadInputTokens":6,"cacheWriteInputTokens":4},
         "metrics":{"latencyMs":12}}
        """#,
      expected: .success(
        UnifiedAnswer(
          text: "hi", reasoning: "Hm",
          toolCalls: [ToolCall(id: "tooluse_1", name: "f", arguments: #"{"a":1}"#)],
          finish: Finish(reason: .toolCalls, providerReason: "tool_use"),
          usage: TokenUsage(input: 10, cachedInput: 6, cacheWrite: 4, output: 2)))),
    Answer(
      body:
        #"{"output":{"message":{"role":"assistant","content":[]}},"stopReason":"guardrail_intervened","usage":{"inputTokens":1,"outputTokens":0,"totalTokens":1},"metrics":{"latencyMs":1}}"#,
      expected: .failure(EndOfAnswer.filtered("guardrail_intervened"))),
    Answer(
      body:
        #"{"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},"stopReason":"malformed_tool_use","usage":{"inputTokens":1,"outputTokens":0,"totalTokens":1},"metrics":{"latencyMs":1}}"#,
      expected: .failure(
        ProviderFailure(
          .serverError, status: 200, code: "malformed_tool_use",
          message: "the model failed to answer (malformed_tool_use)"))),
    Answer(
      body: #"{"message":"x"}"#, expected: .failure(.malformed("the answer has no message"))),
  ]

  private static let bedrockStreams: [Stream] = [
    Stream(
      title: "text, a tool call, usage after the stop",
      events: [
        .event("messageStart", #"{"role":"assistant","p":"abcd"}"#),
        .event("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm"}}}"#),
        .event(
          "contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"s"}}}"#),
        .event("contentBlockDelta", #"{"contentBlockIndex":1,"delta":{"text":"Hello"},"p":"ab"}"#),
        .event("contentBlockStop", #"{"contentBlockIndex":1}"#),
        .event(
          "contentBlockStart",
          #"{"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"tooluse_1","name":"f"}}}"#),
        .event("contentBlockDelta", #"{"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"a\":"}}}"#),
        .event("contentBlockDelta", #"{"contentBlockIndex":2,"delta":{"toolUse":{"input":"1}"}}}"#),
        .event("contentBlockStop", #"{"contentBlockIndex":2}"#),
        .event("messageStop", #"{"stopReason":"tool_use"}"#),
        .event(
          "metadata",
          #"{"usage":{"inputTokens":10,"outputTokens":2,"totalTokens":18,"cacheReadInputTokens":6},"metrics":{"latencyMs":321}}"#
        ),
      ],
      expected: [
        .started(id: nil, model: nil), .reasoning("Hm"), .text("Hello"),
        .toolCall(index: 0, id: "tooluse_1", name: "f", signature: nil), .toolArguments(index: 0, #"{"a":"#),
        .toolArguments(index: 0, "1}"), .finished(Finish(reason: .toolCalls, providerReason: "tool_use")),
        .usage(TokenUsage(input: 10, cachedInput: 6, output: 2)), .completed,
      ], sufficient: 10),
    Stream(
      title: "throttled inside",
      events: [
        .event("messageStart", #"{"role":"assistant"}"#),
        .exception("throttlingException", #"{"message":"Too many requests"}"#),
      ],
      expected: [
        .started(id: nil, model: nil),
        .failed(
          ProviderFailure(
            .rateLimited, status: 200, code: "ThrottlingException", message: "Too many requests")),
      ]),
    Stream(
      title: "the model behind throttled",
      events: [
        .exception(
          "modelStreamErrorException",
          #"{"message":"failed","originalStatusCode":429,"originalMessage":"slow"}"#)
      ],
      expected: [
        .failed(
          ProviderFailure(.rateLimited, status: 200, code: "ModelStreamErrorException", message: "failed"))
      ]),
    Stream(
      title: "an error that is not modelled",
      events: [.message(kind: .error, type: "InternalFailure", payload: Array("boom".utf8))],
      expected: [
        .failed(ProviderFailure(.serverError, status: 200, code: "InternalFailure", message: "boom"))
      ]),
  ]

  private static let bedrockErrors: [Failure] = [
    Failure(
      status: 400,
      headers: [HeaderField("x-amzn-ErrorType", "ValidationException:http://internal.amazon.com/coral/")],
      body: #"{"message":"Input is too long for requested model."}"#, outcome: .contextLength,
      code: "ValidationException"),
    Failure(
      status: 400, headers: [HeaderField("x-amzn-errortype", "ValidationException")],
      body: #"{"message":"The provided model identifier is invalid."}"#, outcome: .modelGone,
      code: "ValidationException"),
    Failure(
      status: 400,
      body: #"{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error"}"#,
      outcome: .invalidRequest, code: "ValidationException"),
    Failure(
      status: 400, headers: [HeaderField("x-amzn-errortype", "ServiceQuotaExceededException")],
      body: #"{"message":"resubmit later"}"#, outcome: .rateLimited, code: "ServiceQuotaExceededException"),
    Failure(
      status: 403, headers: [HeaderField("x-amzn-errortype", "AccessDeniedException")],
      body: #"{"Message":"no access to the model"}"#, outcome: .permission, code: "AccessDeniedException"),
    Failure(
      status: 403, headers: [HeaderField("x-amzn-errortype", "ExpiredTokenException")],
      body: #"{"message":"The security token included in the request is expired"}"#, outcome: .auth,
      code: "ExpiredTokenException", circumstance: .credentialExpired),
    Failure(
      status: 403, headers: [HeaderField("x-amzn-errortype", "InvalidSignatureException")],
      body: #"{"message":"Signature expired: 20260102T030405Z is now earlier than …"}"#, outcome: .auth,
      code: "InvalidSignatureException", circumstance: .clockSkew),
    Failure(
      status: 404, headers: [HeaderField("x-amzn-errortype", "ResourceNotFoundException")],
      body: #"{"message":"gone"}"#, outcome: .modelGone, code: "ResourceNotFoundException"),
    Failure(
      status: 408, headers: [HeaderField("x-amzn-errortype", "ModelTimeoutException")],
      body: #"{"message":"too long"}"#, outcome: .serverError, code: "ModelTimeoutException"),
    Failure(
      status: 424, headers: [HeaderField("x-amzn-errortype", "ModelErrorException")],
      body: #"{"message":"m","originalStatusCode":400,"resourceName":"r"}"#, outcome: .invalidRequest,
      code: "ModelErrorException"),
    Failure(
      status: 424, headers: [HeaderField("x-amzn-errortype", "ModelErrorException")],
      body: #"{"message":"m"}"#,
      outcome: .serverError, code: "ModelErrorException"),
    Failure(
      status: 429, headers: [HeaderField("x-amzn-errortype", "ThrottlingException")],
      body: #"{"message":"Too many tokens per day, please wait before trying again."}"#,
      outcome: .quotaExhausted,
      code: "ThrottlingException"),
    Failure(
      status: 429, headers: [HeaderField("x-amzn-errortype", "ThrottlingException")],
      body: #"{"message":"Too many requests, please wait before trying again."}"#, outcome: .rateLimited,
      code: "ThrottlingException"),
    Failure(
      status: 429, headers: [HeaderField("x-amzn-errortype", "ModelNotReadyException")],
      body: #"{"message":"cold"}"#, outcome: .overloaded, code: "ModelNotReadyException"),
    Failure(
      status: 500, headers: [HeaderField("x-amzn-errortype", "InternalServerException")],
      body: #"{"message":"oops"}"#, outcome: .serverError, code: "InternalServerException"),
    Failure(
      status: 503, headers: [HeaderField("x-amzn-errortype", "ServiceUnavailableException")],
      body: #"{"message":"capacity"}"#, outcome: .overloaded, code: "ServiceUnavailableException"),
    Failure(status: 529, body: #"{"message":"busy"}"#, outcome: .overloaded),
  ]
}
