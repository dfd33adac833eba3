internal import Documents
internal import RoutingEngine
internal import Transport
internal import Wire

/// Reads what another route-console knows, through its control API.
///
/// Its figures stand where nothing nearer is known; its endpoints are those of the same id here. They are sums over a
/// sliding minute, so that two of them share most of their calls: they are shown, and never made into calls.
struct AttachSource: PolledSource {
  /// The window of a snapshot's rates and errors.
  static let windowSeconds: Int64 = 60

  let interval: Duration
  private let url: String
  private let system: String
  private let places: [String: EndpointIndex]
  private var samples: [Sample] = []
  private var unknown = 0
  private var known = 0

  /// Makes a source.
  ///
  /// - Parameters:
  ///   - url: the address of the control API.
  ///   - intervalSeconds: time between two questions.
  ///   - bindings: the endpoints it may speak of.
  init(url: String, intervalSeconds: Int64, bindings: [EndpointBinding]) {
    self.url = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/api/v1/snapshot"
    system = "the route-console at " + URLText.host(of: url)
    interval = .seconds(intervalSeconds)
    places = Dictionary(bindings.map { ($0.id, $0.endpoint) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    samples = []
    (known, unknown) = (0, 0)
    return [SourceQuestion(tag: 0, url: url)]
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    guard (200..<300).contains(answer.status) else { throw answer.problem(of: system, nil, wall: now.wall) }
    let snapshot: SystemSnapshot
    do {
      snapshot = try SystemSnapshot.read(answer.body)
    } catch {
      throw SourceProblem(.passing, "\(system) answered with what is no snapshot; check the address")
    }
    for status in snapshot.endpoints {
      guard let endpoint = places[status.id] else {
        unknown += 1
        continue
      }
      known += 1
      take(status, of: endpoint, at: snapshot.at)
    }
    return []
  }

  private mutating func take(_ status: EndpointStatus, of endpoint: EndpointIndex, at moment: Moment) {
    // An endpoint without figures there has none here: old figures are never told as new ones.
    guard let rate = status.requestsPerSecond else { return }
    let seen = WallTime(seconds: (status.observedAt ?? moment).milliseconds / 1_000)
    func add(
      _ quantity: Quantity, _ number: Double?, _ statistic: Statistic, outcome: OutcomeClass? = nil,
      window: Int64 = Self.windowSeconds
    ) {
      guard let number else { return }
      samples.append(
        Sample(
          endpoint: endpoint, quantity: quantity, outcome: outcome, value: .number(number),
          statistic: statistic, windowSeconds: window, observedAt: seen))
    }
    let calls = rate * Double(Self.windowSeconds)
    add(.requests, calls, .sum)
    // The classes are parts of failures and pushback together.
    let bad = calls * ((status.errorRate ?? 0) + (status.pushbackRate ?? 0))
    for part in status.errors {
      add(.errors, bad * part.percent / 100, .sum, outcome: OutcomeClass(name: part.name) ?? .unknown)
    }
    let times = [(Quantity.ttft, status.ttft), (.latency, status.latency), (.tpot, status.tpot)]
    for (quantity, figures) in times {
      guard let figures else { continue }
      let window = Int64(figures.windowSeconds)
      add(quantity, figures.p50.map { $0 / 1_000 }, .quantile(perMille: 500, .provider), window: window)
      add(quantity, figures.p90.map { $0 / 1_000 }, .quantile(perMille: 900, .provider), window: window)
      add(quantity, figures.p99.map { $0 / 1_000 }, .quantile(perMille: 990, .provider), window: window)
      add(quantity, figures.mean.map { $0 / 1_000 }, .average, window: window)
    }
    add(.inFlight, status.inFlight.map(Double.init), .last, window: 0)
  }

  mutating func endRound(at now: SourceMoment) -> (samples: [Sample], missing: String?) {
    guard known == 0 else { return (samples, nil) }
    let others = unknown == 0 ? "no endpoint at all" : "none of the endpoints that are named here"
    return (samples, "\(system) has \(others); endpoints go by the same id at both places")
  }
}
