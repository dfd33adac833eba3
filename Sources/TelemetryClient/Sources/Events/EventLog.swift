internal import Documents
internal import RoutingEngine
internal import Wire

/// Reads a request log: one JSON object a line, one line an attempt.
///
/// The shape is the one that outcomes are told in over the control API, with a few other spellings that gateways use.
/// A line with a list of `attempts` stands for each of them.
struct EventLog: Sendable {
  /// A call and when it ended.
  struct Line: Sendable, Hashable {
    var call: ObservedCall
    /// `nil` where the line does not say: now.
    var endedAt: Moment?
  }

  private static let limits = Document.Limits(
    depth: 16, bytes: LineSplitter.maxLineBytes, nodes: 20_000, stringBytes: 1 << 18)

  private let scope: SeriesScope
  private let ids: [String: EndpointIndex]
  private let matcher: EndpointMatcher
  private var splitter = LineSplitter()
  private var names = RecentNames()
  /// Attempts read.
  private(set) var attempts = 0
  /// Attempts that were read before, by the name in `attempt`.
  private(set) var repeated = 0
  /// Lines that are no JSON object, or too long.
  private(set) var unreadable = 0
  /// Attempts of an endpoint that is not ours, or that do not say how they ended, or whose first token came after their
  /// end.
  private(set) var unmatched = 0

  init(_ scope: SeriesScope) {
    self.scope = scope
    var ids: [String: EndpointIndex] = [:]
    for binding in scope.bindings { ids[binding.id] = binding.endpoint }
    self.ids = ids
    matcher = EndpointMatcher(scope.bindings, modelLabel: "model", regionLabel: "region")
  }

  /// Reads bytes of the log; a line that has not ended waits for the rest.
  mutating func take(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    let tooLong = splitter.tooLong
    for text in splitter.take(bytes) {
      guard let node = Self.parse(text), node.members != nil else {
        unreadable += 1
        continue
      }
      let attempts = node["attempts"]?.array ?? [node]
      for attempt in attempts {
        guard let line = line(attempt, within: node) else {
          unmatched += 1
          continue
        }
        if let name = attempt["attempt"]?.string, !names.isNew(name) {
          repeated += 1
          continue
        }
        self.attempts += 1
        lines.append(line)
      }
    }
    unreadable += splitter.tooLong - tooLong
    return lines
  }

  private static func parse(_ text: ArraySlice<UInt8>) -> Node? {
    do { return try Document.parse(Array(text), dialect: .json, limits: limits) } catch { return nil }
  }

  /// Forgets a line that has not ended, because its file was cut.
  mutating func dropRest() { splitter.dropRest() }

  private func line(_ node: Node, within request: Node) -> Line? {
    guard let endpoint = endpoint(of: node), let outcome = outcome(of: node) else { return nil }
    let name = node["feature"]?.string ?? request["feature"]?.string
    let isStreaming = node["stream"]?.bool ?? request["stream"]?.bool ?? (outcome.ttft != nil)
    var ended = moment(node["ended_at"])
    if ended == nil, let started = moment(node["started_at"] ?? node["ts"] ?? node["timestamp"]) {
      ended = started.advanced(byMilliseconds: outcome.latency.count / 1_000_000)
    }
    let call = ObservedCall(
      endpoint: endpoint, feature: name.flatMap { scope.features[$0] }, outcome: outcome,
      isStreaming: isStreaming)
    return Line(call: call, endedAt: ended)
  }

  /// The endpoint by its id, else by what the line says of model, region and the like.
  private func endpoint(of node: Node) -> EndpointIndex? {
    if let id = node["endpoint"]?.string, let known = ids[id] { return known }
    let labels = (node.members ?? []).compactMap { member in
      member.value.string.map { Label(member.key, $0) }
    }
    guard case .one(let binding) = matcher.binding(of: labels) else { return nil }
    return scope.bindings[binding].endpoint
  }

  private func outcome(of node: Node) -> Outcome? {
    guard let ended = outcomeClass(of: node) else { return nil }
    let latency = seconds(node, "latency_ms", "duration_s") ?? 0
    var outcome = Outcome(ended, latency: Nanoseconds(Int64(latency * 1e9)))
    outcome.ttft = seconds(node, "ttft_ms", "ttft_s").map { Nanoseconds(Int64($0 * 1e9)) }
    // Whatever the two lengths are, one of them is not what its key says.
    if let first = outcome.ttft, outcome.latency > .zero, first > outcome.latency { return nil }
    if let tokens = node["tokens"].flatMap(TokenUsage.init) {
      outcome.usage = tokens
    } else {
      outcome.usage = TokenUsage(
        input: UInt32(clamping: node["input_tokens"]?.integer ?? 0),
        output: UInt32(clamping: node["output_tokens"]?.integer ?? 0))
    }
    outcome.retryAfter = seconds(node, "retry_after_ms", "retry_after_s").map { Nanoseconds(Int64($0 * 1e9)) }
    return outcome
  }

  private func outcomeClass(of node: Node) -> OutcomeClass? {
    if let name = node["class"]?.string { return OutcomeClass(name: name) }
    if let type = node["error_type"]?.string, let found = ErrorCode.outcome(of: type, other: .unknown) {
      return found
    }
    guard let status = node["status"] else { return nil }
    if let number = status.integer { return ErrorCode.outcome(ofStatus: Int(clamping: number)) ?? .ok }
    return status.string.map { ErrorCode.outcome(of: $0, other: .unknown) ?? .ok }
  }

  /// A length of time in seconds, from a key in milliseconds or one in seconds; a day at most.
  private func seconds(_ node: Node, _ milliseconds: String, _ seconds: String) -> Double? {
    let found: Double
    if let value = node[milliseconds], let number = value.number {
      found = number / 1000
    } else if let value = node[seconds], let number = value.number {
      found = number
    } else {
      return nil
    }
    return (0...86_400).contains(found) ? found : nil
  }

  /// An instant: RFC 3339, or seconds since 1970.
  private func moment(_ node: Node?) -> Moment? {
    if let text = node?.string { return Moment(text: text) }
    guard let number = node?.number, abs(number) < 1e11 else { return nil }
    return Moment(milliseconds: Int64(number * 1000))
  }
}
