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
  private(set) var last: Moment?
  private var lastUptime = 0.0
  private var lastRevision: UInt64 = 0
  private var isSettled = true
  /// The longest usual time between two snapshots, in seconds: what is counted by snapshots is no better than that.
  private(set) var coarseness = 0.0
  private var stride = 1
  private var seen = 0

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
    let isContiguous = !noteSilence(before: snapshot) && last != nil
    if isContiguous { coarseness = max(coarseness, seconds) }
    (last, lastUptime, lastRevision) = (snapshot.at, snapshot.uptimeSeconds, snapshot.revision)
    if knownFrom == nil { unwellAtBeginning = snapshot.endpoints.filter { Plight(of: $0) != nil } }
    knownFrom = knownFrom ?? snapshot.at
    isSettled = snapshot.uptimeSeconds <= 0 || snapshot.uptimeSeconds >= Self.settlingSeconds
    (mode, environment, engine) = (snapshot.mode, snapshot.environment, snapshot.engine)
    isAdvisory = snapshot.isAdvisory
    spending.add(perHour: snapshot.totals.costPerHour, seconds: seconds)
    addSample(snapshot)
    let unwell = Set(snapshot.endpoints.filter { Plight(of: $0) != nil }.map(\.id))
    for feature in snapshot.features {
      account(for: feature, in: snapshot, seconds: seconds, isContiguous: isContiguous, unwell)
    }
    for endpoint in snapshot.endpoints {
      account(for: endpoint, at: snapshot.at, seconds: seconds, isContiguous: isContiguous)
    }
  }

  /// Notes that nothing was recorded before a snapshot, or that another process recorded it; whether that is so.
  private mutating func noteSilence(before snapshot: SystemSnapshot) -> Bool {
    guard let last else { return false }
    let began = snapshot.at.advanced(byMilliseconds: -Int64(snapshot.uptimeSeconds * 1_000))
    let isLong = snapshot.at.seconds(since: last) > Self.longestStep
    let isNew = snapshot.uptimeSeconds < lastUptime || (isLong && isOfAnother(snapshot, since: began))
    guard isNew || isLong else { return false }
    silences.append(Silence(from: last, to: snapshot.at, restarted: isNew ? max(last, began) : nil))
    return true
  }

  /// Whether another process made a snapshot though it has been up for longer than the one before.
  ///
  /// It began after that one's last snapshot, and so its revisions count from there; a machine that slept goes on with
  /// its revisions.
  private func isOfAnother(_ snapshot: SystemSnapshot, since began: Moment) -> Bool {
    guard let last, began > last, snapshot.revision > lastRevision else { return false }
    return Double(snapshot.revision - lastRevision) >= lastUptime * 1_000
  }

  /// Takes events and audit lines; those outside the span are left out.
  mutating func add(events new: [EventLine], audit acts: [AuditLine]) {
    // Acts that a later process did again are told by both, at one time.
    struct Key: Hashable {
      var at: Moment
      var kind: String
      var endpoint: String?
      var feature: String?
      var to: String?
      var text: String
    }
    func key(_ line: EventLine) -> Key {
      Key(
        at: line.at, kind: line.kind, endpoint: line.endpoint, feature: line.feature, to: line.to,
        text: line.text)
    }
    var told = Set(events.map(key))
    events += new.filter { $0.at >= from && $0.at <= to && told.insert(key($0)).inserted }
    audit += acts.filter { $0.receipt.at >= from && $0.receipt.at <= to }
    events.sort { ($0.at, $0.id) < ($1.at, $1.id) }
    audit.sort { ($0.receipt.at, $0.receipt.id) < ($1.receipt.at, $1.receipt.id) }
    settle()
  }

  /// Lengths of time by what events tell of changes, and whom they tell of.
  private mutating func settle() {
    var changes: [String: (states: [StateTrack.Change], standing: [StateTrack.Change])] = [:]
    var opened: Set<String> = []
    for event in events where event.endpoint != nil && event.feature == nil {
      let name = event.endpoint ?? ""
      if event.kind == EventKind.opened.rawValue { opened.insert(name) }
      if let state = Self.state(after: event) {
        changes[name, default: ([], [])].states.append(.init(at: event.at, to: state))
      } else if let order = Self.order(after: event) {
        changes[name, default: ([], [])].standing.append(.init(at: event.at, to: order))
      }
    }
    for place in endpoints.indices {
      let told = isOneEngine ? changes[endpoints[place].id] ?? ([], []) : nil
      endpoints[place].wasOpened = opened.contains(endpoints[place].id)
      let (states, standing) = (endpoints[place].states, endpoints[place].standing)
      endpoints[place].openSeconds =
        states.seconds(in: "open", told?.states) + states.seconds(in: "held", told?.states)
      endpoints[place].rampSeconds = states.seconds(in: "partial_open", told?.states)
      endpoints[place].doubtSeconds = states.seconds(in: "suspect", told?.states)
      endpoints[place].orderSeconds = endpoints[place].orders.reduce(0) {
        $0 + standing.seconds(in: $1, changes[endpoints[place].id]?.standing ?? [])
      }
    }
    for place in features.indices { if let last { features[place].moves.end(at: last) } }
    for started in events where started.kind == EventLine.startedKind {
      guard
        let place = silences.firstIndex(where: {
          $0.restarted == nil && $0.from <= started.at && started.at <= $0.to
        })
      else { continue }
      silences[place].restarted = started.at
    }
  }

  /// Whether events are those of a single engine, so that they tell of every change of the whole.
  var isOneEngine: Bool { mode == "serve" || mode == "watch" }

  private static func state(after event: EventLine) -> String? {
    switch EventKind(rawValue: event.kind) {
    case .opened: "open"
    case .partialOpen: "partial_open"
    case .suspect: "suspect"
    case .closed: "closed"
    case .authHold, .quotaHold, .retired: "held"
    default: nil
    }
  }

  private static func order(after event: EventLine) -> String? {
    switch EventKind(rawValue: event.kind) {
    case .overrideSet: event.to
    case .overrideEnded: ""
    default: nil
    }
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

  private mutating func account(
    for feature: FeatureStatus, in snapshot: SystemSnapshot, seconds: Double, isContiguous: Bool,
    _ unwell: Set<String>
  ) {
    let at = snapshot.at
    let place = features.firstIndex { $0.id == feature.id } ?? features.count
    if place == features.count { features.append(FeatureAccount(id: feature.id)) }
    features[place].objectiveTTFT = feature.objectiveTTFT
    (features[place].primary, features[place].serving) = (feature.primary, feature.serving)
    features[place].note(asked: isSettled ? feature.requestsPerSecond : nil)
    features[place].qualityFloor = feature.qualityFloor
    if !isContiguous { features[place].errors.begin() }
    features[place].errors.add(
      rate: feature.errorRate, perSecond: feature.requestsPerSecond, at: at, seconds: seconds,
      uptime: snapshot.uptimeSeconds)
    if feature.selection == "primary-backup" {
      features[place].moves.add(feature.serving, at: at) { !unwell.contains($0) }
    }
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
    if feature.severity == .stale { features[place].unknownSeconds += seconds }
    guard feature.severity >= .warn else { return }
    features[place].risk = (features[place].risk?.lowerBound ?? at)...at
    features[place].riskSeconds += seconds
  }

  private mutating func account(
    for endpoint: EndpointStatus, at: Moment, seconds: Double, isContiguous: Bool
  ) {
    let place = endpoints.firstIndex { $0.id == endpoint.id } ?? endpoints.count
    if place == endpoints.count {
      endpoints.append(EndpointAccount(id: endpoint.id, provider: endpoint.provider))
    }
    endpoints[place].isProvisioned = endpoint.capacityKind == Capacity.Kind.provisioned.rawValue
    switch endpoint.state {
    case _ where endpoint.hold != nil, "open": endpoints[place].openSeconds += seconds
    case "partial_open": endpoints[place].rampSeconds += seconds
    case "suspect": endpoints[place].doubtSeconds += seconds
    default: break
    }
    endpoints[place].states.add(
      endpoint.hold == nil ? endpoint.state : "held", since: endpoint.since, at: at, seconds: seconds,
      isContiguous: isContiguous)
    endpoints[place].standing.add(
      endpoint.override?.kind ?? "", since: endpoint.override?.since, at: at, seconds: seconds,
      isContiguous: isContiguous)
    if let order = endpoint.override {
      endpoints[place].orderSeconds += seconds
      endpoints[place].orders.insert(order.kind)
    }
    let rate = isSettled ? endpoint.errorRate ?? 0 : 0
    endpoints[place].note(failures: endpoint.errors, rate: rate)
    endpoints[place].note(declinedBy: endpoint, at: at, seconds: seconds)
    note(why: endpoint, place, isWorst: rate > endpoints[place].worstErrorRate)
    endpoints[place].worstErrorRate = max(rate, endpoints[place].worstErrorRate)
    if isSettled {
      endpoints[place].worstPushback = max(endpoint.pushbackRate ?? 0, endpoints[place].worstPushback)
    }
    if let p90 = endpoint.ttft?.p90 {
      endpoints[place].worstTTFT = max(endpoints[place].worstTTFT ?? 0, p90)
      if isSettled, endpoints[place].usualTTFT == nil, endpoint.severity == .ok {
        endpoints[place].usualTTFT = p90
      }
    }
    endpoints[place].plightAtEnd = Plight(of: endpoint)
    endpoints[place].capAtEnd = endpoint.quota.capRequestsPerSecond
  }

  /// Failures are why an endpoint was slow or out only where so many of its calls failed.
  static let tellingFailures = 0.1

  /// Keeps why an endpoint is not well: classes of failures at its worst, for these are of ten seconds and the rate goes
  /// on when they are gone; a failed probe is a consequence and no cause, and a few failures are none of being slow.
  private mutating func note(why endpoint: EndpointStatus, _ place: Int, isWorst: Bool) {
    if let hold = endpoint.hold {
      endpoints[place].hold = hold.kind
      endpoints[place].reason = HoldWords.reason(hold.kind)
      endpoints[place].isReasonCounted = true
      endpoints[place].leadingClass = HoldWords.outcome(hold.kind)
      return
    }
    let words = endpoint.trigger.map { ClassWords.trigger($0) }
    let isSlow = Trigger.allCases.contains { $0.name == endpoint.trigger && $0.isLatency }
    let isCounted =
      !endpoint.errors.isEmpty && ![nil, words, endpoint.rampWords].contains(endpoint.reason)
      && (!isSlow || (endpoint.errorRate ?? 0) >= Self.tellingFailures)
    let isConsequence =
      !isCounted
      && (endpoint.trigger == Trigger.probe.name || (endpoint.state == "partial_open" && !isSlow))
    let known = endpoints[place]
    guard let reason = isSlow && !isCounted ? words : endpoint.reason, !isConsequence,
      isCounted || !known.isReasonCounted,
      isWorst || known.reason == nil || (isCounted && !known.isReasonCounted)
    else { return }
    endpoints[place].reason = reason
    endpoints[place].isReasonCounted = isCounted
    endpoints[place].leadingClass = isCounted ? endpoint.errors.first?.name ?? known.leadingClass : nil
  }

  /// How many seconds of the span the figures are of.
  var knownSeconds: Double {
    silences.reduce(to.seconds(since: max(from, knownFrom ?? from))) { $0 - $1.seconds }
  }

  /// The figures of the whole at an instant: those of the last sample not after it; nil where none is near.
  func figures(at moment: Moment) -> Sample? {
    samples.last { $0.at <= moment }
      ?? samples.first.flatMap { $0.at.seconds(since: moment) <= Self.longestStep ? $0 : nil }
  }
}
