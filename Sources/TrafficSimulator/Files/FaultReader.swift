internal import Documents
internal import RoutingEngine

/// Reads the faults of a scenario.
struct FaultReader {
  /// The names that targets may have; nil for faults that are not part of a world.
  let names: TargetNames?
  /// When the run is over; nil for faults that are played now.
  let duration: Nanoseconds?

  /// The fault of an entry, or nil with the problems reported.
  func read(_ entry: ObjectReader) -> Fault? {
    let start =
      duration == nil
      ? entry.duration("at", in: 0...Limits.duration, default: 0)
      : entry.duration("at", in: 0...Limits.duration)
    let length = entry.optionalDuration("for", in: 1_000_000...Limits.duration)
    let ramp = entry.duration("over", in: 0...Limits.duration, default: 0)
    let target = names.map { $0.target("target", of: entry) } ?? freeTarget(entry)
    let condition = entry.optionalObject("when").map(readCondition) ?? FaultCondition()
    let kind = readKind(entry, length: length)
    // An unknown kind leaves its parameters unread: naming them unknown as well would only confuse.
    if kind != nil { entry.finish() }
    if let start, let duration, Nanoseconds(start) >= duration {
      entry.report("at", "\(entry.what) begins when the run is over", hint: "the run lasts \(text(duration))")
    }
    if let length, ramp > length {
      entry.report(
        "over", "\(entry.what) grows for longer than it lasts", hint: "\"over\" is part of \"for\"")
    }
    guard let start, let target, let kind else { return nil }
    checkTarget(kind, target, entry)
    var fault = Fault(
      kind, target: target, start: Nanoseconds(start), duration: length.map { Nanoseconds($0) })
    fault.ramp = Nanoseconds(ramp)
    fault.condition = condition
    return fault
  }

  /// A target of any name; everything where none is given.
  private func freeTarget(_ entry: ObjectReader) -> FaultTarget? {
    guard let text = entry.optionalString("target") else { return .all }
    guard let target = FaultTarget(text: text) else {
      entry.report(
        "target", "\"target\" in \(entry.what) is the unknown target \(quoted(text))",
        hint: "write all, or model: with a name")
      return nil
    }
    return target
  }

  private func readCondition(_ part: ObjectReader) -> FaultCondition {
    var condition = FaultCondition()
    condition.promptTokensOver = part.optionalInteger("prompt_tokens_over", in: 0...Int(Limits.tokens))
      .map { UInt32($0) }
    if let feature = part.optionalString("feature"),
      names?.known(feature, among: names?.features ?? [], "feature", "feature", part) ?? true
    {
      condition.feature = feature
    }
    if let replica = part.optionalInteger("replica", in: 0...Limits.replicas.upperBound),
      names?.replica(replica, "replica", part) ?? true
    {
      condition.replica = replica
    }
    part.finish()
    return condition
  }

  /// Kinds that change what is asked strike a feature; the engine's clock belongs to a replica.
  private func checkTarget(_ kind: FaultKind, _ target: FaultTarget, _ entry: ObjectReader) {
    switch (kind, target) {
    case (.traffic, .feature), (.traffic, .all), (.promptShift, .feature), (.promptShift, .all): break
    case (.traffic, _), (.promptShift, _):
      entry.report(
        "target", "the fault \(kind.name) strikes a feature or all", hint: "write feature:NAME or all")
    case (.clockStep, .replica), (.clockStep, .all): break
    case (.clockStep, _):
      entry.report(
        "target", "the fault \(kind.name) strikes a replica or all", hint: "write replica:N or all")
    default: break
    }
  }

  private func readKind(_ entry: ObjectReader, length: Int64?) -> FaultKind? {
    guard let name = entry.choice("kind", of: FaultKind.names) else { return nil }
    switch name {
    case "error":
      return .error(
        class: outcomeClass(entry), rate: rate(entry),
        latency: time("latency", entry, default: FaultKind.errorLatency))
    case "blackhole": return .blackhole
    case "connect": return .connect(rate: rate(entry))
    case "slow_ttft": return .slowTTFT(factor: factor(entry))
    case "slow_tpot": return .slowTPOT(factor: factor(entry))
    case "latency":
      return .latency(add: Nanoseconds(entry.duration("add", in: 1_000_000...Limits.serviceTime) ?? 0))
    case "cut_stream": return .cutStream(rate: rate(entry))
    case "in_band_error":
      return .inBandError(
        rate: rate(entry), beforeFirstToken: entry.bool("before_first_token", default: false))
    case "stall_stream": return .stallStream(rate: rate(entry))
    case "empty_success": return .emptySuccess(rate: rate(entry))
    case "content_filter": return .contentFilter(rate: rate(entry))
    case "telemetry_gap": return .telemetryGap
    case "quota_exhausted": return .quotaExhausted
    case "auth_expired": return .authExpired
    case "model_gone": return .modelGone
    case "operator_conflict": return .operatorConflict
    default: return readShaped(name, entry, length: length)
    }
  }

  private func readShaped(_ name: String, _ entry: ObjectReader, length: Int64?) -> FaultKind? {
    switch name {
    case "rate_limit":
      return .rateLimit(
        capacity: entry.number("capacity", in: 0...1) ?? 0, retryAfter: retryAfter(entry),
        latency: time("latency", entry, default: FaultKind.rateLimitLatency))
    case "capacity":
      if length == nil {
        entry.report("kind", "the fault capacity needs \"for\", the time it takes", hint: "add for: \"2m\"")
      }
      return .capacity(
        from: entry.number("from", in: 0...100) ?? 1, to: entry.number("to", in: 0...100) ?? 1,
        collapse: entry.bool("collapse", default: false))
    case "flap":
      let up = entry.duration("up", in: 100_000_000...Limits.duration)
      let down = entry.duration("down", in: 100_000_000...Limits.duration)
      return .flap(
        up: Nanoseconds(up ?? 1), down: Nanoseconds(down ?? 1), class: outcomeClass(entry))
    case "duplicate_outcomes":
      return .duplicateOutcomes(rate: rate(entry), delay: time("delay", entry, default: .seconds(1)))
    case "late_outcomes":
      return .lateOutcomes(rate: rate(entry), delay: time("delay", entry, default: .seconds(5)))
    case "clock_step":
      let most: Int64 = 86_400_000_000_000
      return .clockStep(by: Nanoseconds(entry.duration("by", in: -most...most) ?? 0))
    case "traffic": return .traffic(factor: entry.number("factor", in: 0...1_000) ?? 1)
    case "prompt_shift": return .promptShift(promptTokens(entry))
    case "price": return .price(factor: entry.number("factor", in: 0...1_000) ?? 1)
    case "quality": return .quality(delta: entry.number("delta", in: -1...1) ?? 0)
    default: preconditionFailure("The fault kind \(name) is named in FaultKind.names but has no reader.")
    }
  }

  /// A distribution as in a world, or a number for prompts of one size.
  private func promptTokens(_ entry: ObjectReader) -> TokenCountModel {
    switch entry.optionalNode("prompt_tokens")?.value {
    case .integer?, .number?:
      return TokenCountModel(p50: entry.number("prompt_tokens", in: 1...Limits.tokens) ?? 1)
    default: return entry.object("prompt_tokens").map(WorldReader.tokenCount) ?? TokenCountModel(p50: 1)
    }
  }

  /// Classes that an answer from a provider can have; the rest are ours or the caller's.
  private static let classes = OutcomeClass.allCases
    .filter { $0 != .ok && $0 != .cancelled && $0 != .local }.map(\.name)

  private func outcomeClass(_ entry: ObjectReader) -> OutcomeClass {
    let name = entry.choice("class", of: Self.classes, default: OutcomeClass.serverError.name)
    return OutcomeClass(name: name) ?? .serverError
  }

  /// All of them unless the file says otherwise.
  private func rate(_ entry: ObjectReader) -> Double {
    entry.number("rate", in: .leastNonzeroMagnitude...1, default: 1)
  }

  private func factor(_ entry: ObjectReader) -> Double {
    entry.number("factor", in: .leastNonzeroMagnitude...1_000) ?? 1
  }

  private func time(_ key: String, _ entry: ObjectReader, default fallback: Nanoseconds) -> Nanoseconds {
    Nanoseconds(entry.duration(key, in: 0...Limits.serviceTime, default: fallback.count))
  }

  /// The header's text as it would be sent; a bare number of seconds may stand without quotes.
  private func retryAfter(_ entry: ObjectReader) -> String? {
    if let seconds = entry.optionalNode("retry_after")?.integer, seconds >= 0 { return String(seconds) }
    return entry.optionalString("retry_after")
  }

  private func text(_ length: Nanoseconds) -> String { DurationText.format(length.count) }
}
