internal import Documents
internal import RoutingEngine
internal import Wire

/// Ask and tell: decisions for somebody else's gateway, and the outcomes that it reports.
///
/// A decision's name says which attempt it is, so that nothing is kept for decisions nobody reports; the engine
/// itself forgets them a minute after their deadline.
struct AskDesk: Sendable {
  /// The most reports in one batch.
  static let batchLimit = 1_000
  /// The most reports that are remembered, to know a second one.
  static let rememberedLimit = 65_536
  /// How long after its deadline an attempt is still awaited; the engine's own patience.
  static let patience = Nanoseconds.minutes(1)
  /// The age at which scores are computed anew though nothing has changed.
  static let scoreAge = Nanoseconds.seconds(1)

  private let run: String
  private let features: [String: FeatureIndex]
  private let endpoints: [String: EndpointIndex]
  private var scores: [Scores?]
  private var reported: Set<String> = []
  private var reportedInOrder: [String] = []
  private var oldest = 0

  private struct Scores: Sendable {
    var at: Timestamp
    var revision: UInt64
    var lines: [CandidateLine]
  }

  init(_ configuration: EngineConfiguration, run: String) {
    self.run = run
    var features: [String: FeatureIndex] = [:]
    for (place, feature) in configuration.features.enumerated() { features[feature.id] = FeatureIndex(place) }
    self.features = features
    var endpoints: [String: EndpointIndex] = [:]
    for (place, endpoint) in configuration.endpoints.enumerated() {
      endpoints[endpoint.id] = EndpointIndex(place)
    }
    self.endpoints = endpoints
    scores = [Scores?](repeating: nil, count: configuration.features.count)
  }

  // MARK: Asking

  /// Why no decision is made.
  enum Refused: Error {
    case unknownFeature
    case unknownEndpoint(String)
    case notHere
    case refused(Refusal)
  }

  mutating func answer<Host: EngineHost & ~Copyable>(
    _ question: RouteQuestion, on host: inout Host
  ) throws(Refused) -> RouteAnswer {
    guard let feature = features[question.feature] else { throw .unknownFeature }
    var tried: [EndpointIndex] = []
    for name in question.exclude {
      guard let endpoint = endpoints[name] else { throw .unknownEndpoint(name) }
      tried.append(endpoint)
    }
    let now = host.now
    var request = RoutedRequest(
      feature: feature, arrived: now, promptTokens: question.promptTokens,
      session: question.session.map(Self.hash) ?? 0, tried: tried)
    guard let decision = host.decide(&request) else { throw .notHere }
    switch decision {
    case .refuse(let refusal): throw .refused(refusal)
    case .attempt(let attempt):
      let endpoint = host.configuration.endpoints[attempt.endpoint.value]
      return RouteAnswer(
        decision: name(of: attempt.id), endpoint: endpoint.id, provider: endpoint.provider,
        model: endpoint.model, ttftBudgetMilliseconds: attempt.budget.milliseconds,
        expiresSeconds: (attempt.deadline + Self.patience - now).seconds,
        candidates: Self.told(candidates(of: feature, attempt, host, at: now), question, endpoint.id, host))
    }
  }

  /// How candidates stand for one request: what it names or needs itself comes before what holds for all.
  private static func told<Host: EngineHost & ~Copyable>(
    _ lines: [CandidateLine], _ question: RouteQuestion, _ chosen: String, _ host: borrowing Host
  ) -> [CandidateLine] {
    lines.map { line in
      var line = line
      let context = host.configuration.endpoints.first { $0.id == line.endpoint }?.contextTokens
      if line.endpoint == chosen {
        line.skipped = nil
      } else if question.exclude.contains(line.endpoint) {
        line.skipped = "tried"
      } else if let context, question.promptTokens > context {
        line.skipped = "prompt_too_long"
      }
      return line
    }
  }

  /// How every candidate stands; scores move slowly, so that they are computed once a second.
  private mutating func candidates<Host: EngineHost & ~Copyable>(
    of feature: FeatureIndex, _ attempt: Attempt, _ host: borrowing Host, at now: Timestamp
  ) -> [CandidateLine] {
    if let known = scores[feature.value], now - known.at < Self.scoreAge { return known.lines }
    let lines = Self.lines(of: feature, host)
    scores[feature.value] = Scores(at: now, revision: 0, lines: lines)
    return lines
  }

  /// How every candidate of a feature stands at this moment.
  static func lines<Host: EngineHost & ~Copyable>(
    of feature: FeatureIndex, _ host: borrowing Host
  ) -> [CandidateLine] {
    guard let explanation = host.explanation(of: feature) else { return [] }
    return explanation.candidates.map { candidate in
      var line = CandidateLine(
        endpoint: host.configuration.endpoints[candidate.endpoint.value].id, score: candidate.score.total,
        skipped: candidate.skipped.flatMap { $0.isComplete ? $0.name : nil },
        fixedShare: candidate.fixedShare)
      line.limited = candidate.skipped.flatMap { $0.isComplete ? nil : $0.name }
      return line
    }
  }

  /// How every candidate of a feature stands; nil where there is no such feature.
  func candidates<Host: EngineHost & ~Copyable>(named feature: String, on host: borrowing Host)
    -> [CandidateLine]?
  {
    features[feature].map { Self.lines(of: $0, host) }
  }

  private func name(of id: AttemptID) -> String { "\(run)-\(id.slot)-\(id.use)" }

  /// FNV-1a, 64 bits: the same session gets the same number in every process.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } | 1
  }

  // MARK: Telling

  /// Takes a batch of reports; nil where this owner takes none.
  mutating func take<Host: EngineHost & ~Copyable>(
    _ reports: [OutcomeReport], on host: inout Host
  ) -> OutcomeCounts? {
    var counts = OutcomeCounts()
    for report in reports {
      switch take(report, on: &host) {
      case .accepted: counts.accepted += 1
      case .duplicate: counts.duplicate += 1
      case .unknown: counts.unknown += 1
      case .notHere: return nil
      }
    }
    return counts
  }

  private enum Taken { case accepted, duplicate, unknown, notHere }

  private mutating func take<Host: EngineHost & ~Copyable>(
    _ report: OutcomeReport, on host: inout Host
  ) -> Taken {
    let key = report.attempt ?? report.decision
    guard !key.isEmpty else { return .unknown }
    if reported.contains(key) || reported.contains(report.decision) { return .duplicate }
    guard let id = attempt(of: report, on: &host) else { return .unknown }
    let outcome = Outcome(
      report.class, ttft: report.ttftMilliseconds.map(Self.time),
      latency: Self.time(report.latencyMilliseconds),
      usage: report.tokens)
    guard host.report(.outcome(id, outcome)) else { return .notHere }
    remember(key)
    if !report.decision.isEmpty, report.decision != key { remember(report.decision) }
    return .accepted
  }

  /// The attempt that a report is about: that of its decision, or one of its own where nobody was asked.
  private func attempt<Host: EngineHost & ~Copyable>(of report: OutcomeReport, on host: inout Host)
    -> AttemptID?
  {
    guard report.decision.isEmpty else {
      guard let id = Self.attempt(named: report.decision, run: run), host.isAwaited(id) else { return nil }
      return id
    }
    guard let feature = features[report.feature], let endpoint = endpoints[report.endpoint] else {
      return nil
    }
    var request = RoutedRequest(
      feature: feature, arrived: host.now, promptTokens: report.tokens.input, only: endpoint)
    guard case .attempt(let attempt)? = host.decide(&request) else { return nil }
    return attempt.id
  }

  private static func attempt(named text: String, run: String) -> AttemptID? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == run, let slot = UInt32(parts[1]), let use = UInt32(parts[2]) else {
      return nil
    }
    return AttemptID(slot: slot, use: use)
  }

  /// The longest time that a report may name, in milliseconds: a day.
  private static let longestTime = 86_400_000.0

  private static func time(_ milliseconds: Double) -> Nanoseconds {
    Nanoseconds(Int64(max(0, min(milliseconds, longestTime)) * 1e6))
  }

  private mutating func remember(_ key: String) {
    guard reported.insert(key).inserted else { return }
    guard reportedInOrder.count == Self.rememberedLimit else {
      reportedInOrder.append(key)
      return
    }
    reported.remove(reportedInOrder[oldest])
    reportedInOrder[oldest] = key
    oldest = (oldest + 1) % Self.rememberedLimit
  }
}
