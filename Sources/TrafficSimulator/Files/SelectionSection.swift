public import Documents
public import RoutingEngine

extension SelectionConfiguration: NumberSection {
  /// The numbers of `selection: {}`.
  public static let fields: [NumberField<SelectionConfiguration>] = [
    .time("rebuild_interval_ms", \.rebuildInterval),
    NumberField("capacity_slack", .number(\.capacitySlack), 1...10),
    .share("utilisation_limit", \.utilisationLimit),
    NumberField("warm_trickle", .number(\.warmTrickle), 0...0.5),
    NumberField("warm_trickle_total", .number(\.warmTrickleTotal), 0...0.5),
    NumberField("receive_factor", .number(\.receiveFactor), 1...1_000),
    .share("receive_capacity_share", \.receiveCapacityShare),
    NumberField("receive_floor_rps", .number(\.receiveFloor), 0...Limits.requestsPerSecond),
    .time("receive_doubling_ms", \.receiveDoubling),
    NumberField("balanced_step_percent", .percent(\.balancedStep), 0.1...100),
    NumberField("flip_step_percent", .percent(\.flipStep), 0.1...100),
    .time("step_interval_ms", \.stepInterval),
    NumberField("incumbent_bonus", .number(\.incumbentBonus), 0...1),
    NumberField("flip_proposal_margin", .number(\.flipProposalMargin), 0...1),
    .time("flip_proposal_time_ms", \.flipProposalTime),
    .share("cap_backoff", \.capBackoff),
    .time("cap_backoff_interval_ms", \.capBackoffInterval),
    NumberField("cap_growth", .number(\.capGrowth), 1...10),
    NumberField("cap_fast_growth", .number(\.capFastGrowth), 1...10),
    NumberField("cap_floor_rps", .number(\.capFloor), 0.001...Limits.requestsPerSecond),
    .count("pushback_run", \.pushbackRun, to: 1_000),
    .time("pushback_pause_ms", \.pushbackPause),
    .time("pushback_pause_max_ms", \.pushbackPauseMax),
    NumberField("second_of_ttft_micro_usd", .number(\.secondOfTTFT), 0...1e9),
    NumberField("second_of_stream_micro_usd", .number(\.secondOfStream), 0...1e9),
    NumberField("point_of_quality_micro_usd", .number(\.pointOfQuality), 0...1e9),
    NumberField("guard_rail", .number(\.guardRail), 1...10),
  ]

  /// Checks the two limits of the warm trickle against each other.
  public mutating func readRest(_ section: ObjectReader) {
    guard warmTrickle > warmTrickleTotal else { return }
    section.report(
      section.has("warm_trickle") ? "warm_trickle" : "warm_trickle_total",
      "\"warm_trickle\" (\(warmTrickle)) is more than \"warm_trickle_total\" (\(warmTrickleTotal))",
      hint: "one trickle cannot be more than all of them")
  }
}

extension RetryConfiguration: NumberSection {
  /// The numbers of `retry: {}`.
  public static let fields: [NumberField<RetryConfiguration>] = [
    .count("max_attempts", \.maxAttempts, to: 10),
    NumberField("earned_per_success_millitokens", .count(\.earnedPerSuccess), 0...1_000),
    NumberField("budget_cap", .count(\.budgetCap), 0...1_000_000),
    NumberField("budget_cap_s", .number(\.budgetCapSeconds), 0...3_600),
    NumberField("budget_replica_floor", .count(\.budgetReplicaFloor), 0...1_000_000),
    NumberField("thin_traffic_rps", .number(\.thinTraffic), 0...1_000),
    NumberField("thin_concurrent", .count(\.thinConcurrent), 0...1_000),
    .time("ttft_budget_min_ms", \.ttftBudgetMin),
    .share("remaining_share", \.remainingShare),
    NumberField("reference_factor", .number(\.referenceFactor), 1...100),
    NumberField("wait_limit_ms", .milliseconds(\.waitLimit), 0...Limits.tuningMilliseconds),
    .count("max_in_flight", \.maxInFlight, to: 16_777_216),
  ]
}
