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

  /// Makes the owner of an observer.
  init(_ observer: Observer, at now: Timestamp, clock: ClockAnchor) {
    self.observer = observer
    self.now = now
    self.clock = clock
  }

  var configuration: EngineConfiguration { observer.engine.configuration }

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

  /// The shares that the engine recommends now, by feature.
  var recommended: [OutgoingAct.FeatureShares] {
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
