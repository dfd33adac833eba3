import RoutingEngine
import Transport

/// What it takes to ask an endpoint, worked out once.
///
/// A class, so that a request on its way keeps it with one reference while the configuration changes.
final class EndpointTarget: Sendable {
  /// The endpoint's id.
  let id: String
  /// Its provider's name.
  let provider: String
  /// The id, fit for a header field and for JSON.
  let idBytes: [UInt8]
  let adapter: any ProviderAdapter
  /// The same adapter where bodies of callers go on almost as they are.
  let splicing: (any SplicingAdapter)?
  let endpoint: ProviderEndpoint
  let capabilities: Capabilities
  /// The credential; nil where none is needed.
  let credential: CredentialID?
  let tls: TLSOptions
  /// Where it is reached over a socket of our own; nil where it takes libcurl: TLS, names, proxies.
  private let address: PlainAddress?
  /// What stays the same in all requests of a splicing adapter: whole answers, and streamed ones.
  let envelopes: (whole: UpstreamRequest, streamed: UpstreamRequest)?
  let dialect: OpenAIDialect?

  init(
    id: String, provider: ProviderSetup, adapter: any ProviderAdapter, endpoint: ProviderEndpoint,
    capabilities: Capabilities, credential: CredentialID?
  ) {
    self.id = id
    self.provider = provider.name
    idBytes = Array(id.utf8)
    self.adapter = adapter
    self.endpoint = endpoint
    self.capabilities = capabilities
    self.credential = credential
    tls = provider.tls
    address = ProxyPolicy.isNamedByEnvironment ? nil : provider.baseURL.flatMap { PlainAddress(numeric: $0) }
    let splicing = adapter as? any SplicingAdapter
    self.splicing = splicing
    envelopes = splicing.map {
      ($0.envelope(for: endpoint, isStreaming: false), $0.envelope(for: endpoint, isStreaming: true))
    }
    dialect = splicing?.dialect(for: endpoint)
  }

  /// The request made from the caller's own bytes; nil where they have to be translated.
  func spliced(_ source: [UInt8], _ scan: RequestScan) -> UpstreamRequest? {
    guard let envelopes, let dialect else { return nil }
    var upstream = scan.isStreaming ? envelopes.streamed : envelopes.whole
    let splice = dialect.splice(source, scan)
    upstream.body = splice.body
    upstream.droppedFields = splice.dropped
    return upstream
  }

  /// Sends a request the way that the endpoint takes.
  ///
  /// - Throws: where it cannot be sent.
  func start(
    _ upstream: UpstreamRequest, _ credential: Credential?, timeouts: TransferTimeouts,
    on loop: inout EventLoop
  ) throws(TransportError) -> TransferID {
    let outgoing = upstream.outgoing(credential, timeouts: timeouts, tls: tls, at: loop.wallTime)
    guard let address else { return try loop.start(outgoing) }
    return try loop.start(outgoing, to: address, keepsConnection: true)
  }
}

extension ProviderAdapter {
  /// Where this adapter wants the credential of an endpoint, found by writing a request that is not sent.
  func credentialPlacement(for endpoint: ProviderEndpoint) -> CredentialPlacement {
    let message = Message.user(UserMessage(parts: [.text("-")]))
    do {
      return try request(UnifiedRequest(model: endpoint.model, messages: [message]), for: endpoint).credential
    } catch {
      return CredentialPlacement()
    }
  }
}
