import RoutingEngine
import Transport

/// The header fields of the inference API's answers.
enum AnswerFields {
  /// What every answer says about the way it took.
  struct Way: Sendable, Hashable {
    /// The id of the request.
    var requestID: String
    /// The endpoint asked last; nil where none was.
    var endpoint: [UInt8]?
    var attempts: Int
    var reason: DecisionReason?
  }

  /// The fields of an answer.
  static func answer(_ way: Way, isStreaming: Bool) -> HeaderBlock {
    var fields = HeaderBlock()
    if isStreaming {
      fields.add("content-type", "text/event-stream; charset=utf-8")
      fields.add("cache-control", "no-cache")
    } else {
      fields.add("content-type", "application/json")
    }
    add(way, to: &fields)
    return fields
  }

  /// The fields of an error.
  static func error(_ error: GatewayError, _ way: Way) -> HeaderBlock {
    var fields = HeaderBlock()
    fields.add("content-type", "application/json")
    if let wait = error.retryAfter { fields.add("retry-after", seconds(wait)) }
    if error.status >= 400 { fields.add("x-should-retry", error.isWorthRetrying ? "true" : "false") }
    if error.status == 401 { fields.add("www-authenticate", "Bearer") }
    if error.status == 405 { fields.add("allow", "POST, GET") }
    add(way, to: &fields)
    return fields
  }

  /// A wait in whole seconds, rounded up, at least one.
  static func seconds(_ wait: Nanoseconds) -> Int {
    max(1, Int((wait.count + 999_999_999) / 1_000_000_000))
  }

  private static func add(_ way: Way, to fields: inout HeaderBlock) {
    fields.add("x-request-id", way.requestID)
    guard let endpoint = way.endpoint else { return }
    fields.add("x-route-endpoint", endpoint)
    fields.add("x-route-attempts", way.attempts)
    if let reason = way.reason { fields.add("x-route-decision", reason.name) }
  }
}

extension DecisionReason {
  /// The name in header fields and journals.
  var name: String {
    switch self {
    case .share: "share"
    case .probe: "probe"
    case .experiment: "experiment"
    case .spill: "spill"
    case .failover: "failover"
    case .sameAgain: "same_again"
    case .leastBad: "least_bad"
    case .named: "named"
    }
  }
}
