public import Documents
public import RoutingEngine

/// What an in-house gateway asks, which is where a request should go.
public struct RouteQuestion: Sendable, Hashable {
  /// The feature.
  public var feature: String
  /// The size of the prompt in tokens.
  public var promptTokens: UInt32
  /// The session, for warm caches; nil for none.
  public var session: String?
  /// Endpoints that were tried already.
  public var exclude: [String]

  /// Describes a question.
  public init(feature: String, promptTokens: UInt32 = 0, session: String? = nil, exclude: [String] = []) {
    self.feature = feature
    self.promptTokens = promptTokens
    self.session = session
    self.exclude = exclude
  }
}

extension RouteQuestion: JSONWritable, WireReadable {
  /// Writes the question.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("feature", feature)
      $0.field("prompt_tokens", Int(promptTokens))
      $0.field("session", session)
      $0.field("exclude", exclude)
    }
  }

  /// What makes a question unusable, in words; nil where nothing does.
  ///
  /// A field of another type is never passed over: whoever is asked to leave an endpoint out must not answer with it.
  public static func problem(in node: Node) -> String? {
    guard node.members != nil else { return "the body is no object" }
    guard node.text("feature") != nil else { return "\"feature\" must be the name of a feature" }
    if let size = node["prompt_tokens"], !size.isNull, (size.integer ?? -1) < 0 {
      return "\"prompt_tokens\" must be a whole number from 0 up"
    }
    if let session = node["session"], !session.isNull, session.string == nil {
      return "\"session\" must be a text"
    }
    guard let exclude = node["exclude"], !exclude.isNull else { return nil }
    guard let names = exclude.array, names.allSatisfy({ $0.string != nil }) else {
      return "\"exclude\" must be a list of endpoints"
    }
    return nil
  }

  /// Reads a question; nil without a feature.
  public init?(_ node: Node) {
    guard let feature = node.text("feature") else { return nil }
    self.init(
      feature: feature, promptTokens: UInt32(clamping: node.count("prompt_tokens") ?? 0),
      session: node.text("session"), exclude: node.texts("exclude"))
  }
}

/// A candidate of a feature: its score, or why it is passed over.
public struct CandidateLine: Sendable, Hashable {
  /// The endpoint.
  public var endpoint: String
  /// What a typical request costs its user there, in micro-dollars; nil where it was not scored.
  public var score: Double?
  /// Why it is passed over; nil where it is not.
  public var skipped: String?
  /// Why it gets less than its score says, though it is not passed over: it is on its ramp, or in doubt; nil where it
  /// is neither.
  public var limited: String?
  /// The part of the feature's requests that is fixed on it, from 0 to 1, with what goes by score on top; nil for none.
  public var fixedShare: Double?

  /// Describes a candidate.
  public init(endpoint: String, score: Double?, skipped: String?, fixedShare: Double? = nil) {
    self.endpoint = endpoint
    self.score = score
    self.skipped = skipped
    self.fixedShare = fixedShare
    limited = nil
  }
}

extension CandidateLine: JSONWritable, WireReadable {
  /// Writes `{ endpoint, score, skipped, limited, fixed_share }`, the last two where they apply.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("endpoint", endpoint)
      $0.field("score", score)
      $0.field("skipped", skipped)
      if let limited { $0.field("limited", limited) }
      if let fixedShare { $0.field("fixed_share", fixedShare) }
    }
  }

  /// Reads a candidate; nil without its endpoint.
  public init?(_ node: Node) {
    guard let endpoint = node.text("endpoint") else { return nil }
    self.init(
      endpoint: endpoint, score: node.number("score"), skipped: node.text("skipped"),
      fixedShare: node.number("fixed_share"))
    limited = node.text("limited")
  }
}

/// Where a request should go.
public struct RouteAnswer: Sendable, Hashable {
  /// The name of the decision, for the report of its outcome.
  public var decision: String
  /// The endpoint.
  public var endpoint: String
  /// Its provider.
  public var provider: String
  /// Its model.
  public var model: String
  /// No first token by then is a failure, in milliseconds.
  public var ttftBudgetMilliseconds: Double
  /// After so many seconds the decision counts as lost.
  public var expiresSeconds: Double
  /// Every candidate and how it stood.
  public var candidates: [CandidateLine]

  /// Describes an answer.
  public init(
    decision: String, endpoint: String, provider: String, model: String, ttftBudgetMilliseconds: Double,
    expiresSeconds: Double, candidates: [CandidateLine]
  ) {
    self.decision = decision
    self.endpoint = endpoint
    self.provider = provider
    self.model = model
    self.ttftBudgetMilliseconds = ttftBudgetMilliseconds
    self.expiresSeconds = expiresSeconds
    self.candidates = candidates
  }
}

extension RouteAnswer: JSONWritable, WireReadable {
  /// Writes the answer.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("decision", decision)
      $0.field("endpoint", endpoint)
      $0.field("provider", provider)
      $0.field("model", model)
      $0.field("ttft_budget_ms", ttftBudgetMilliseconds)
      $0.field("expires_s", expiresSeconds)
      $0.field("candidates", candidates)
    }
  }

  /// Reads an answer; nil without decision and endpoint.
  public init?(_ node: Node) {
    guard let decision = node.text("decision"), let endpoint = node.text("endpoint") else { return nil }
    self.init(
      decision: decision, endpoint: endpoint, provider: node.text("provider") ?? "",
      model: node.text("model") ?? "", ttftBudgetMilliseconds: node.number("ttft_budget_ms") ?? 0,
      expiresSeconds: node.number("expires_s") ?? 0,
      candidates: node.list("candidates", of: CandidateLine.self))
  }
}

/// What became of an attempt that somebody else made.
public struct OutcomeReport: Sendable, Hashable {
  /// The decision it follows from.
  public var decision: String
  /// The reporter's own name of the attempt; a second report under it is ignored.
  public var attempt: String?
  /// Where it went.
  public var endpoint: String
  /// For which feature.
  public var feature: String
  /// How it ended.
  public var `class`: OutcomeClass
  /// When it began.
  public var startedAt: Moment?
  /// To the first content token, in milliseconds; nil where none came.
  public var ttftMilliseconds: Double?
  /// To the end, in milliseconds.
  public var latencyMilliseconds: Double
  /// What it used.
  public var tokens: TokenUsage
  /// The provider's own code.
  public var providerCode: String?

  /// Describes an outcome.
  public init(
    decision: String, attempt: String?, endpoint: String, feature: String, class: OutcomeClass,
    latencyMilliseconds: Double
  ) {
    self.decision = decision
    self.attempt = attempt
    self.endpoint = endpoint
    self.feature = feature
    self.class = `class`
    self.latencyMilliseconds = latencyMilliseconds
    tokens = TokenUsage()
  }
}

extension OutcomeReport: JSONWritable, WireReadable {
  /// Writes the report.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("decision", decision)
      $0.field("attempt", attempt)
      $0.field("endpoint", endpoint)
      $0.field("feature", feature)
      $0.field("class", self.class.name)
      $0.field("started_at", startedAt)
      $0.field("ttft_ms", ttftMilliseconds)
      $0.field("latency_ms", latencyMilliseconds)
      $0.field("tokens", tokens)
      $0.field("provider_code", providerCode)
    }
  }

  /// What makes a report unusable, in words; nil where nothing does.
  public static func problem(in node: Node) -> String? {
    guard node.text("class").flatMap({ OutcomeClass(name: $0) }) != nil else {
      return "has no known class; classes are ok, server_error, rate_limited and so on"
    }
    for key in ["ttft_ms", "latency_ms"] {
      guard let value = node[key], !value.isNull else { continue }
      guard let number = value.number, number >= 0 else {
        return "has a \(key) that is no number from 0 up"
      }
    }
    if let first = node.number("ttft_ms"), let whole = node.number("latency_ms"), first > whole {
      return
        "has a ttft_ms of \(first) after its latency_ms of \(whole): the first token comes before the end"
    }
    guard let tokens = node["tokens"], !tokens.isNull else { return nil }
    guard tokens.members != nil else { return "has tokens that are no object" }
    for key in ["input", "cached_input", "cache_write", "output", "reasoning"] {
      guard let value = tokens[key], !value.isNull else { continue }
      guard let number = value.integer, number >= 0 else {
        return "has tokens.\(key) that is no whole number from 0 up"
      }
    }
    return nil
  }

  /// Reads a report; nil without a known class.
  public init?(_ node: Node) {
    guard let found = node.text("class").flatMap({ OutcomeClass(name: $0) }) else { return nil }
    self.init(
      decision: node.text("decision") ?? "", attempt: node.text("attempt"),
      endpoint: node.text("endpoint") ?? "", feature: node.text("feature") ?? "", class: found,
      latencyMilliseconds: node.number("latency_ms") ?? 0)
    startedAt = node.moment("started_at")
    ttftMilliseconds = node.number("ttft_ms")
    tokens = node.shape("tokens", TokenUsage.self) ?? TokenUsage()
    providerCode = node.text("provider_code")
  }
}

extension TokenUsage: JSONWritable, WireReadable {
  /// Writes `{ input, cached_input, cache_write, output, reasoning, estimated }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("input", Int(input))
      $0.field("cached_input", Int(cachedInput))
      $0.field("cache_write", Int(cacheWrite))
      $0.field("output", Int(output))
      $0.field("reasoning", Int(reasoning))
      $0.field("estimated", isEstimate)
    }
  }

  /// Reads token counts; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    func count(_ key: String) -> UInt32 { UInt32(clamping: node.count(key) ?? 0) }
    self.init(
      input: count("input"), cachedInput: count("cached_input"), cacheWrite: count("cache_write"),
      output: count("output"), reasoning: count("reasoning"), isEstimate: node.flag("estimated"))
  }
}

/// What came of a batch of reports.
public struct OutcomeCounts: Sendable, Hashable {
  /// Reports that were taken.
  public var accepted = 0
  /// Reports of attempts that were reported before.
  public var duplicate = 0
  /// Reports of decisions that nobody knows.
  public var unknown = 0

  /// Makes counts of zero.
  public init() {}
}

extension OutcomeCounts: JSONWritable, WireReadable {
  /// Writes `{ accepted, duplicate, unknown }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("accepted", accepted)
      $0.field("duplicate", duplicate)
      $0.field("unknown", unknown)
    }
  }

  /// Reads counts; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    self.init()
    accepted = node.count("accepted") ?? 0
    duplicate = node.count("duplicate") ?? 0
    unknown = node.count("unknown") ?? 0
  }
}

/// The answer of the control API where something is wrong.
public struct ControlFailure: Error, Sendable, Hashable {
  /// A stable word for programs.
  public var code: String
  /// What was tried, on what, and what came back.
  public var message: String
  /// What to do.
  public var hint: String?

  /// Describes a failure.
  public init(code: String, message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }
}

extension ControlFailure: JSONWritable, WireReadable {
  /// Writes `{ "error": { code, message, hint } }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.object("error") {
        $0.field("code", code)
        $0.field("message", message)
        $0.field("hint", hint)
      }
    }
  }

  /// Reads a failure; nil without a code.
  public init?(_ node: Node) {
    guard let error = node["error"], let code = error.text("code") else { return nil }
    self.init(code: code, message: error.text("message") ?? "", hint: error.text("hint"))
  }
}
