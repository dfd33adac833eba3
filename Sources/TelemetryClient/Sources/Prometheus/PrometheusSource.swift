internal import RoutingEngine
internal import Transport

/// Reads any store with the query API of Prometheus: the store itself, its kin, and the clouds' managed ones.
///
/// Every round asks for what happened since the last good one, so that a round that failed loses nothing. The first
/// round, and the first that sees an endpoint, are baselines: what was counted before belongs to the past.
struct PrometheusSource: PolledSource {
  /// A query of the configuration's own.
  struct OwnQuery: Sendable, Hashable {
    var text: String
    var quantity: Quantity
    var statistic: Statistic
    var outcome: OutcomeClass?
    var factor = 1.0
    /// How many seconds the query looks back; 0 for a momentary value.
    var windowSeconds: Int64 = 0
  }

  /// The longest window that one round makes up for, in seconds; what lies further back is a gap.
  static let longestWindowSeconds: Int64 = 300

  private enum Tag {
    static let lastSeen = -1
    static let own = 10_000
  }

  let interval: Duration
  private let url: String
  private let system: String
  private let signals: [Signal]
  private let own: [OwnQuery]
  private let scope: SeriesScope
  private let intervalSeconds: Int64

  private var readings: Readings
  private var ownSamples: [Sample] = []
  private var warnings: [String] = []
  private var evaluatedAt: WallTime?
  private var roundAt = WallTime(seconds: 0)
  private var windowSeconds: Int64 = 0
  /// By binding: when its series had last been seen, in this round and in the one before.
  private var seen: [Int: Int64] = [:]
  private var seenBefore: [Int: Int64] = [:]
  private var hasSeenAny = false

  init(url: String, intervalSeconds: Int64, signals: [Signal], own: [OwnQuery], scope: SeriesScope) {
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    system = "Prometheus at " + URLText.host(of: url)
    interval = .seconds(intervalSeconds)
    self.intervalSeconds = intervalSeconds
    self.signals = signals
    self.own = own
    self.scope = scope
    readings = Readings(scope)
  }

  mutating func beginRound(at now: SourceMoment) -> [SourceQuestion] {
    readings = Readings(scope)
    ownSamples = []
    warnings = []
    seen = [:]
    roundAt = now.wall
    let since = evaluatedAt.map { now.wall.seconds - $0.seconds } ?? intervalSeconds
    windowSeconds = since
    if !(1...Self.longestWindowSeconds).contains(since) {
      windowSeconds = intervalSeconds
      seenBefore = [:]
    }
    var questions = signals.enumerated().map { tag, signal in question(tag, query(of: signal)) }
    if let first = signals.first {
      questions.append(
        question(Tag.lastSeen, PrometheusQuery.lastSeen(of: first, by: labels(of: first, all: false))))
    }
    for (place, query) in own.enumerated() { questions.append(question(Tag.own + place, query.text)) }
    return questions
  }

  private func query(of signal: Signal) -> String {
    let labels = labels(of: signal, all: true)
    return signal.form == .gauge
      ? PrometheusQuery.level(of: signal, by: labels)
      : PrometheusQuery.gain(of: signal, by: labels, windowSeconds: windowSeconds)
  }

  private func labels(of signal: Signal, all: Bool) -> [String] {
    var names = scope.matcher(of: signal).names
    guard all else { return names }
    if signal.form == .histogram { names.append("le") }
    for name in [scope.featureLabel, signal.codeLabel].compactMap({ $0 }) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  private func question(_ tag: Int, _ query: String) -> SourceQuestion {
    let form = PercentEncoding.form([("query", query), ("time", String(roundAt.seconds)), ("timeout", "8s")])
    return SourceQuestion(
      tag: tag, method: "POST", url: url + "/api/v1/query",
      fields: [HeaderField("Content-Type", "application/x-www-form-urlencoded")], body: Array(form.utf8))
  }

  mutating func read(
    _ answer: SourceAnswer, to question: SourceQuestion, at now: SourceMoment
  ) throws(SourceProblem) -> [SourceQuestion] {
    let reply = try reply(answer, to: question, wall: now.wall)
    warnings += reply.warnings
    if question.tag == Tag.lastSeen {
      readLastSeen(reply)
    } else if question.tag >= Tag.own {
      read(reply, own[question.tag - Tag.own])
    } else {
      read(reply, signals[question.tag])
    }
    return []
  }

  /// Reads an answer; what the store refuses of a query of the configuration's own is said with that query.
  private func reply(
    _ answer: SourceAnswer, to question: SourceQuestion, wall: WallTime
  ) throws(SourceProblem) -> PrometheusReply {
    do {
      return try PrometheusReply.read(answer, from: system, wall: wall)
    } catch {
      guard question.tag >= Tag.own, own.indices.contains(question.tag - Tag.own) else { throw error }
      var named = error
      named.description +=
        "; asked was query \(question.tag - Tag.own + 1) of \"queries\", "
        + "\(SourceProblem.quoted(own[question.tag - Tag.own].text))"
      throw named
    }
  }

  private mutating func readLastSeen(_ reply: PrometheusReply) {
    guard let first = signals.first else { return }
    for element in reply.elements where element.value > 0 && element.value < 1e12 {
      guard case .one(let binding) = scope.matcher(of: first).binding(of: element.labels) else { continue }
      seen[binding] = max(seen[binding] ?? 0, Int64(element.value))
    }
  }

  private mutating func read(_ reply: PrometheusReply, _ signal: Signal) {
    for element in reply.elements {
      guard signal.form == .histogram else {
        readings.add(element.value, of: signal, element.labels)
        continue
      }
      guard let text = element.labels.first(where: { $0.name == "le" })?.value, let bound = Double(text)
      else {
        continue
      }
      readings.add(element.value, upTo: bound, of: signal, element.labels)
    }
  }

  private mutating func read(_ reply: PrometheusReply, _ query: OwnQuery) {
    let signal = Signal(quantity: query.quantity, metric: "", form: .gauge, modelLabel: "model")
    var points: [Int: [(bound: Double, count: Double)]] = [:]
    for element in reply.elements {
      guard case .one(let binding) = scope.matcher(of: signal).binding(of: element.labels) else { continue }
      if query.statistic == .distribution {
        guard let le = element.labels.first(where: { $0.name == "le" }).flatMap({ Double($0.value) }) else {
          continue
        }
        points[binding, default: []].append((le * query.factor, element.value))
      } else if element.value.isFinite {
        ownSamples.append(
          sample(.number(element.value * query.factor), query, binding, scope.feature(of: element.labels)))
      }
    }
    for (binding, cumulative) in points.sorted(by: { $0.key < $1.key }) {
      guard let distribution = Distribution(cumulative: cumulative) else { continue }
      ownSamples.append(sample(.distribution(distribution), query, binding, nil))
    }
  }

  private func sample(
    _ value: Sample.Value, _ query: OwnQuery, _ binding: Int, _ feature: FeatureIndex?
  ) -> Sample {
    Sample(
      endpoint: scope.bindings[binding].endpoint, feature: feature, quantity: query.quantity,
      outcome: query.outcome, value: value, statistic: query.statistic, windowSeconds: query.windowSeconds,
      observedAt: roundAt)
  }

  mutating func endRound(at now: SourceMoment) throws(SourceProblem) -> (samples: [Sample], missing: String?)
  {
    // An answer without any series that there used to be brings no figures: the last ones are as old as they are.
    if hasSeenAny, seen.isEmpty, ownSamples.isEmpty, !signals.isEmpty {
      throw SourceProblem(.passing, lost)
    }
    var samples: [Sample] = []
    for sample in readings.samples(windowSeconds: windowSeconds, observedAt: { _ in roundAt }) {
      guard let binding = scope.bindings.firstIndex(where: { $0.endpoint == sample.endpoint }) else {
        continue
      }
      // Without a new scrape nothing is known of the time since: that is a gap, not a time without traffic.
      guard let last = seen[binding] else { continue }
      if let before = seenBefore[binding], last <= before { continue }
      var fresh = sample
      fresh.observedAt = min(roundAt, WallTime(seconds: last))
      if fresh.windowSeconds > 0 {
        guard let before = seenBefore[binding] else { continue }
        fresh.windowSeconds = max(1, min(last - before, Self.longestWindowSeconds))
      }
      samples.append(fresh)
    }
    for (binding, last) in seen { seenBefore[binding] = last }
    hasSeenAny = hasSeenAny || !seen.isEmpty
    evaluatedAt = roundAt
    return (samples + ownSamples + quietSamples, missing)
  }

  /// Errors that own queries look for and did not find, of endpoints whose calls they count.
  private var quietSamples: [Sample] {
    guard let errors = own.first(where: { $0.quantity == .errors && $0.statistic == .sum }) else { return [] }
    let failing = Set(ownSamples.filter { $0.quantity == .errors }.map(\.endpoint))
    return ownSamples.filter { $0.quantity == .requests && !failing.contains($0.endpoint) }.map { counted in
      var quiet = counted
      (quiet.quantity, quiet.outcome, quiet.value) = (.errors, errors.outcome, .number(0))
      return quiet
    }
  }

  private var lost: String { "\(system) has lost every series it had; is what it scrapes down?" }

  private var missing: String? {
    if readings.ambiguous > 0 {
      return "\(readings.ambiguous) series of \(system) fit several endpoints; tell them apart with \"match\""
    }
    guard !signals.isEmpty else { return warnings.first }
    let silent = scope.bindings.indices.filter { seen[$0] == nil }
    guard let first = silent.first else { return warnings.first }
    if silent.count == scope.bindings.count {
      return !hasSeenAny
        ? "\(system) has no series of any endpoint; check the preset and each endpoint's \"match\""
        : lost
    }
    return "\(system) has no series of \(scope.bindings[first].id)"
      + (silent.count > 1 ? " and \(silent.count - 1) more" : "")
  }
}
