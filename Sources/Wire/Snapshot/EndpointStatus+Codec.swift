public import Documents
internal import RoutingEngine

extension Severity {
  /// The severity with a name; stale where there is none, because then nothing is known.
  init(name: String?) {
    self = Severity.allCases.first { $0.name == name } ?? .stale
  }
}

extension EndpointStatus: JSONWritable {
  /// Writes an item of a snapshot's `endpoints`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("id", id)
      $0.field("provider", provider)
      $0.field("cloud", cloud)
      $0.field("region", region)
      $0.field("model", model)
      $0.field("capacity_kind", capacityKind)
      writeState(to: &$0)
      writeFigures(to: &$0)
      $0.object("features") {
        $0.field("primary", primaryOf)
        $0.field("backup", backupOf)
      }
      if !openFor.isEmpty { $0.field("open_for", openFor) }
      $0.field("observed_at", observedAt)
      $0.field("source", source)
      $0.field("advice", advice)
    }
  }

  private func writeState(to writer: inout JSONWriter) {
    writer.field("severity", severity.name)
    writer.field("state", state)
    writer.field("stage_percent", stagePercent)
    writer.field("since", since)
    writer.field("until", until)
    writer.field("next_probe_s", nextProbeSeconds)
    writer.field("trigger", trigger)
    writer.field("reason", reason)
    writer.field("merit", merit)
    if let evidence { writer.field("evidence", evidence) }
    writer.field("override", self.override)
    writer.field("hold", hold)
    if let held { writer.field("held", held) }
  }

  private func writeFigures(to writer: inout JSONWriter) {
    writer.field("share", share)
    writer.field("rps", requestsPerSecond)
    writer.field("in_flight", inFlight)
    writer.field("oldest_in_flight_s", oldestInFlightSeconds)
    writer.field("ttft_ms", ttft)
    writer.field("latency_ms", latency)
    writer.field("tpot_ms", tpot)
    if let ttftHistogram { writer.field("ttft_histogram", ttftHistogram) }
    writer.field("reference_ttft_ms", referenceTTFT)
    writer.field("error_rate", errorRate)
    writer.object("errors") { for share in errors { $0.field(share.name, share.percent) } }
    writer.field("pushback_rate", pushbackRate)
    if let declinedRate { writer.field("declined_rate", declinedRate) }
    writer.object("quota") {
      $0.field("requests_used", quota.requestsUsed)
      $0.field("tokens_used", quota.tokensUsed)
      $0.field("cap_rps", quota.capRequestsPerSecond)
    }
    writer.field("cost_usd_per_h", costPerHour)
  }
}

extension EndpointStatus: WireReadable {
  /// Reads an item of a snapshot's `endpoints`; nil without an id.
  public init?(_ node: Node) {
    guard let id = node.text("id") else { return nil }
    self.init(
      id: id, provider: node.text("provider") ?? "", cloud: node.text("cloud") ?? "",
      region: node.text("region") ?? "", model: node.text("model") ?? "",
      capacityKind: node.text("capacity_kind") ?? "on-demand", source: node.text("source") ?? "")
    readState(node)
    readFigures(node)
    if let features = node["features"] {
      primaryOf = features.texts("primary")
      backupOf = features.texts("backup")
    }
    openFor = node.texts("open_for")
    observedAt = node.moment("observed_at")
    advice = node.text("advice")
  }

  private mutating func readState(_ node: Node) {
    severity = Severity(name: node.text("severity"))
    state = node.text("state") ?? "closed"
    stagePercent = node.number("stage_percent")
    since = node.moment("since")
    until = node.moment("until")
    nextProbeSeconds = node.number("next_probe_s")
    trigger = node.text("trigger")
    reason = node.text("reason")
    merit = node.text("merit")
    evidence = node.shape("evidence", Evidence.self)
    self.override = node.shape("override", Override.self)
    hold = node.shape("hold", Hold.self)
    held = node.shape("held", Held.self)
  }

  private mutating func readFigures(_ node: Node) {
    share = node.number("share")
    requestsPerSecond = node.number("rps")
    inFlight = node.count("in_flight")
    oldestInFlightSeconds = node.number("oldest_in_flight_s")
    ttft = node.shape("ttft_ms", QuantileFigures.self)
    latency = node.shape("latency_ms", QuantileFigures.self)
    tpot = node.shape("tpot_ms", QuantileFigures.self)
    ttftHistogram = node.shape("ttft_histogram", HistogramFigures.self)
    referenceTTFT = node.number("reference_ttft_ms")
    errorRate = node.number("error_rate")
    errors = (node["errors"]?.members ?? []).compactMap { member in
      member.value.number.map { ClassShare(name: member.key, percent: $0) }
    }
    pushbackRate = node.number("pushback_rate")
    declinedRate = node.number("declined_rate")
    if let used = node["quota"] {
      quota = Quota(
        requestsUsed: used.number("requests_used"), tokensUsed: used.number("tokens_used"),
        capRequestsPerSecond: used.number("cap_rps"))
    }
    costPerHour = node.number("cost_usd_per_h")
  }
}

extension EndpointStatus.Override: JSONWritable, WireReadable {
  /// Writes `{ kind, phase, actor, reason, since, lease_ends, overdue }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("kind", kind)
      $0.field("phase", phase)
      $0.field("actor", actor)
      $0.field("reason", reason)
      $0.field("since", since)
      $0.field("lease_ends", leaseEnds)
      $0.field("overdue", isOverdue)
    }
  }

  /// Reads an order; nil without a kind.
  public init?(_ node: Node) {
    guard let kind = node.text("kind") else { return nil }
    self.init(
      kind: kind, phase: node.text("phase"), actor: node.text("actor") ?? "",
      reason: node.text("reason") ?? "", since: node.moment("since"),
      leaseEnds: node.moment("lease_ends"), isOverdue: node.flag("overdue"))
  }
}

extension EndpointStatus.Hold: JSONWritable, WireReadable {
  /// Writes `{ kind, until }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("kind", kind)
      $0.field("until", until)
    }
  }

  /// Reads a hold; nil without a kind.
  public init?(_ node: Node) {
    guard let kind = node.text("kind") else { return nil }
    self.init(kind: kind, until: node.moment("until"))
  }
}

extension EndpointStatus.Held: JSONWritable, WireReadable {
  /// Writes `{ kind, since, refused_tries, refusal, refused_at }`.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      $0.field("kind", kind)
      $0.field("since", since)
      $0.field("refused_tries", refusedTries)
      $0.field("refusal", refusal)
      $0.field("refused_at", refusedAt)
    }
  }

  /// Reads a hold and its tries; nil without a kind.
  public init?(_ node: Node) {
    guard let kind = node.text("kind") else { return nil }
    self.init(
      kind: kind, since: node.moment("since"), refusedTries: node.count("refused_tries") ?? 0,
      refusal: node.text("refusal"), refusedAt: node.moment("refused_at"))
  }
}

extension EndpointStatus.Evidence: JSONWritable, WireReadable {
  /// Writes the numbers that are known.
  public func write(to writer: inout JSONWriter) {
    writer.object {
      if let samples { $0.field("n", samples) }
      if let bad { $0.field("k", bad) }
      if let limit { $0.field("limit", limit) }
      if let windowSeconds { $0.field("window_s", windowSeconds) }
      if let stage { $0.field("stage", stage) }
      if let stageSamples { $0.field("stage_samples", stageSamples) }
      if let stageNeeded { $0.field("stage_needed", stageNeeded) }
      if let stageFailures { $0.field("stage_failures", stageFailures) }
      if let holdSeconds { $0.field("hold_s", holdSeconds) }
      if let probesInFlight { $0.field("probes_in_flight", probesInFlight) }
    }
  }

  /// Reads the numbers; nil for anything but an object.
  public init?(_ node: Node) {
    guard node.members != nil else { return nil }
    self.init()
    samples = node.count("n")
    bad = node.count("k")
    limit = node.number("limit")
    windowSeconds = node.number("window_s")
    stage = node.count("stage")
    stageSamples = node.count("stage_samples")
    stageNeeded = node.count("stage_needed")
    stageFailures = node.count("stage_failures")
    holdSeconds = node.number("hold_s")
    probesInFlight = node.count("probes_in_flight")
  }
}
