public import Documents
public import RoutingEngine

/// Where a part of a feature's traffic goes.
public struct ServedShare: Sendable, Hashable {
  /// The endpoint.
  public var endpoint: String
  /// Its part of the feature's requests, from 0 to 1.
  public var share: Double

  /// Pairs an endpoint with its part.
  public init(endpoint: String, share: Double) {
    self.endpoint = endpoint
    self.share = share
  }
}

extension ServedShare: JSONWritable, WireReadable {
  /// Writes `{ endpoint, share }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("endpoint", endpoint)
      $0.field("share", share)
    }
  }

  /// Reads a part; nil without its endpoint.
  public init?(_ node: Node) {
    guard let endpoint = node.text("endpoint") else { return nil }
    self.init(endpoint: endpoint, share: node.number("share") ?? 0)
  }
}

/// One feature as every screen and script sees it.
public struct FeatureStatus: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// How urgent.
  public var severity: Severity
  /// The endpoint that is first in force.
  public var primary: String
  /// The others in force, in order.
  public var backups: [String]
  /// Where its requests go now.
  public var serving: [ServedShare]
  /// `primary-backup` or `balanced`.
  public var selection: String
  /// 1 matters most.
  public var priority: Int
  /// Requests a second.
  public var requestsPerSecond: Double?
  /// The highest minute of the last five, in requests a second.
  public var demand: Double?
  /// Failed requests divided by requests, from 0 to 1.
  public var errorRate: Double?
  /// Time to first token of its requests.
  public var ttft: QuantileFigures?
  /// Whole answers of its requests.
  public var latency: QuantileFigures?
  /// The p90 of time to first token its users expect, in milliseconds.
  public var objectiveTTFT: Double?
  /// The p90 of the whole answer its users expect, in milliseconds.
  public var objectiveLatency: Double?
  /// The share of requests that may fail, from 0 to 1.
  public var objectiveErrorRate: Double?
  /// Why it is at risk, for people; nil where it is not.
  public var atRisk: String?
  /// Capacity of its healthy pool divided by its demand; nil where capacity is not declared.
  public var headroom: Double?
  /// The mean quality of who serves it now; nil without benchmarks.
  public var qualityMean: Double?
  /// The quality it must have; nil for any.
  public var qualityFloor: Double?
  /// Cost over the last minute, in US dollars an hour.
  public var costPerHour: Double?
  /// The share of requests that is refused, from 0 to 1.
  public var shedShare: Double
  /// Whether its pool is down to the least bad.
  public var isPanic: Bool
  /// The backup that is proposed as primary.
  public var flipProposed: String?

  /// Describes a feature of which nothing but its order is known.
  public init(id: String, primary: String, backups: [String]) {
    self.id = id
    self.primary = primary
    self.backups = backups
    severity = .stale
    serving = []
    selection = "primary-backup"
    priority = 1
    shedShare = 0
    isPanic = false
  }
}

extension FeatureStatus: JSONWritable, WireReadable {
  /// Writes an item of a snapshot's `features`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("severity", severity.name)
      $0.field("primary", primary)
      $0.field("backups", backups)
      $0.field("serving", serving)
      $0.field("selection", selection)
      $0.field("priority", priority)
      $0.field("rps", requestsPerSecond)
      $0.field("demand_rps", demand)
      $0.field("error_rate", errorRate)
      $0.field("ttft_ms", ttft)
      $0.field("latency_ms", latency)
      $0.object("objectives") {
        $0.field("ttft_p90_ms", objectiveTTFT)
        $0.field("latency_p90_ms", objectiveLatency)
        $0.field("error_rate", objectiveErrorRate)
      }
      $0.field("at_risk", atRisk)
      $0.field("headroom", headroom)
      $0.object("quality") {
        $0.field("mean", qualityMean)
        $0.field("floor", qualityFloor)
      }
      $0.field("cost_usd_per_h", costPerHour)
      $0.field("shed_share", shedShare)
      $0.field("panic", isPanic)
      $0.field("flip_proposed", flipProposed)
    }
  }

  /// Reads an item of a snapshot's `features`; nil without an id.
  public init?(_ node: Node) {
    guard let id = node.text("id") else { return nil }
    self.init(id: id, primary: node.text("primary") ?? "", backups: node.texts("backups"))
    severity = Severity(name: node.text("severity"))
    serving = node.list("serving", of: ServedShare.self)
    selection = node.text("selection") ?? "primary-backup"
    priority = node.count("priority") ?? 1
    requestsPerSecond = node.number("rps")
    demand = node.number("demand_rps")
    errorRate = node.number("error_rate")
    ttft = node.shape("ttft_ms", QuantileFigures.self)
    latency = node.shape("latency_ms", QuantileFigures.self)
    if let objectives = node["objectives"] {
      objectiveTTFT = objectives.number("ttft_p90_ms")
      objectiveLatency = objectives.number("latency_p90_ms")
      objectiveErrorRate = objectives.number("error_rate")
    }
    atRisk = node.text("at_risk")
    headroom = node.number("headroom")
    qualityMean = node["quality"]?.number("mean")
    qualityFloor = node["quality"]?.number("floor")
    costPerHour = node.number("cost_usd_per_h")
    shedShare = node.number("shed_share") ?? 0
    isPanic = node.flag("panic")
    flipProposed = node.text("flip_proposed")
  }
}
