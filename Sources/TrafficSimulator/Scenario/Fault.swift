public import RoutingEngine

/// Something that goes wrong: what, where, for whom, from when and until when.
public struct Fault: Sendable, Hashable {
  /// When it begins (`at`).
  public var start: Nanoseconds
  /// How long it lasts (`for`); nil until the end of the run.
  public var duration: Nanoseconds?
  /// Over how long it grows from nothing to its full strength (`over`).
  public var ramp: Nanoseconds = .zero
  /// Whom it strikes.
  public var target: FaultTarget
  /// Which requests it strikes.
  public var condition = FaultCondition()
  /// What happens.
  public var kind: FaultKind

  /// Describes a fault that strikes every request at once.
  public init(_ kind: FaultKind, target: FaultTarget, start: Nanoseconds, duration: Nanoseconds? = nil) {
    self.kind = kind
    self.target = target
    self.start = start
    self.duration = duration
  }
}

/// Whom a fault strikes.
public enum FaultTarget: Sendable, Hashable {
  /// Every endpoint of a provider.
  case provider(String)
  /// Every endpoint in a cloud.
  case cloud(String)
  /// Every endpoint in a region.
  case region(String)
  /// One endpoint.
  case endpoint(String)
  /// Every endpoint of a model.
  case model(String)
  /// One feature, wherever it is served.
  case feature(String)
  /// One replica, from 0.
  case replica(Int)
  /// Everything.
  case all

  /// The text of the file.
  public var text: String {
    switch self {
    case .provider(let name): "provider:" + name
    case .cloud(let name): "cloud:" + name
    case .region(let name): "region:" + name
    case .endpoint(let name): "endpoint:" + name
    case .model(let name): "model:" + name
    case .feature(let name): "feature:" + name
    case .replica(let number): "replica:" + String(number)
    case .all: "all"
    }
  }

  /// Reads the text of the file, or nil when it is no target.
  public init?(text: String) {
    if text == "all" {
      self = .all
      return
    }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = String(text[text.index(after: colon)...])
    guard !name.isEmpty else { return nil }
    switch text[..<colon] {
    case "provider": self = .provider(name)
    case "cloud": self = .cloud(name)
    case "region": self = .region(name)
    case "endpoint": self = .endpoint(name)
    case "model": self = .model(name)
    case "feature": self = .feature(name)
    case "replica":
      guard let number = Int(name), number >= 0 else { return nil }
      self = .replica(number)
    default: return nil
    }
  }
}

/// Which requests a fault strikes (`when`); everything that is given must hold.
public struct FaultCondition: Sendable, Hashable {
  /// Only prompts longer than this.
  public var promptTokensOver: UInt32?
  /// Only requests of this feature.
  public var feature: String?
  /// Only requests at this replica, from 0.
  public var replica: Int?

  /// Every request.
  public init() {}
}
