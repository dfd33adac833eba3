public import Documents
public import RoutingEngine

extension BreakerConfiguration: NumberSection {
  /// The numbers of `breaker: {}`.
  public static let fields: [NumberField<BreakerConfiguration>] = [
    .count("consecutive_failures", \.consecutiveFailures, to: 10_000),
    .time("consecutive_span_ms", \.consecutiveSpan),
    .share("error_rate_limit", \.errorRateLimit),
    .count("error_rate_samples", \.errorRateSamples),
    .share("slow_error_rate_limit", \.slowErrorRateLimit),
    .count("slow_error_rate_samples", \.slowErrorRateSamples),
    NumberField("slow_factor", .number(\.slowFactor), 1...100),
    .time("slow_margin_ms", \.slowMargin),
    .time("slow_pace_margin_ms", \.slowPaceMargin),
    .share("slow_share_limit", \.slowShareLimit),
    .count("ttft_samples", \.ttftSamples),
    .count("tpot_samples", \.tpotSamples),
    .share("pushback_limit", \.pushbackLimit),
    .count("pushback_samples", \.pushbackSamples),
    .share("suspect_share", \.suspectShare),
    .time("suspect_quiet_ms", \.suspectQuiet),
    .time("open_min_ms", \.openMin),
    .time("open_max_ms", \.openMax),
    .time("open_ceiling_ms", \.openCeiling),
    .time("reopen_window_ms", \.reopenWindow),
    .time("stage_hold_ms", \.stageHold),
    .time("stage_hold_max_ms", \.stageHoldMax),
    .share("stage_slow_limit", \.stageSlowLimit),
    .time("starved_after_ms", \.starvedAfter),
    .time("drain_deadline_ms", \.drainDeadline),
    .time("quota_hold_ms", \.quotaHold),
    .time("auth_hold_ms", \.authHold),
    .count("auth_failures", \.authFailures, to: 1_000),
    .count("gone_answers", \.goneAnswers, to: 1_000),
  ]

  /// Stages of one ramp at most.
  static let mostStages = 20

  /// Reads the stages of the ramp, and checks that no shortest time is longer than its longest.
  public mutating func readRest(_ section: ObjectReader) {
    if section.has("stages") { readStages(section) }
    let pairs = [
      ("open_min_ms", openMin, "open_max_ms", openMax),
      ("open_max_ms", openMax, "open_ceiling_ms", openCeiling),
      ("stage_hold_ms", stageHold, "stage_hold_max_ms", stageHoldMax),
    ]
    for (lowKey, low, highKey, high) in pairs where low > high {
      section.report(
        section.has(lowKey) ? lowKey : highKey,
        "\"\(lowKey)\" (\(low.count / 1_000_000)) is more than \"\(highKey)\" (\(high.count / 1_000_000))",
        hint: "lower the one or raise the other")
    }
  }

  private mutating func readStages(_ section: ObjectReader) {
    var read: [RampStage] = []
    for stage in section.objects("stages") {
      let percent = stage.number("percent", in: .leastNonzeroMagnitude...100)
      let samples = stage.integer("samples", in: 1...100_000)
      let failures = stage.integer("failures", in: 0...100_000)
      stage.finish()
      guard let percent, let samples, let failures else { continue }
      let millionths = Int((percent * 10_000).rounded())
      if let last = read.last, last.millionths >= millionths {
        stage.report("percent", "the stages of the ramp must rise", hint: "put the smaller share first")
      }
      if failures >= samples {
        stage.report(
          "failures", "a stage that tolerates \(failures) failures in \(samples) samples never fails")
      }
      read.append(RampStage(millionths: millionths, samples: samples, failures: failures))
    }
    if read.isEmpty || read.count > Self.mostStages {
      section.report("stages", "a ramp has 1 to \(Self.mostStages) stages")
      return
    }
    stages = read
  }

  /// Writes the stages of the ramp.
  public func writeRest(to writer: inout JSONWriter) {
    writer.array("stages") { writer in
      for stage in stages {
        writer.object { writer in
          let percent = Double(stage.millionths) / 10_000
          if let whole = Int64(exactly: percent) {
            writer.field("percent", whole)
          } else {
            writer.field("percent", percent)
          }
          writer.field("samples", stage.samples)
          writer.field("failures", stage.failures)
        }
      }
    }
  }
}
