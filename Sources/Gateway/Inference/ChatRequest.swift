import RoutingEngine

/// A caller's request as far as it was read: what routing must know, and the rest when it is needed.
struct ChatRequest: Sendable {
  /// The body as it came.
  let source: [UInt8]
  /// Where its fields stand; nil where the body has to be read as a whole.
  let scan: RequestScan?
  /// The feature id, or `feature@endpoint`, as the caller wrote it.
  let model: String
  let isStreaming: Bool
  let wantsUsage: Bool
  let needs: Capabilities
  /// The first field that only the callers' own protocol has and that must not be left out.
  let ownField: String?
  let promptTokens: Int
  private var read: UnifiedRequest?

  /// Reads what routing must know.
  ///
  /// - Throws: what is wrong with the body, as the caller is told.
  init(_ source: [UInt8]) throws(GatewayError) {
    self.source = source
    scan = RequestScan(source)
    if let scan {
      model = scan.model
      isStreaming = scan.isStreaming
      wantsUsage = scan.wantsUsageInStream
      needs = scan.needs
      ownField = scan.ownField
      promptTokens = scan.promptTokenEstimate
    } else {
      let request = try RequestReader.read(source)
      read = request
      model = request.model
      isStreaming = request.isStreaming
      wantsUsage = request.wantsUsageInStream
      needs = request.needs
      ownField = request.firstMeaningfulExtra
      promptTokens = request.promptTokenEstimate
    }
  }

  /// The request as a value, for a protocol that is not the caller's; read at the first use.
  ///
  /// - Throws: what is wrong with the body, as the caller is told.
  mutating func unified() throws(GatewayError) -> UnifiedRequest {
    if let read { return read }
    let request = try RequestReader.read(source)
    read = request
    return request
  }
}
