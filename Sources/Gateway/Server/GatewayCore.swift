import RoutingEngine
import Transport
import Wire

/// What all parts of the gateway share: the engine, the plan it serves by, the credentials, the journal.
struct GatewayCore: ~Copyable {
  var engine: RoutingEngine
  var plan: ServingPlan
  var credentials: CredentialBook
  var journal: RequestJournal
  /// The engine's clock at this moment.
  var now: Timestamp
  /// Ties that clock to the calendar.
  var clock: ClockAnchor
  /// What the engine has recorded and nobody has taken yet.
  private var events: [Event] = []
  /// Calls that the engine wants ended and that nobody has ended yet.
  private var cuts: [AttemptID] = []
  /// Why the candidates of a feature took no more when a caller was told last.
  private var told: (feature: FeatureIndex, needs: Capabilities, at: Timestamp, reasons: OutOfService)?
  /// How often each field of callers' requests was left out, or changed, for a provider that does not take it.
  private(set) var droppedFields: [String: Int] = [:]

  /// Endpoints, by id, that a request could not be sent to for want of a credential.
  var endpointsWithoutCredential: Set<String> = []

  /// Most kinds of dropped fields that are counted apart; callers choose the names, and the rest is `other`.
  static let droppedFieldLimit = 256
  /// Most characters of such a name that are shown.
  static let droppedNameLimit = 64
  /// Most events that are kept when nobody takes them.
  static let eventLimit = 4_096

  /// How many callers the loop told 503 because too many were connected.
  var turnedAway = 0

  init(
    engine: RoutingEngine, plan: ServingPlan, credentials: CredentialBook, journal: consuming RequestJournal,
    at now: Timestamp
  ) {
    self.engine = engine
    self.plan = plan
    self.credentials = credentials
    self.journal = journal
    self.now = now
    clock = ClockAnchor(timestamp: now, moment: Moment(milliseconds: 0))
  }

  /// Tells the engine something, and keeps what it wants done.
  mutating func tell(_ input: Input, at now: Timestamp) {
    self.now = now
    keep(engine.handle(input, at: now))
  }

  private mutating func keep(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .record(let event): events.append(event)
      case .cut(let ids): cuts += ids
      case .answer: break
      }
    }
    if events.count > GatewayCore.eventLimit { events.removeFirst(events.count - GatewayCore.eventLimit) }
  }

  /// Whether ``takeCuts()`` would give any.
  var hasCuts: Bool { !cuts.isEmpty }

  /// Takes the calls that have to be ended.
  mutating func takeCuts() -> [AttemptID] {
    let taken = cuts
    cuts = []
    return taken
  }

  /// Reports the end of an attempt and books it.
  ///
  /// - Returns: what it cost, in nano-dollars, as the ledger has it; nil where the price is not known.
  mutating func book(
    _ outcome: Outcome, of attempt: Attempt, former: FormerCall?, at now: Timestamp
  ) -> Int64? {
    if let former {
      engine.bookFormer(outcome.usage, class: outcome.class, call: former)
      return former.costIsKnown ? Ledger.cost(outcome.usage, at: former.price) : nil
    }
    let endpoint = engine.configuration.endpoints[attempt.endpoint.value]
    tell(.outcome(attempt.id, outcome), at: now)
    return endpoint.costIsKnown ? Ledger.cost(outcome.usage, at: endpoint.price) : nil
  }

  /// Serves by another configuration from now on.
  ///
  /// - Returns: where endpoints and features are now.
  mutating func adopt(
    _ configuration: EngineConfiguration, _ plan: ServingPlan, _ credentials: CredentialBook,
    reason: String, at now: Timestamp
  ) -> Relocation {
    var (next, relocation) = engine.reconfigured(configuration, at: now, reason: reason)
    keep(next.takeActions())
    engine = next
    told = nil
    endpointsWithoutCredential.formIntersection(plan.targets.map(\.id))
    self.plan = plan
    self.credentials = credentials
    self.now = now
    return relocation
  }

  /// What a caller is told whose request the engine found no place for.
  ///
  /// - Parameters:
  ///   - cause: why there is none.
  ///   - retryAfter: when asking again may help.
  ///   - request: what was asked.
  ///   - ownField: the field of the request that only the callers' own protocol has.
  ///   - now: the present moment.
  /// - Returns: 400 where no candidate could ever serve it, else 503, or 429 where pushback alone is in the way.
  mutating func error(
    _ cause: Refusal.Cause, retryAfter: Nanoseconds, of request: RoutedRequest, ownField: String?,
    at now: Timestamp
  ) -> GatewayError {
    let feature = plan.features[request.feature.value]
    if cause == .incapable || cause == .noCandidate {
      let needs = UnmetNeeds(request, engine.configuration, ownField: ownField)
      guard needs.isMetByOne else { return .incapable(feature, needs) }
    }
    return .refused(cause, feature: feature, why: reasons(request, at: now), retryAfter: retryAfter)
  }

  /// Whether a candidate of the feature could serve a request, be it in service or not.
  func canBeMet(_ request: RoutedRequest) -> Bool {
    for candidate in engine.configuration.features[request.feature.value].candidates {
      let place = candidate.endpoint.value
      if request.needs.isSubset(of: engine.configuration.endpoints[place].capabilities),
        request.promptTokens < engine.configuration.endpoints[place].contextTokens ?? .max
      {
        return true
      }
    }
    return false
  }

  /// Whether the model of every endpoint that could serve a request is gone.
  func isGone(_ request: RoutedRequest, at now: Timestamp) -> Bool {
    let endpoints = engine.configuration.endpoints
    return OutOfService(engine.explanation(of: request.feature, at: now)) {
      request.needs.isSubset(of: endpoints[$0.value].capabilities) && (request.only ?? $0) == $0
    }.isGone
  }

  /// Why those candidates of a feature take no more that can do what the request needs; looked up at most four times
  /// a second, because refusals come in crowds.
  private mutating func reasons(_ request: RoutedRequest, at now: Timestamp) -> OutOfService {
    if let told, told.feature == request.feature, told.needs == request.needs,
      now - told.at < .milliseconds(250)
    {
      return told.reasons
    }
    let endpoints = engine.configuration.endpoints
    let reasons = OutOfService(engine.explanation(of: request.feature, at: now)) {
      request.needs.isSubset(of: endpoints[$0.value].capabilities)
    }
    told = (request.feature, request.needs, now, reasons)
    return reasons
  }

  /// Whether an operator drains a candidate.
  func isDrained(_ endpoint: EndpointIndex, of feature: FeatureIndex, at now: Timestamp) -> Bool {
    engine.explanation(of: feature, at: now).candidates.contains {
      $0.endpoint == endpoint && $0.skipped == .drained
    }
  }

  /// Ends the holds that the want of a credential led to, where it is there now: those endpoints come back by their ramp.
  mutating func endCredentialHolds(at now: Timestamp, wall: WallTime) {
    guard !endpointsWithoutCredential.isEmpty else { return }
    for (place, target) in plan.targets.enumerated() where endpointsWithoutCredential.contains(target.id) {
      guard let id = target.credential, credentials.store.slot(id).credential(at: wall) != nil else {
        continue
      }
      endpointsWithoutCredential.remove(target.id)
      let endpoint = engine.snapshot(at: now).endpoints[place]
      guard case .auth? = endpoint.hold, endpoint.override == nil else { continue }
      if case .open = endpoint.state { continue }
      let order = Order.breaker(endpoint: target.id, .auto)
      tell(
        .act(Act(order, actor: "gateway", reason: "the credential is there", force: true)), at: now)
    }
  }

  /// Counts fields that were left out or changed.
  mutating func countDropped(_ fields: [String]) {
    for field in fields {
      let name = SafeText.message(field, limit: GatewayCore.droppedNameLimit)
      let isCounted = droppedFields[name] != nil || droppedFields.count < GatewayCore.droppedFieldLimit
      droppedFields[isCounted ? name : "other", default: 0] += 1
    }
  }
}

extension GatewayCore: EngineHost {
  var configuration: EngineConfiguration { engine.configuration }

  var formerPairs: [FormerPair] { engine.ledger.former }

  func fleetSnapshot() -> FleetSnapshot { RoutingEngine.fleetSnapshot([engine], at: [now]) }

  /// Says of an endpoint that is held for want of a credential that it is we who have none, and why.
  func refine(_ snapshot: inout SystemSnapshot) {
    guard !endpointsWithoutCredential.isEmpty else { return }
    for target in plan.targets where endpointsWithoutCredential.contains(target.id) {
      guard let place = snapshot.endpoints.firstIndex(where: { $0.id == target.id }),
        snapshot.endpoints[place].hold?.kind == "auth", let id = target.credential
      else { continue }
      let failure = credentials.store.slot(id).lastFailure
      let what = failure?.kind == .unreadable ? "its key is missing" : "its credential cannot be got"
      snapshot.endpoints[place].reason = "held: " + what + (failure.map { ": \($0.description)" } ?? "")
    }
  }

  func judge(_ act: Act) -> (result: ActResult, preview: Preview?) { engine.judge(act, at: now) }

  mutating func perform(_ act: Act) -> Receipt {
    let actions = engine.handle(.act(act), at: now)
    keep(actions)
    for case .answer(let receipt) in actions { return receipt }
    preconditionFailure("An engine answers every act.")
  }

  mutating func takeEvents() -> [Event] {
    let taken = events
    events = []
    return taken
  }
}

extension EventLoop {
  /// The current turn in the engine's time.
  var timestamp: Timestamp { Timestamp(nanoseconds: now.nanoseconds) }

  /// Ties the engine's time to the calendar.
  var clockAnchor: ClockAnchor {
    ClockAnchor(timestamp: timestamp, moment: Moment(milliseconds: wallNanoseconds / 1_000_000))
  }
}
