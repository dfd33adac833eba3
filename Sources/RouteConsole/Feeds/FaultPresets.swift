internal import RoutingEngine
internal import TrafficSimulator

/// Faults that a key can let strike: the incidents that teams meet, aimed at what a world has.
struct FaultPresets {
  /// What it is, for a list, and what strikes, beginning at once.
  struct Preset {
    var line: SimulationStatus.PresetLine
    var fault: Fault
  }

  let all: [Preset]

  /// The presets for a world; they aim at the provider, the region and the endpoints that carry most.
  init(_ world: World) {
    let busiest = Self.busiest(world)
    let provider = FaultTarget.provider(busiest.provider)
    let region = world.endpoints.first { $0.provider != busiest.provider && !$0.region.isEmpty }?.region
    let neighbour = world.endpoints.first { $0.provider != busiest.provider }?.id ?? busiest.id
    var presets: [Preset] = []
    func add(
      _ deed: String, _ kind: FaultKind, _ target: FaultTarget, _ minutes: Int64,
      _ aim: SimulationStatus.PresetLine.Aim = .endpoints
    ) {
      let length = Nanoseconds.minutes(minutes)
      presets.append(
        Preset(
          line: SimulationStatus.PresetLine(deed: "\(deed), \(minutes) min", target: target.text, aim: aim),
          fault: Fault(kind, target: target, start: .zero, duration: length)))
    }
    add(
      "goes dark: every call fails", .error(class: .serverError, rate: 1, latency: .milliseconds(50)),
      provider, 2)
    add("accepts calls and never answers", .blackhole, .endpoint(busiest.id), 2)
    if let region { add("is four times as slow", .slowTTFT(factor: 4), .region(region), 3) }
    add(
      "sends 429 above 40% of capacity",
      .rateLimit(capacity: 0.4, retryAfter: "10", latency: FaultKind.rateLimitLatency),
      .endpoint(busiest.id), 3)
    add(
      "fails one call in twenty", .error(class: .overloaded, rate: 0.05, latency: .milliseconds(80)),
      .endpoint(neighbour), 5)
    add("cuts four streams in ten", .cutStream(rate: 0.4), .endpoint(neighbour), 2)
    add("answers 1 in 3 with nothing", .emptySuccess(rate: 0.33), .endpoint(busiest.id), 2)
    add("refuses our credential", .authExpired, provider, 2)
    add("has used up its spend limit", .quotaExhausted, .endpoint(neighbour), 3)
    add("asks for twice as much", .traffic(factor: 2), .all, 3, .features)
    add("no outcome reaches the engine", .telemetryGap, .all, 1, .fixed)
    all = presets
  }

  /// The endpoint with the most capacity; the first of equals.
  private static func busiest(_ world: World) -> EndpointModel {
    var best = world.endpoints[0]
    for endpoint in world.endpoints
    where (endpoint.capacity.requestsPerSecond ?? 0) > (best.capacity.requestsPerSecond ?? 0) {
      best = endpoint
    }
    return best
  }
}

/// The words for a fault on a screen.
enum FaultText {
  /// `error server_error on provider:bedrock, 1:20 to 5:20`.
  static func line(_ fault: Fault) -> String {
    var text = fault.kind.name.split(separator: "_").joined(separator: " ")
    if case .error(let outcome, let rate, _) = fault.kind {
      text += " " + outcome.name.split(separator: "_").joined(separator: " ")
      if rate < 1 { text += " \(Figures.percent(rate, 0))" }
    }
    text += " on " + fault.target.text + ", " + clock(fault.start)
    if let duration = fault.duration { return text + " to " + clock(fault.start + duration) }
    return text + " on"
  }

  /// `1:20`, minutes first, hours where there are any.
  static func clock(_ instant: Nanoseconds) -> String {
    let seconds = instant.count / 1_000_000_000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let tail = two(seconds % 60)
    return seconds < 3_600
      ? "\(seconds / 60):\(tail)" : "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(tail)"
  }
}
