import Testing
import Transport

@testable import Gateway

/// Where requests go, and what transports hand over.
@Suite struct UpstreamTests {
  @Test(arguments: [
    ("https://a.example", "https://a.example/p"), ("https://a.example/", "https://a.example/p"),
    ("http://h:80/v1//", "http://h:80/v1/p"), ("https://a/b?c=d#e", "https://a/b/p"),
    ("a.example/b", "a.example/b/p"),
    ("", "/p"),
  ])
  func `puts a path below a base`(base: String, url: String) {
    #expect(UpstreamURL(base: base, path: "/p").text == url)
  }

  @Test func `encodes all of an ARN`() throws {
    var endpoint = ProviderEndpoint(
      model: "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd1234efgh")
    endpoint.region = "us-east-1"
    let sent = try BedrockAdapter().request(request(Samples.plain), for: endpoint)
    #expect(
      sent.url.path
        == "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabcd1234efgh/converse"
    )
  }

  @Test(arguments: [
    ("us-east-1", "https://bedrock-runtime.us-east-1.amazonaws.com"),
    ("cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn"),
    ("eusc-de-east-1", "https://bedrock-runtime.eusc-de-east-1.amazonaws.eu"),
    ("eu-isoe-west-1", "https://bedrock-runtime.eu-isoe-west-1.cloud.adc-e.uk"),
  ])
  func `finds Bedrock in its partitions`(region: String, origin: String) {
    #expect(BedrockAdapter.origin(region: region) == origin)
  }

  @Test(arguments: [
    ("global", "https://aiplatform.googleapis.com"), ("eu", "https://aiplatform.eu.rep.googleapis.com"),
    ("us-central1", "https://us-central1-aiplatform.googleapis.com"),
  ])
  func `finds Vertex in its locations`(location: String, origin: String) {
    #expect(VertexURL.origin(location: location) == origin)
  }

  @Test(arguments: [
    ("", "gemini-2.5-pro", "/v1/publishers/google/models/gemini-2.5-pro:generateContent"),
    ("p", "endpoints/7", "/v1/projects/p/locations/us-central1/endpoints/7:generateContent"),
    ("p", "projects/q/locations/x/endpoints/7", "/v1/projects/q/locations/x/endpoints/7:generateContent"),
  ])
  func `addresses models of every sort`(project: String, model: String, path: String) throws {
    var endpoint = ProviderEndpoint(model: model)
    endpoint.project = project
    endpoint.region = "us-central1"
    #expect(try GeminiAdapter().request(request(Samples.plain), for: endpoint).url.path == path)
  }

  @Test func `uses Azure's dated interface where a version is chosen`() throws {
    var endpoint = ProviderEndpoint(model: "gpt-4.1")
    endpoint.resource = "acme"
    endpoint.deployment = "my chat"
    endpoint.apiVersion = "2024-10-21"
    #expect(
      try AzureAdapter().request(request(Samples.plain), for: endpoint).url.text
        == "https://acme.openai.azure.com/openai/deployments/my%20chat/chat/completions?api-version=2024-10-21"
    )
  }

  @Test func `sends a version of Anthropic and obeys it`() throws {
    var endpoint = ProviderEndpoint(model: "claude-sonnet-4-6")
    endpoint.apiVersion = "2026-10-21"
    let sent = try AnthropicAdapter(host: .anthropic).request(
      request(#"{"model":"m","messages":[{"role":"user","content":"a"}],"temperature":1}"#), for: endpoint)
    #expect(sent.headers.value(of: "anthropic-version") == "2026-10-21")
    #expect(sent.droppedFields == ["temperature"])
  }

  @Test func `takes messages of an event stream`() {
    let event = EventStreamMessage(
      headers: [
        EventStreamMessage.Header(name: ":event-type", value: .string("metadata")),
        EventStreamMessage.Header(name: ":message-type", value: .string("event")),
      ], payload: [1])
    #expect(UpstreamEvent(event) == .message(kind: .event, type: "metadata", payload: [1]))
    let error = EventStreamMessage(headers: [
      EventStreamMessage.Header(name: ":message-type", value: .string("error")),
      EventStreamMessage.Header(name: ":error-code", value: .string("InternalFailure")),
      EventStreamMessage.Header(name: ":error-message", value: .string("boom")),
    ])
    #expect(
      UpstreamEvent(error) == .message(kind: .error, type: "InternalFailure", payload: Array("boom".utf8)))
  }

  @Test func `takes the head of a response`() {
    let head = ResponseHead(status: 429, fields: [HeaderField("Retry-After", "3")])
    let response = FailedResponse(head, body: [], receivedAt: WallTime(seconds: 0))
    #expect(response.status == 429)
    #expect(response.header("RETRY-AFTER") == "3")
  }
}
