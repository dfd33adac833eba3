import RoutingEngine

/// Why the candidates of a feature take no more: how many for which reason.
struct OutOfService: Sendable, Hashable {
  /// A reason, in the order in which callers are told.
  enum Reason: Int, Sendable, Hashable, CaseIterable {
    case quota
    case pushback
    case open
    case credential
    case gone
    case ordered
    case unsuited
    case busy

    fileprivate var text: String {
      switch self {
      case .quota: "out of quota"
      case .pushback: "asked by the provider to wait"
      case .open: "open after failures"
      case .credential: "without a credential that is accepted"
      case .gone: "whose model is gone"
      case .ordered: "taken out by an operator"
      case .unsuited: "below the feature's floor or above its price"
      case .busy: "at the limit"
      }
    }
  }

  private var counts = [Int](repeating: 0, count: Reason.allCases.count)

  /// Counts the reasons of an explanation, of those candidates that would do.
  init(_ explanation: FeatureExplanation, among isMeant: (EndpointIndex) -> Bool = { _ in true }) {
    for candidate in explanation.candidates where isMeant(candidate.endpoint) {
      counts[OutOfService.reason(candidate.skipped).rawValue] += 1
    }
  }

  /// Whether nothing but limits of providers' is in the way: the caller is to send less, later.
  var isPushback: Bool { total > 0 && count(.quota) + count(.pushback) == total }

  /// Whether nothing but quotas is in the way.
  var isQuota: Bool { total > 0 && count(.quota) == total }

  /// Whether nothing but a lost model is in the way, so that waiting does not help.
  var isGone: Bool { count(.gone) > 0 && count(.gone) + count(.unsuited) == total }

  /// Whether any candidate is in service, and only has no room.
  var isBusy: Bool { count(.busy) > 0 }

  /// The reasons with their counts, for example `2 out of quota, 1 open after failures`.
  var text: String {
    Reason.allCases.filter { count($0) > 0 }.map { "\(count($0)) \($0.text)" }.joined(separator: ", ")
  }

  private var total: Int { counts.reduce(0, +) }

  private func count(_ reason: Reason) -> Int { counts[reason.rawValue] }

  private static func reason(_ skipped: SkipReason?) -> Reason {
    switch skipped {
    case .held(.quota): .quota
    case .held(.auth): .credential
    case .held(.retired): .gone
    case .paused: .pushback
    case .open, .openForFeature, .lastResort: .open
    case .drained, .forcedOpen: .ordered
    case .belowFloor, .tooDear, .incapable, .promptTooLong: .unsuited
    case .tried, .onRamp, .inDoubt, .full, .notNeeded, nil: .busy
    }
  }
}

/// What a request needs, beside what the candidates of its feature can do.
struct UnmetNeeds: Sendable, Hashable {
  /// What no candidate can do; where each need is met by one, but all by none, every one.
  let text: String
  /// Whether a candidate can do all of it, which is out of service.
  let isMetByOne: Bool
  /// The field of the request that nobody takes, where it is one.
  let field: String?

  /// Compares a request with the candidates of its feature.
  init(_ request: RoutedRequest, _ configuration: EngineConfiguration, ownField: String?) {
    let endpoints = configuration.features[request.feature.value].candidates.map {
      configuration.endpoints[$0.endpoint.value]
    }
    let contexts = endpoints.map { $0.contextTokens ?? .max }
    isMetByOne = zip(endpoints, contexts).contains { endpoint, context in
      request.needs.isSubset(of: endpoint.capabilities) && request.promptTokens < context
    }
    let needs = UnmetNeeds.names.filter { request.needs.contains($0.0) }
    let unmet = needs.filter { need in !endpoints.contains { $0.capabilities.contains(need.0) } }
    let fields: [String?] = unmet.map {
      switch $0.0 {
      case .severalAnswers: "n"
      case .logprobs: "logprobs"
      case .otherTools: "tools"
      case .ownFields: ownField
      default: nil
      }
    }
    field = fields.count == 1 ? fields[0] : nil
    var words = unmet.map { $0.0 == .ownFields ? "the field `\(ownField ?? "")`" : $0.1 }
    let largest = contexts.max() ?? 0
    if request.promptTokens >= largest {
      words.append(
        "room for a prompt of about \(request.promptTokens) tokens (the largest context is \(largest))")
    }
    text = (words.isEmpty ? needs.map(\.1) : words).joined(separator: ", ")
  }

  private static let names: [(Capabilities, String)] = [
    (.tools, "tools"), (.images, "images"), (.jsonSchema, "a JSON schema"), (.reasoning, "reasoning"),
    (.prefill, "going on from a last message of the assistant's"), (.sampling, "sampling parameters"),
    (.severalAnswers, "several answers to one request (`n`)"), (.logprobs, "log probabilities (`logprobs`)"),
    (.otherTools, "tools that are no functions"), (.ownFields, "fields of OpenAI's protocol"),
  ]
}
