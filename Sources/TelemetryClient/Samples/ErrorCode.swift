internal import RoutingEngine

/// Reads the codes that other systems label errors with.
enum ErrorCode {
  /// The class of a code: an HTTP status, a group such as `5xx`, a name of ours, or a word of OpenTelemetry.
  ///
  /// - Parameters:
  ///   - code: the code as it was written.
  ///   - other: the class of codes that say no more than that something failed.
  /// - Returns: `nil` for a success and for no code at all.
  static func outcome(of code: String, other: OutcomeClass) -> OutcomeClass? {
    let word = code.lowercased()
    if let status = Int(word) { return outcome(ofStatus: status) }
    if let known = OutcomeClass(name: word) { return known == .ok ? nil : known }
    switch word {
    case "", "none", "null", "2xx", "3xx", "1xx", "success": return nil
    case "4xx": return .invalidRequest
    case "5xx": return .serverError
    case "tls", "connection_error", "dns": return .connect
    case "stream_reset", "cut", "reset": return .cut
    case "content_filter": return .contentFiltered
    case "throttled", "too_many_requests", "ratelimiterror": return .rateLimited
    case "canceled", "abort": return .cancelled
    default: break
    }
    return word.contains("timeout") ? .ttftTimeout : other
  }

  /// The class of an HTTP status; `nil` for a success.
  static func outcome(ofStatus status: Int) -> OutcomeClass? {
    switch status {
    case 100..<400: nil
    case 401: .auth
    case 402: .quotaExhausted
    case 403: .permission
    case 404, 410: .modelGone
    case 408, 504: .ttftTimeout
    case 429: .rateLimited
    case 499: .cancelled
    case 400..<500: .invalidRequest
    case 529: .overloaded
    case 0: .connect
    default: .serverError
    }
  }
}
