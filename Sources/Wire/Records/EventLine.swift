public import Documents
public import RoutingEngine

/// One line of the event log: the same for screens, scripts, journals and post-mortems.
public struct EventLine: Sendable, Hashable {
  /// Counts up in one process; a stream resumes after it.
  public var id: UInt64
  /// When.
  public var at: Moment
  /// What happened, by the names of the engine's events.
  public var kind: String
  /// To which endpoint.
  public var endpoint: String?
  /// To which feature, or for which feature alone.
  public var feature: String?
  /// The provider of the endpoint.
  public var provider: String?
  /// How urgent.
  public var severity: Severity
  /// The state before.
  public var from: String?
  /// The state after.
  public var to: String?
  /// What tripped.
  public var trigger: String?
  /// The numbers that decided.
  public var detail: Detail
  /// The endpoint's generation after the event.
  public var generation: UInt64
  /// The engine's revision after the event.
  public var revision: UInt64
  /// The line for people.
  public var text: String
  /// Whether the engine only recommends, so that what it says of breakers and shares is advice.
  public var isAdvisory = false

  /// The numbers that decided an event; those that do not apply are nil.
  public struct Detail: Sendable, Hashable {
    /// Samples in the window.
    public var n: Int?
    /// Failures or slow calls among them.
    public var k: Int?
    /// The limit that was crossed, from 0 to 1.
    public var limit: Double?
    /// The length of the window in seconds.
    public var windowSeconds: Double?
    /// The stage of the ramp, from 0.
    public var stage: Int?
    /// A share, from 0 to 1.
    public var share: Double?
    /// Until when.
    public var until: Moment?
    /// A rate in requests a second.
    public var rate: Double?
    /// Who acted.
    public var actor: String?
    /// The act that came to nothing, as it is typed.
    public var act: String?
    /// Why.
    public var reason: String?
    /// The other endpoint concerned.
    public var other: String?

    /// Makes a detail without any number.
    public init() {}
  }

  /// Describes an event without numbers.
  public init(id: UInt64, at: Moment, kind: String, severity: Severity, text: String) {
    self.id = id
    self.at = at
    self.kind = kind
    self.severity = severity
    self.text = text
    detail = Detail()
    (generation, revision) = (0, 0)
  }
}

extension EventLine {
  /// The kind of the line that parts what earlier processes recorded from what this one does; the engine has none of
  /// the name.
  public static let startedKind = "started"

  /// Says that a process began; the lines before it are of an earlier one.
  ///
  /// - Parameters:
  ///   - id: its number in the log that it goes to.
  ///   - began: when.
  ///   - last: what the earlier process recorded last.
  /// - Returns: the line.
  public static func started(id: UInt64, at began: Moment, after last: Moment) -> EventLine {
    let seconds = max(0, Int(began.seconds(since: last).rounded()))
    let gap = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    var line = EventLine(
      id: id, at: began, kind: startedKind, severity: .warn,
      text: "the server began anew; before it nothing is recorded after \(last.clockText) (\(gap))")
    line.detail.until = last
    return line
  }
}

extension EventLine {
  /// The kind of the line that says that a source of figures could not be read; the engine has none of the name.
  public static let sourceFailedKind = "source_failed"
  /// The kind of the line that says that it can be read again.
  public static let sourceBackKind = "source_back"

  /// Says that a source of figures fails: what it told of is not known from now on.
  ///
  /// - Parameters:
  ///   - source: how it is.
  ///   - id: the line's number in the log that it goes to.
  ///   - moment: when it was seen to fail.
  /// - Returns: the line.
  public static func failed(_ source: SourceStatus, id: UInt64, at moment: Moment) -> EventLine {
    var line = EventLine(
      id: id, at: moment, kind: sourceFailedKind, severity: .warn,
      text: "source \(source.name) failed" + (source.error.map { ": " + $0 } ?? ""))
    (line.detail.other, line.detail.reason) = (source.name, source.error)
    return line
  }

  /// Says that a source of figures that failed can be read again.
  ///
  /// - Parameters:
  ///   - source: how it is.
  ///   - id: the line's number in the log that it goes to.
  ///   - moment: when it was seen to be back.
  ///   - failed: since when it failed.
  /// - Returns: the line.
  public static func back(_ source: SourceStatus, id: UInt64, at moment: Moment, after failed: Moment)
    -> EventLine
  {
    let seconds = max(0, Int(moment.seconds(since: failed).rounded()))
    let gap = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    var line = EventLine(
      id: id, at: moment, kind: sourceBackKind, severity: .ok,
      text: "source \(source.name) is back after \(gap)")
    line.detail.other = source.name
    return line
  }
}

extension EventLine: JSONWritable, WireReadable {
  /// Writes one event.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("at", at)
      $0.field("kind", kind)
      $0.field("endpoint", endpoint)
      $0.field("feature", feature)
      $0.field("provider", provider)
      $0.field("severity", severity.name)
      $0.field("from", from)
      $0.field("to", to)
      $0.field("trigger", trigger)
      $0.field("detail", detail)
      $0.field("generation", generation)
      $0.field("revision", revision)
      $0.field("text", text)
      if isAdvisory { $0.field("advisory", true) }
    }
  }

  /// Reads an event; nil without its number, instant or kind.
  public init?(_ node: Node) {
    guard let id = node.serial("id"), let at = node.moment("at"), let kind = node.text("kind") else {
      return nil
    }
    self.init(
      id: id, at: at, kind: kind, severity: Severity(name: node.text("severity")),
      text: node.text("text") ?? kind)
    endpoint = node.text("endpoint")
    feature = node.text("feature")
    provider = node.text("provider")
    from = node.text("from")
    to = node.text("to")
    trigger = node.text("trigger")
    detail = node.shape("detail", Detail.self) ?? Detail()
    generation = node.serial("generation") ?? 0
    revision = node.serial("revision") ?? 0
    isAdvisory = node.flag("advisory")
  }
}

extension EventLine.Detail: JSONWritable, WireReadable {
  /// Writes the numbers that apply.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      if let n { $0.field("n", n) }
      if let k { $0.field("k", k) }
      if let limit { $0.field("limit", limit) }
      if let windowSeconds { $0.field("window_s", windowSeconds) }
      if let stage { $0.field("stage", stage) }
      if let share { $0.field("share", share) }
      if let until { $0.field("until", until) }
      if let rate { $0.field("rate_rps", rate) }
      if let actor { $0.field("actor", actor) }
      if let act { $0.field("act", act) }
      if let reason { $0.field("reason", reason) }
      if let other { $0.field("other", other) }
    }
  }

  /// Reads the numbers; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    self.init()
    n = node.count("n")
    k = node.count("k")
    limit = node.number("limit")
    windowSeconds = node.number("window_s")
    stage = node.count("stage")
    share = node.number("share")
    until = node.moment("until")
    rate = node.number("rate_rps")
    actor = node.text("actor")
    act = node.text("act")
    reason = node.text("reason")
    other = node.text("other")
  }
}
