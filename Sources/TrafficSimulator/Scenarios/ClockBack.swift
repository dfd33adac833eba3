extension BuiltInScenario {
  /// Clocks are set back by more than a call may take.
  public static let clockBack = BuiltInScenario(
    "clock-back",
    #"""
    // Every clock is set back by two minutes, at once and without a jump ahead before it, and one replica by ten more.
    // Deadlines are on the callers' clock; nobody may be refused for that.
    {
      name: "clock-back", title: "Clocks are set back by more than a call may take", seed: 1,
      duration: "15m", warmup: "4m",
      world: "default",
      faults: [
        { at: "6m", target: "all", kind: "clock_step", by: "-2m" },
        { at: "9m", target: "replica:1", kind: "clock_step", by: "-10m" },
      ],
      expect: [
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.pre_token", max: 3 },
        { metric: "failed.shed", max: 0 },
        { metric: "attempts_per_request", max: 1.02 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
