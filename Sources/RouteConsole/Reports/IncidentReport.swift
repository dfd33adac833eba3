internal import RoutingEngine
internal import Wire

/// What happened between two instants, gathered from snapshots, events and the audit log.
///
/// The same value whether it comes from the console's history, from a recording or from a server; its text is
/// `IncidentMarkdown`'s.
struct IncidentReport: Hashable, Sendable {
  /// The most samples of the whole that are kept; of more every other one goes.
  static let maximumSamples = 4_096
  /// The longest time that one snapshot stands for, in seconds; a longer gap is a gap.
  static let longestStep = 15.0
  /// How long a process has to be up before its rates say anything of the worst, in seconds: those of the first few
  /// calls are not the rates of a minute.
  static let settlingSeconds = 15.0

  /// The span that is told about; it starts and ends with the snapshots where it is not given.
  private(set) var from: Moment
  private(set) var to: Moment
  /// Whose engine it was.
  private(set) var mode = ""
  /// Whether the engine only recommended: what it says of breakers and shares was advice.
  private(set) var isAdvisory = false
  private(set) var environment: String?
  private(set) var engine = ""
  /// Figures of everything together over time.
  private(set) var samples: [Sample] = []
  /// What each feature went through, in the order of the configuration.
  private(set) var features: [FeatureAccount] = []
  /// What each endpoint went through, in the order of the configuration.
  private(set) var endpoints: [EndpointAccount] = []
  /// What was spent in the span.
  var spending: IncidentSpending
  /// Endpoints that were not well when the first snapshot was taken.
  private(set) var unwellAtBeginning: [EndpointStatus] = []
  /// Events in the span, oldest first.
  private(set) var events: [EventLine] = []
  /// Acts in the span, oldest first.
  private(set) var audit: [AuditLine] = []
  /// The first snapshot; before it nothing is known but events and acts.
  private(set) var knownFrom: Moment?
  /// Times of which nothing was recorded, oldest first.
  private(set) var silences: [Silence] = []
  /// The beginning that was asked for, where it lies before everything that is known.
  var askedFrom: Moment?
  /// The end that was asked for, where it lies after everything that is known.
  var askedUntil: Moment?
  /// What a recording has lost, a sentence each.
  var lost: [String] = []
  private var last: Moment?
  private var lastUptime = 0.0
  private var isSettled = true
  private var stride = 1
  private var seen = 0

  /// A time of which nothing was recorded.
  struct Silence: Hashable, Sendable {
    /// The last snapshot before it.
    var from: Moment
    /// The first one after it.
    var to: Moment
    /// When the process began that recorded again; nil where it is the same one.
    var restarted: Moment?

    /// Its length.
    var seconds: Double { to.seconds(since: from) }
  }

  /// Figures of everything together at an instant.
  struct Sample: Hashable, Sendable {
    var at: Moment
    var requestsPerSecond: Double?
    var errorRate: Double?
    var ttftP90: Double?
    /// Whether the process was up for long enough that these are the rates of a minute.
    var isSettled = true
  }

  /// What a feature went through.
  struct FeatureAccount: Hashable, Sendable {
    var id: String
    /// When it was at risk first and last; nil where it never was.
    var risk: ClosedRange<Moment>?
    /// For how many seconds it was at risk.
    var riskSeconds = 0.0
    /// Failed attempts divided by attempts, summed up over the seconds.
    var errorSeconds = 0.0
    var worstErrorRate = 0.0
    var worstTTFT: Double?
    var objectiveTTFT: Double?
    var worstShed = 0.0
    /// Endpoints that carried most of it at some time, in the order in which they first did.
    var servedBy: [String] = []
  }

  /// What an endpoint went through.
  struct EndpointAccount: Hashable, Sendable {
    var id: String
    var provider: String
    /// For how many seconds the breaker had it open.
    var openSeconds = 0.0
    /// For how many seconds it was on the ramp.
    var rampSeconds = 0.0
    /// For how many seconds an operator's order was in force.
    var orderSeconds = 0.0
    /// The kinds of orders that were in force: `drain`, `forced_open`, `forced_closed`, `pinned`.
    var orders: Set<String> = []
    var worstErrorRate = 0.0
    /// The greatest part of its calls that it refused for its quota.
    var worstPushback = 0.0
    var worstTTFT: Double?
    /// Why it was not well at its worst: what failed, else what its breaker says.
    var reason: String?
    /// Whether the reason is of failures that were counted; a breaker's own word is worth less.
    var isReasonCounted = false
    /// The most frequent class of failures at its worst.
    var leadingClass: String?
    /// Whether all was well with it at the end.
    var isWellAtEnd = true

    /// Whether there is anything to tell.
    var isAffected: Bool { openSeconds + rampSeconds + orderSeconds > 0 || !orders.isEmpty || !isWellAtEnd }
  }

  /// Begins a report.
  init(from: Moment, to: Moment) {
    self.from = from
    self.to = to
    spending = IncidentSpending(from: from)
  }

  /// Takes a snapshot; they come oldest first, and those outside the span are left out.
  mutating func add(_ snapshot: SystemSnapshot) {
    guard snapshot.at >= from, snapshot.at <= to, last.map({ snapshot.at > $0 }) ?? true else { return }
    let seconds = last.map { min(Self.longestStep, snapshot.at.seconds(since: $0)) } ?? 0
    noteSilence(before: snapshot)
    (last, lastUptime) = (snapshot.at, snapshot.uptimeSeconds)
    if knownFrom == nil { unwellAtBeginning = snapshot.endpoints.filter { !Self.isWell($0) } }
    knownFrom = knownFrom ?? snapshot.at
    isSettled = snapshot.uptimeSeconds <= 0 || snapshot.uptimeSeconds >= Self.settlingSeconds
    (mode, environment, engine) = (snapshot.mode, snapshot.environment, snapshot.engine)
    isAdvisory = snapshot.isAdvisory
    spending.add(perHour: snapshot.totals.costPerHour, seconds: seconds)
    addSample(snapshot)
    for feature in snapshot.features { account(for: feature, at: snapshot.at, seconds: seconds) }
    for endpoint in snapshot.endpoints { account(for: endpoint, seconds: seconds) }
  }

  /// Notes that nothing was recorded before a snapshot, or that another process recorded it.
  private mutating func noteSilence(before snapshot: SystemSnapshot) {
    guard let last else { return }
    let isNew = snapshot.uptimeSeconds > 0 && snapshot.uptimeSeconds < lastUptime
    guard isNew || snapshot.at.seconds(since: last) > Self.longestStep else { return }
    let began = snapshot.at.advanced(byMilliseconds: -Int64(snapshot.uptimeSeconds * 1_000))
    silences.append(Silence(from: last, to: snapshot.at, restarted: isNew ? max(last, began) : nil))
  }

  /// Takes events and audit lines; those outside the span are left out.
  mutating func add(events new: [EventLine], audit acts: [AuditLine]) {
    events += new.filter { $0.at >= from && $0.at <= to }
    audit += acts.filter { $0.receipt.at >= from && $0.receipt.at <= to }
    events.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    audit.sort { ($0.receipt.at, $0.receipt.id) < ($1.receipt.at, $1.receipt.id) }
  }

  private mutating func addSample(_ snapshot: SystemSnapshot) {
    seen += 1
    guard seen.isMultiple(of: stride) else { return }
    samples.append(
      Sample(
        at: snapshot.at, requestsPerSecond: snapshot.totals.requestsPerSecond,
        errorRate: snapshot.totals.errorRate, ttftP90: snapshot.totals.ttftP90, isSettled: isSettled))
    guard samples.count > Self.maximumSamples else { return }
    samples = samples.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    stride *= 2
  }

  private mutating func account(for feature: FeatureStatus, at: Moment, seconds: Double) {
    let place = features.firstIndex { $0.id == feature.id } ?? features.count
    if place == features.count { features.append(FeatureAccount(id: feature.id)) }
    features[place].objectiveTTFT = feature.objectiveTTFT
    features[place].errorSeconds += (feature.errorRate ?? 0) * seconds
    if isSettled {
      features[place].worstErrorRate = max(features[place].worstErrorRate, feature.errorRate ?? 0)
    }
    features[place].worstShed = max(features[place].worstShed, feature.shedShare)
    if let p90 = feature.ttft?.p90 {
      features[place].worstTTFT = max(features[place].worstTTFT ?? 0, p90)
    }
    if let most = feature.serving.max(by: { $0.share < $1.share })?.endpoint,
      !features[place].servedBy.contains(most)
    {
      features[place].servedBy.append(most)
    }
    guard feature.severity >= .warn else { return }
    features[place].risk = (features[place].risk?.lowerBound ?? at)...at
    features[place].riskSeconds += seconds
  }

  private mutating func account(for endpoint: EndpointStatus, seconds: Double) {
    let place = endpoints.firstIndex { $0.id == endpoint.id } ?? endpoints.count
    if place == endpoints.count {
      endpoints.append(EndpointAccount(id: endpoint.id, provider: endpoint.provider))
    }
    switch endpoint.state {
    case "open": endpoints[place].openSeconds += seconds
    case "partial_open": endpoints[place].rampSeconds += seconds
    default: break
    }
    if let order = endpoint.override {
      endpoints[place].orderSeconds += seconds
      endpoints[place].orders.insert(order.kind)
    }
    let rate = isSettled ? endpoint.errorRate ?? 0 : 0
    note(why: endpoint, place, isWorst: rate > endpoints[place].worstErrorRate)
    endpoints[place].worstErrorRate = max(rate, endpoints[place].worstErrorRate)
    if isSettled {
      endpoints[place].worstPushback = max(endpoint.pushbackRate ?? 0, endpoints[place].worstPushback)
    }
    if let p90 = endpoint.ttft?.p90 {
      endpoints[place].worstTTFT = max(endpoints[place].worstTTFT ?? 0, p90)
    }
    endpoints[place].isWellAtEnd = Self.isWell(endpoint)
  }

  private static func isWell(_ endpoint: EndpointStatus) -> Bool {
    endpoint.state == "closed" && endpoint.override == nil && endpoint.hold == nil
  }

  /// Keeps why an endpoint is not well: classes of failures at its worst, for these are of ten seconds and the rate goes
  /// on when they are gone; a failed probe is a consequence and no cause.
  private mutating func note(why endpoint: EndpointStatus, _ place: Int, isWorst: Bool) {
    let words = endpoint.trigger.map { ClassWords.trigger($0) }
    let isCounted = !endpoint.errors.isEmpty && ![nil, words, endpoint.rampWords].contains(endpoint.reason)
    let isConsequence =
      !isCounted && endpoint.hold == nil
      && (endpoint.trigger == Trigger.probe.name || endpoint.state == "partial_open")
    let known = endpoints[place]
    guard let reason = endpoint.reason, !isConsequence, isCounted || !known.isReasonCounted,
      isWorst || known.reason == nil || (isCounted && !known.isReasonCounted)
    else { return }
    endpoints[place].reason = reason
    endpoints[place].isReasonCounted = isCounted
    endpoints[place].leadingClass = endpoint.errors.first?.name ?? known.leadingClass
  }

  /// Orders of operators that are known by their events alone: a simulation has no audit log.
  var orders: [EventLine] {
    events.filter { event in
      switch EventKind(rawValue: event.kind) {
      case .overrideSet, .overrideEnded: event.detail.actor != nil && !isAudited(event)
      case .actRefused: !isAudited(event)
      default: false
      }
    }
  }

  /// Whether an order of an operator is in the audit log as well.
  private func isAudited(_ event: EventLine) -> Bool {
    audit.contains { line in
      guard case .act = line.receipt.act else { return false }
      return abs(line.receipt.at.seconds(since: event.at)) < 2
    }
  }

  /// How many seconds of the span the figures are of.
  var knownSeconds: Double {
    silences.reduce(to.seconds(since: max(from, knownFrom ?? from))) { $0 - $1.seconds }
  }

  /// The figures of the whole at an instant: those of the last sample not after it.
  func figures(at moment: Moment) -> Sample? {
    samples.last { $0.at <= moment } ?? samples.first
  }
}
