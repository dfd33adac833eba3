// State: what a dialog would send.

internal import RoutingEngine
internal import Wire

extension ActDialog {
  /// What the dialog stands for: one request, however many endpoints it touches, so that it is done to all of them
  /// or to none.
  ///
  /// - Parameter isForced: whether the guard rail is to be passed, with the token that the preview names.
  /// - Returns: what is sent.
  func request(isForced: Bool = false) -> ActRequest {
    var request = ActRequest(order, reason: reason.text.trimmingBlanks, lease: leaseLength)
    guard isForced, neededToken != nil else { return request }
    request.force = true
    request.typed = token.text.trimmingBlanks
    return request
  }

  /// What to preview to learn what an undrain comes to once probes have passed: the breakers closed, never sent.
  var rampRequest: ActRequest { ActRequest(.breaker(Scope(endpoints: drained), .close), reason: "") }

  private var order: Order {
    switch chosen {
    case .scope(let scope, _): verb == .undrain ? .undrain(scope) : .drain(scope)
    case .endpoints(let ids):
      verb == .undrain ? .undrain(Scope(endpoints: ids)) : .drain(Scope(endpoints: ids))
    case .breaker(let order, let ids): .breaker(Scope(endpoints: ids), order)
    case .flip(let feature, let target): .flip(feature: feature, to: target, now: false)
    case .share(let feature, let endpoint):
      .share(feature: feature, endpoint: endpoint, percent: percentage ?? 0)
    }
  }

  /// The percentage that was typed; nil where it is none from 0 to 100.
  var percentage: Double? {
    guard let value = Double(percent.text.trimmingBlanks.filter { $0 != "%" }), (0...100).contains(value)
    else { return nil }
    return value
  }

  /// Whether its order ends by itself, or asks again, after a time; an order that ends another one stays.
  var hasLease: Bool { request().leaseText != nil }

  /// What `y` does, in a word or two.
  var deed: String {
    switch chosen {
    case .breaker(.open, _): "force open"
    case .breaker(.close, _): "force closed"
    case .breaker(.auto, _): "back to auto"
    case .breaker(.pin, _): "pin"
    case .share: percentage == 0 ? "end the share" : "fix the share"
    default: verb.rawValue
    }
  }

  /// Whether it needs a reason and has none yet; blanks are none.
  var isReasonMissing: Bool { needsReason && reason.text.allSatisfy(\.isWhitespace) }

  /// What keeps the act from being sent; nil where nothing does.
  var obstacle: String? {
    if isDryRun { return "a dry run: nothing is sent; Esc closes it" }
    if let futility { return futility }
    if isReasonMissing {
      let also =
        isTokenPassed ? "" : neededToken.map { "; and a guard rail stands: type \($0) too" } ?? ""
      return "in PROD an act needs a reason: type it here, then Tab and y" + also
    }
    if verb == .share, percentage == nil { return "the share must be a number from 0 to 100" }
    if failure != nil { return "nothing was sent: there is no preview to act on" }
    guard isForecast else { return "the engine has not said yet what would come of it" }
    // Without a token it is no guard rail that refuses: nothing passes it.
    if let refusal, preview?.typedToken == nil { return refusal }
    if let neededToken, !isTokenPassed { return "a guard rail stands: type \(neededToken) to pass it" }
    return nil
  }

  /// What the title says: the verb and the exact scope.
  var title: String { title(cloud: "") }

  /// The title with the cloud of its only endpoint, and a blank, before that endpoint's name.
  func title(cloud: String) -> String {
    let count = chosen.endpoints.count
    let counted = count == 1 ? "1 endpoint" : "\(count) endpoints"
    switch chosen {
    case .scope(.endpoint(let id), _): return "\(verbText) \(cloud)\(id) (\(counted))"
    case .scope(let scope, _):
      return "\(verbText) \(scope.kindText.uppercased()) \(scope.nameText) (\(counted))"
    case .endpoints: return "\(verbText) \(counted) MARKED"
    case .breaker(let order, let ids):
      return "BREAKER \(order.rawValue.uppercased()) " + (ids.count == 1 ? cloud + ids[0] : counted)
    case .flip(let feature, _): return "FLIP feature \(feature)"
    case .share(let feature, let endpoint): return "SHARE of \(feature) on \(endpoint)"
    }
  }

  /// What a result line calls the act.
  var label: String {
    switch chosen {
    case .scope(let scope, _): "\(verbText) \(scope.text)"
    case .endpoints(let ids): "\(verbText) \(ids.count) endpoints"
    case .breaker(let order, let ids):
      "BREAKER \(order.rawValue) " + (ids.count == 1 ? ids[0] : "\(ids.count) endpoints")
    case .flip(let feature, let target): "FLIP \(feature)" + (target.map { " to \($0)" } ?? "")
    case .share(let feature, let endpoint):
      "SHARE \(feature) on \(endpoint) " + (percentage == 0 ? "0%" : "at least \(percent.text)%")
    }
  }

  private var verbText: String { verb.rawValue.uppercased() }
}

extension Scope {
  /// The kind of scope, in a word.
  var kindText: String {
    switch self {
    case .endpoint: "endpoint"
    case .provider: "provider"
    case .cloud: "cloud"
    case .region: "region"
    case .model: "model"
    case .endpoints: "endpoints"
    }
  }

  /// The name without its kind.
  var nameText: String {
    switch self {
    case .endpoint(let name), .provider(let name), .cloud(let name), .region(let name), .model(let name): name
    case .endpoints(let ids): ids.joined(separator: ", ")
    }
  }
}

extension String {
  /// The text without blanks at either end.
  var trimmingBlanks: String {
    var rest = self[...]
    while rest.first?.isWhitespace ?? false { rest = rest.dropFirst() }
    while rest.last?.isWhitespace ?? false { rest = rest.dropLast() }
    return String(rest)
  }
}
