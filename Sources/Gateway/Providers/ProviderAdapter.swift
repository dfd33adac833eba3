import RoutingEngine

/// One provider's wire protocol, without I/O: request to bytes, bytes to answer and events, error to outcome.
///
/// An adapter is a value without state; the state of one streamed answer is its `AnswerStream`.
protocol ProviderAdapter: Sendable {
  /// The name of the protocol, as in tests and journals: `anthropic`, `bedrock`, ….
  var name: String { get }

  /// The HTTP request that asks an endpoint for an answer.
  ///
  /// - Throws: `.invalidRequest` with status 0 where the request would lose its meaning in this protocol.
  func request(
    _ request: UnifiedRequest, for endpoint: ProviderEndpoint
  ) throws(ProviderFailure) -> UpstreamRequest

  /// Reads the body of a whole answer that came with HTTP 200.
  ///
  /// - Throws: what it means where the body is no answer, or an empty one.
  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer

  /// A reader for one streamed answer that began with HTTP 200.
  func stream() -> any AnswerStream

  /// What a response other than HTTP 2xx means.
  func failure(_ response: FailedResponse) -> ProviderFailure
}

/// A protocol that is the callers' own: bodies are spliced instead of written anew, and answers forwarded.
protocol SplicingAdapter: ProviderAdapter {
  /// How an endpoint's wishes differ from what callers write.
  func dialect(for endpoint: ProviderEndpoint) -> OpenAIDialect

  /// The errors that may stand inside an answer.
  var errorRules: [ErrorRule] { get }

  /// Everything of the HTTP request to an endpoint but the body.
  func envelope(for endpoint: ProviderEndpoint, isStreaming: Bool) -> UpstreamRequest
}

extension SplicingAdapter {
  func answer(_ body: [UInt8]) throws(ProviderFailure) -> UnifiedAnswer {
    try OpenAIAnswer.read(body, rules: errorRules)
  }

  func stream() -> any AnswerStream { OpenAIStream(rules: errorRules) }

  func failure(_ response: FailedResponse) -> ProviderFailure {
    OpenAIErrors.failure(response, rules: errorRules)
  }

  /// A watch over a streamed answer that goes on to the caller as it is.
  func passthrough(for scan: RequestScan) -> PassthroughStream {
    PassthroughStream(rules: errorRules, answerCount: scan.answerCount, wantsUsage: scan.wantsUsageInStream)
  }

  /// The HTTP request made from the caller's own bytes, changed only where the endpoint demands it.
  func request(splicing source: [UInt8], _ scan: RequestScan, for endpoint: ProviderEndpoint)
    -> UpstreamRequest
  {
    var upstream = envelope(for: endpoint, isStreaming: scan.isStreaming)
    let splice = dialect(for: endpoint).splice(source, scan)
    upstream.body = splice.body
    upstream.droppedFields = splice.dropped
    return upstream
  }

  /// The HTTP request made from a request that was read, for one that no longer is what the caller wrote.
  func request(
    _ request: UnifiedRequest, for endpoint: ProviderEndpoint
  ) throws(ProviderFailure) -> UpstreamRequest {
    var upstream = envelope(for: endpoint, isStreaming: request.isStreaming)
    let body = OpenAIBody(request: request, dialect: dialect(for: endpoint))
    upstream.body = body.bytes
    upstream.droppedFields = body.dropped
    return upstream
  }
}

/// Reads one streamed answer, event by event.
protocol AnswerStream: Sendable {
  /// Takes the next event of the transport and appends what it means.
  mutating func read(_ event: UpstreamEvent, into events: inout [StreamEvent])

  /// Takes the orderly end of the transport; `.completed` or `.failed` is the last event then at the latest.
  mutating func end(into events: inout [StreamEvent])
}
