import RoutingEngine
import Transport

extension ProviderFailure {
  /// What a request that came to no good end means: before the answer's head nobody answered, after it the answer
  /// is cut.
  init(_ failure: TransferFailure) {
    let outcome: OutcomeClass
    let what: String
    switch failure.kind {
    case .resolve, .connect, .tls, .setup: (outcome, what) = (.connect, "no connection")
    case .timeout(.connect): (outcome, what) = (.connect, "no connection in time")
    case .timeout: (outcome, what) = (.ttftTimeout, "no answer in time")
    case .cutBeforeResponse: (outcome, what) = (.connect, "the connection ended before any answer")
    case .cutInHead: (outcome, what) = (.connect, "the connection ended inside the head of the answer")
    case .cutInBody: (outcome, what) = (.cut, "the connection ended inside the answer")
    case .badResponse: (outcome, what) = (.serverError, "what came is no HTTP response")
    }
    self.init(outcome, status: 0, message: "\(what): \(failure.detail)")
  }

  /// No first token, or no whole answer, within the budget.
  static func late(_ budget: Nanoseconds, isStreaming: Bool, isCallersHaste: Bool = false) -> ProviderFailure
  {
    let what = isStreaming ? "no token" : "no answer"
    return ProviderFailure(
      .ttftTimeout, status: 0, message: "\(what) within \(budget.count / 1_000_000) ms",
      circumstance: isCallersHaste ? .callersHaste : nil)
  }

  /// Silence after the first token.
  static func stalled(_ limit: Nanoseconds) -> ProviderFailure {
    ProviderFailure(
      .stalled, status: 200, message: "no token for \(limit.count / 1_000_000) ms in the middle of the answer"
    )
  }
}
