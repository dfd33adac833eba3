/// What an act is aimed at.
public enum Scope: Sendable, Hashable {
  /// One endpoint.
  case endpoint(String)
  /// Every endpoint of a provider.
  case provider(String)
  /// Every endpoint in a cloud.
  case cloud(String)
  /// Every endpoint in a region.
  case region(String)
  /// Every endpoint of a model.
  case model(String)
  /// These endpoints, all or none of them.
  case endpoints([String])

  /// The scope of endpoints by their ids: of one alone, the endpoint.
  public init(endpoints ids: [String]) { self = ids.count == 1 ? .endpoint(ids[0]) : .endpoints(ids) }

  /// The text of the command line: an endpoint id, `provider:NAME` and so on, or `endpoints:ID,ID`.
  public var text: String {
    switch self {
    case .endpoint(let name): name
    case .provider(let name): "provider:" + name
    case .cloud(let name): "cloud:" + name
    case .region(let name): "region:" + name
    case .model(let name): "model:" + name
    case .endpoints(let ids): "endpoints:" + ids.map(Self.escaped).joined(separator: ",")
    }
  }

  /// Reads the text of the command line; `endpoint:ID` is accepted as well.
  public init(text: String) {
    guard let colon = text.firstIndex(of: ":") else {
      self = .endpoint(text)
      return
    }
    let name = String(text[text.index(after: colon)...])
    switch text[..<colon] {
    case "endpoint": self = .endpoint(name)
    case "provider": self = .provider(name)
    case "cloud": self = .cloud(name)
    case "region": self = .region(name)
    case "model": self = .model(name)
    case "endpoints": self = .endpoints(Self.list(name))
    default: self = .endpoint(text)
    }
  }

  /// Whether it names an endpoint.
  public func contains(_ endpoint: EndpointConfiguration) -> Bool {
    contains(
      id: endpoint.id, provider: endpoint.provider, cloud: endpoint.cloud, region: endpoint.region,
      model: endpoint.model)
  }

  /// Whether it names an endpoint with this id, of this provider, cloud, region and model.
  public func contains(id: String, provider: String, cloud: String, region: String, model: String) -> Bool {
    switch self {
    case .endpoint(let name): name == id
    case .provider(let name): name == provider
    case .cloud(let name): name == cloud
    case .region(let name): name == region
    case .model(let name): name == model
    case .endpoints(let ids): ids.contains(id)
    }
  }

  /// An id as an item of a list: a comma in it has a backslash before it.
  private static func escaped(_ id: String) -> String {
    var text = ""
    for character in id {
      if character == "," || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text
  }

  private static func list(_ text: String) -> [String] {
    var items = [""]
    var isEscaped = false
    for character in text {
      if isEscaped || (character != "," && character != "\\") {
        items[items.count - 1].append(character)
        isEscaped = false
      } else if character == "," {
        items.append("")
      } else {
        isEscaped = true
      }
    }
    return items
  }
}

/// What a breaker is ordered to do.
public enum BreakerOrder: String, Sendable, Hashable, CaseIterable {
  /// No calls.
  case open
  /// Full share.
  case close
  /// Judge by itself again.
  case auto
  /// Keep today's state.
  case pin
}

/// What an operator wants.
public enum Order: Sendable, Hashable {
  /// No new calls to a scope; those in flight finish.
  case drain(Scope)
  /// Let a drained scope back in through the ramp.
  case undrain(Scope)
  /// Swap a feature's primary with its first healthy backup, or with the endpoint named.
  case flip(feature: String, to: String?, now: Bool)
  /// Order the breakers of a scope about.
  case breaker(Scope, BreakerOrder)
  /// Send a sticky percentage of a feature to an endpoint; 0 ends it.
  case share(feature: String, endpoint: String, percent: Double)

  /// Orders one breaker about.
  public static func breaker(endpoint: String, _ order: BreakerOrder) -> Order {
    .breaker(.endpoint(endpoint), order)
  }

  /// The name in JSON, events and metrics.
  public var name: String {
    switch self {
    case .drain: "drain"
    case .undrain: "undrain"
    case .flip: "flip"
    case .breaker: "breaker"
    case .share: "share"
    }
  }

  /// The endpoints it is about; nil of an order about a feature.
  public var scope: Scope? {
    switch self {
    case .drain(let scope), .undrain(let scope), .breaker(let scope, _): scope
    case .flip, .share: nil
    }
  }

  /// The order as it is typed: `drain provider:bedrock`, `flip chat to usw2/sonnet`.
  public var words: String {
    switch self {
    case .drain(let scope): "drain \(scope.text)"
    case .undrain(let scope): "undrain \(scope.text)"
    case .flip(let feature, let target, let now):
      "flip \(feature)" + (target.map { " to \($0)" } ?? "") + (now ? " now" : "")
    case .breaker(let scope, let order): "breaker \(scope.text) \(order.rawValue)"
    case .share(let feature, let endpoint, let percent):
      "share \(feature) \(endpoint) \(EventText.tenths(percent))"
    }
  }
}

/// An order with everything it needs to be judged and remembered.
public struct Act: Sendable, Hashable {
  /// What is wanted.
  public var order: Order
  /// Who wants it.
  public var actor: String
  /// Why.
  public var reason: String
  /// For how long.
  public var lease: Nanoseconds
  /// The revision the operator saw; nil to act on whatever is there.
  public var revision: UInt64?
  /// Whether guard rails may be passed; the shell has checked the typed token.
  public var force: Bool
  /// When it came into force, on the caller's clock, where an earlier process did it; nil for a new act.
  ///
  /// Its lease and its steps count from then on.
  public var began: Timestamp?

  /// Describes an act.
  ///
  /// The lease defaults to 30 minutes.
  public init(
    _ order: Order, actor: String, reason: String, lease: Nanoseconds = .minutes(30),
    revision: UInt64? = nil, force: Bool = false, began: Timestamp? = nil
  ) {
    self.order = order
    self.actor = actor
    self.reason = reason
    self.lease = lease
    self.revision = revision
    self.force = force
    self.began = began
  }
}

/// How an act ended.
public enum ActResult: Sendable, Hashable {
  /// It is in force.
  case applied
  /// A guard rail, or an order that makes no sense, refused it.
  case refused(String)
  /// The target changed since the operator saw it.
  case conflict(String)
  /// It names something that does not exist.
  case unknown(String)

  /// The name in JSON and metrics.
  public var name: String {
    switch self {
    case .applied: "applied"
    case .refused: "refused"
    case .conflict: "conflict"
    case .unknown: "failed"
    }
  }

  /// What went wrong, in a sentence; nil when nothing did.
  public var message: String? {
    switch self {
    case .applied: nil
    case .refused(let text), .conflict(let text), .unknown(let text): text
    }
  }
}

/// What came of an act.
public struct Receipt: Sendable, Hashable {
  /// Counts up from 1 in one engine.
  public var id: UInt64
  /// The act.
  public var act: Act
  /// When it was judged.
  public var at: Timestamp
  /// The engine's revision afterwards.
  public var revision: UInt64
  /// What came of it.
  public var result: ActResult
  /// The preview it was judged by; nil where it names something that does not exist.
  public var preview: Preview?
}
