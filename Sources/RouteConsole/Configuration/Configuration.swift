internal import Documents
internal import RoutingEngine
internal import TrafficSimulator

/// The product's configuration file, read and checked.
struct Configuration: Sendable, Hashable {
  /// In the order of the file.
  var providers: [ProviderSection]
  /// In the order of the file, which is the engine's order.
  var endpoints: [EndpointSection]
  /// In the order of the file, which is the engine's order.
  var features: [FeatureSection]
  /// The inference API.
  var gateway = GatewaySection()
  /// The control API.
  var control = ControlSection()
  /// Where telemetry is pulled from.
  var telemetry: [TelemetrySection] = []
  /// What carries out acts in watch mode; nil when acts are only advice.
  var watchActs: ActsSection?
  /// Other keys for the console.
  var keys = KeysSection()
  /// How much is recorded.
  var recording = RecordingSection()
  /// Prices by model, over those that are built in.
  var prices: [ModelPrice] = []
  /// Breaker and ramp.
  var breaker = BreakerConfiguration()
  /// Shares and caps.
  var selection = SelectionConfiguration()
  /// Retries.
  var retry = RetryConfiguration()
  /// Where state is kept; nil for the usual place.
  var stateDirectory: String?

  /// The price of a model, by its name in the file.
  struct ModelPrice: Sendable, Hashable {
    var model: String
    var price: Price
  }

  /// What the engine is told.
  ///
  /// - Parameters:
  ///   - seed: The seed of every draw.
  ///   - today: Benchmarks more than 30 days older are stale; nil takes all of them as fresh.
  /// - Returns: An engine's configuration, for a single replica.
  func engineConfiguration(seed: UInt64, today: CalendarDate?) -> EngineConfiguration {
    var engine = EngineConfiguration(
      endpoints: endpoints.map { $0.engineEndpoint(of: providers, prices: prices) },
      features: features.map { $0.engineFeature(endpoints: endpoints, today: today) })
    engine.seed = seed
    engine.breaker = breaker
    engine.selection = selection
    engine.retry = retry
    return engine
  }
}
