public import Documents
public import RoutingEngine

/// An act as it travels: what an operator wants, before anybody judged it.
public struct ActRequest: Sendable, Hashable {
  /// What is wanted.
  public var order: Order
  /// Why; empty where none was given.
  public var reason: String
  /// For how long.
  public var lease: Nanoseconds
  /// Whether guard rails may be passed.
  public var force: Bool
  /// The token the operator typed to pass them; nil where none was typed.
  public var typed: String?

  /// Describes an act; its lease defaults to 30 minutes, and a reason of blanks alone is none.
  public init(
    _ order: Order, reason: String, lease: Nanoseconds = .minutes(30), force: Bool = false,
    typed: String? = nil
  ) {
    self.order = order
    self.reason = reason.allSatisfy(\.isWhitespace) ? "" : reason
    self.lease = lease
    self.force = force
    self.typed = typed
  }

  /// The longest reason, in characters.
  public static let longestReason = 500
  /// The shortest and the longest lease.
  public static let leases = Nanoseconds.seconds(1)...Nanoseconds.hours(24 * 30)
}

/// Why an act cannot be read.
public struct ActProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what to do.
  public let description: String

  /// Describes a problem.
  public init(_ description: String) { self.description = description }
}

extension ActRequest: JSONWritable {
  /// Writes the body of `POST /api/v1/acts`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("kind", order.name)
      switch order {
      case .drain(let scope), .undrain(let scope): $0.field("scope", scope.text)
      case .flip(let feature, let target, let now):
        $0.field("feature", feature)
        $0.field("to", target)
        $0.field("now", now)
      case .breaker(let scope, let order):
        $0.field("endpoint", scope.text)
        $0.field("to", order.rawValue)
      case .share(let feature, let endpoint, let percent):
        $0.field("feature", feature)
        $0.field("endpoint", endpoint)
        $0.field("percent", percent)
      }
      $0.field("reason", reason)
      $0.field("lease_s", lease.seconds)
      $0.field("force", force)
      $0.field("typed", typed)
    }
  }
}

extension ActRequest {
  /// Reads the body of an act.
  ///
  /// - Throws: the first thing that is wrong with it, for its author.
  public init(reading node: Node) throws(ActProblem) {
    guard node.members != nil else { throw ActProblem("an act is an object; see docs/api.md for its keys") }
    let order = try Self.order(of: node)
    let reason = node.text("reason") ?? ""
    guard reason.count <= Self.longestReason else {
      throw ActProblem("\"reason\" is longer than \(Self.longestReason) characters; shorten it")
    }
    var lease = Nanoseconds.minutes(30)
    if let seconds = node["lease_s"], !seconds.isNull {
      guard let number = seconds.number, number >= Self.leases.lowerBound.seconds,
        number <= Self.leases.upperBound.seconds
      else { throw ActProblem("\"lease_s\" must be seconds from 1 to 2592000 (30 days)") }
      lease = Nanoseconds(Int64(number * 1e9))
    }
    self.init(order, reason: reason, lease: lease, force: node.flag("force"), typed: node.text("typed"))
  }

  /// Reads the body of an act that somebody wants done now.
  ///
  /// Unlike a reader of what was done, it takes no key that it does not know: what is misspelt would be an act without
  /// it.
  ///
  /// - Throws: the first thing that is wrong with it, for its author.
  public init(asSent node: Node) throws(ActProblem) {
    try self.init(reading: node)
    let keys = Self.keys(of: order)
    for member in node.members ?? [] {
      guard keys.contains(member.key) || (Self.allKeys.contains(member.key) && member.value.isNull) else {
        throw Self.unknown(member.key, among: keys, of: order)
      }
      guard Self.isWellTyped(member.value, member.key) else {
        let type = Self.flags.contains(member.key) ? "true or false" : "a text"
        throw ActProblem("\(quoted(member.key)) must be \(type)")
      }
    }
  }

  private static let flags = ["now", "force"]
  private static let numbers = ["percent", "lease_s"]
  private static let allKeys = [
    "kind", "scope", "feature", "endpoint", "to", "percent", "reason", "lease_s", "now", "force", "typed",
  ]

  /// The keys that mean something for an order.
  private static func keys(of order: Order) -> [String] {
    let own =
      switch order {
      case .drain, .undrain: ["scope"]
      case .flip: ["feature", "to", "now"]
      case .breaker: ["endpoint", "to"]
      case .share: ["feature", "endpoint", "percent"]
      }
    return ["kind"] + own + ["reason", "lease_s", "force", "typed"]
  }

  private static func unknown(_ key: String, among keys: [String], of order: Order) -> ActProblem {
    let hint =
      nearest(key, among: keys).map { "did you mean \"\($0)\"?" }
      ?? "its keys are \(keys.joined(separator: ", ")); what it would do is said at /api/v1/acts/preview"
    return ActProblem("\(order.name) knows no key \(quoted(key)), so nothing was done; \(hint)")
  }

  /// Numbers are read elsewhere.
  private static func isWellTyped(_ value: Node, _ key: String) -> Bool {
    if value.isNull || numbers.contains(key) { return true }
    return flags.contains(key) ? value.bool != nil : value.string != nil
  }

  private static func order(of node: Node) throws(ActProblem) -> Order {
    switch node.text("kind") {
    case "drain": return .drain(Scope(text: try required("scope", of: node)))
    case "undrain": return .undrain(Scope(text: try required("scope", of: node)))
    case "flip":
      return .flip(feature: try required("feature", of: node), to: node.text("to"), now: node.flag("now"))
    case "breaker":
      let word = try required("to", of: node)
      guard let order = BreakerOrder(rawValue: word) else {
        throw ActProblem("\"to\" of a breaker act must be open, close, auto or pin")
      }
      return .breaker(Scope(text: try required("endpoint", of: node)), order)
    case "share":
      guard let percent = node.number("percent"), percent >= 0, percent <= 100 else {
        throw ActProblem("\"percent\" must be a number from 0 to 100")
      }
      return .share(
        feature: try required("feature", of: node), endpoint: try required("endpoint", of: node),
        percent: percent)
    default: throw ActProblem("\"kind\" must be drain, undrain, flip, breaker or share")
    }
  }

  private static func required(_ key: String, of node: Node) throws(ActProblem) -> String {
    guard let text = node.text(key), !text.isEmpty else {
      throw ActProblem("\"\(key)\" is missing or empty; name it")
    }
    return text
  }
}

extension ActRequest: WireReadable {
  /// Reads an act; nil where it is none.
  public init?(_ node: Node) {
    guard let request = try? ActRequest(reading: node) else { return nil }
    self = request
  }
}
