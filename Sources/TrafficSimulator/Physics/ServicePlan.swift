internal import RoutingEngine

/// How one attempt will go, known from its start; times are nanoseconds from the attempt's start.
struct ServicePlan: Sendable {
  /// When the first token comes; nil when none does.
  var firstToken: Int64?
  /// When it ends; nil when nobody but the caller ends it.
  var end: Int64?
  /// How it ends.
  var ending: OutcomeClass
  /// Tokens delivered.
  var outputTokens: UInt32 = 0
  /// The hint of the answer.
  var retryAfter: Nanoseconds?
  /// Whether the provider charges for the prompt.
  var isCharged = false
  /// Whether the call counts as in flight at the endpoint.
  var occupies = true

  /// The inactivity limit between tokens, in nanoseconds; the caller ends a stream that is silent for longer.
  static let inactivityLimit: Int64 = 10_000_000_000
  /// When an endpoint without room says so, in nanoseconds.
  static let refusalLatency: Int64 = 50_000_000
  /// Tokens of a stream that then stalls.
  static let tokensBeforeStall: UInt32 = 3

  /// An attempt that ends before its first token.
  static func failure(
    _ ending: OutcomeClass, after latency: Int64, retryAfter: Nanoseconds? = nil, occupies: Bool = true
  ) -> ServicePlan {
    ServicePlan(firstToken: nil, end: latency, ending: ending, retryAfter: retryAfter, occupies: occupies)
  }

  /// A served stream and what becomes of it.
  ///
  /// - Parameters:
  ///   - ttft: nanoseconds to the first token.
  ///   - tpot: nanoseconds for each token after the first.
  ///   - tokens: the whole answer.
  ///   - fate: whether and how the stream breaks.
  /// - Returns: its course, before the caller's patience is considered.
  static func stream(ttft: Int64, tpot: Double, tokens: UInt32, fate: StreamFate) -> ServicePlan {
    var plan = ServicePlan(firstToken: ttft, end: nil, ending: .ok, isCharged: true)
    func time(ofToken number: UInt32) -> Int64 { ttft + Int64(tpot * Double(number - 1)) }
    switch fate {
    case .whole:
      plan.outputTokens = tokens
      plan.end = time(ofToken: tokens)
    case .brokenHalfWay:
      plan.outputTokens = max(1, tokens / 2)
      plan.end = time(ofToken: plan.outputTokens)
      plan.ending = .cut
    case .stalled:
      plan.outputTokens = min(tokens, tokensBeforeStall)
      plan.end = time(ofToken: plan.outputTokens) + inactivityLimit
      plan.ending = .stalled
    case .empty:
      plan.firstToken = nil
      plan.end = ttft
      plan.ending = .empty
    case .errorFirst:
      plan.firstToken = nil
      plan.end = ttft
      plan.ending = .cut
    }
    return plan
  }

  /// Ends what takes too long: the attempt's budget for its first token, then the caller's deadline.
  ///
  /// - Parameters:
  ///   - budget: nanoseconds to the first token at most.
  ///   - deadline: nanoseconds until the caller gives up on the whole request.
  mutating func limit(budget: Int64, deadline: Int64) {
    let patience = min(budget, deadline)
    let givesUp: OutcomeClass = budget <= deadline ? .ttftTimeout : .cancelled
    guard let first = firstToken, first <= patience else {
      if let end, end <= patience, firstToken == nil { return }
      firstToken = nil
      end = patience
      ending = givesUp
      outputTokens = 0
      return
    }
    let planned = end ?? Int64.max
    guard planned > deadline else { return }
    let share = Double(deadline - first) / Double(max(1, planned - first))
    outputTokens = max(1, UInt32(Double(outputTokens) * share))
    end = deadline
    ending = .cancelled
  }
}

/// What becomes of a stream.
enum StreamFate: Sendable, Hashable {
  /// It ends with its terminal marker.
  case whole
  /// It ends half way, without a terminal marker or with an error.
  case brokenHalfWay
  /// It falls silent.
  case stalled
  /// It ends properly without a token.
  case empty
  /// An error event comes in the place of the first token.
  case errorFirst
}
