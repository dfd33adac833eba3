internal import Gateway
internal import RoutingEngine
internal import TelemetryClient
internal import Wire

/// The observer of somebody else's traffic as the owner of an engine.
struct WatchHost: EngineHost {
  var observer: Observer
  /// The engine's clock at this moment; its loop keeps it.
  var now: Timestamp
  /// Ties that clock to the calendar; its loop keeps it.
  var clock: ClockAnchor

  /// Where acts take effect: in another system, where the configuration names a way to it.
  var acting: ActingPlace
  /// Name and patience of every source, in the order of the configuration.
  var sources: [(name: String, staleAfterSeconds: Int)]
  /// Acts that wait to be sent out.
  private(set) var outgoing: [OutgoingAct] = []
  /// The revision of the last document that was sent out.
  private var sentRevision: UInt64 = 0
  /// What is added to the engine's revisions; the documents of a later process go on above those of this one.
  var revisionBase: UInt64 = 0
  private let run: String

  /// Makes the owner of an observer.
  ///
  /// - Parameters:
  ///   - observer: whose engine it is.
  ///   - acting: where acts take effect.
  ///   - sources: name and patience of every source.
  ///   - run: names this run of the process.
  ///   - now: the engine's clock.
  ///   - clock: ties it to the calendar.
  init(
    _ observer: Observer, acting: ActingPlace, sources: [(name: String, staleAfterSeconds: Int)], run: String,
    at now: Timestamp, clock: ClockAnchor
  ) {
    self.observer = observer
    self.acting = acting
    self.sources = sources
    self.run = run
    self.now = now
    self.clock = clock
  }

  var configuration: EngineConfiguration { observer.engine.configuration }

  var formerPairs: [FormerPair] { observer.engine.ledger.former }

  func fleetSnapshot() -> FleetSnapshot { RoutingEngine.fleetSnapshot([observer.engine], at: [now]) }

  func judge(_ act: Act) -> (result: ActResult, preview: Preview?) {
    observer.engine.judge(act, at: now)
  }

  mutating func perform(_ act: Act) -> Receipt {
    guard let receipt = observer.perform(act, at: now) else {
      preconditionFailure("The engine answers every act.")
    }
    return receipt
  }

  mutating func takeEvents() -> [Event] { observer.takeEvents() }

  func refine(_ snapshot: inout SystemSnapshot) {
    WatchOverlay(observer: observer, sources: sources, now: now).refine(&snapshot)
  }

  func callsInFlight(on endpoints: [EndpointIndex], counted: Int) -> Int? {
    let known = endpoints.compactMap { observer.view(of: $0).inFlight }
    return known.count == endpoints.count ? known.reduce(0, +) : nil
  }

  func explanation(of feature: FeatureIndex) -> FeatureExplanation? {
    observer.engine.explanation(of: feature, at: now)
  }

  mutating func sendOut(_ act: ActRequest, by actor: String, number: UInt64, _ preview: ActPreview?)
    -> SentDocument?
  {
    var features = recommended
    for changed in preview?.features ?? [] {
      guard let place = features.firstIndex(where: { $0.id == changed.id }) else { continue }
      features[place].serving = changed.after
    }
    // A failed act moves no revision. The next document gets one of its own all the same, so that a confirmation
    // that comes too late for one act never confirms another.
    sentRevision = max(sentRevision, revisionBase + observer.engine.revision) + 1
    let document = OutgoingAct(
      id: number, run: run, act: act, actor: actor, at: clock.moment(at: now), revision: sentRevision,
      features: features)
    outgoing.append(document)
    return document.sent
  }

  /// Takes the acts that are to be sent out.
  mutating func takeOutgoing() -> [OutgoingAct] {
    defer { outgoing.removeAll() }
    return outgoing
  }

  /// The shares that the engine recommends now, by feature.
  private var recommended: [OutgoingAct.FeatureShares] {
    let snapshot = observer.engine.snapshot(at: now)
    return snapshot.features.map { feature in
      OutgoingAct.FeatureShares(
        id: configuration.features[feature.feature.value].id,
        serving: feature.serving.map {
          ServedShare(endpoint: configuration.endpoints[$0.endpoint.value].id, share: $0.fraction)
        })
    }
  }
}
