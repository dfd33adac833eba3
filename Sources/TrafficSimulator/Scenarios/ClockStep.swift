extension BuiltInScenario {
  /// Clocks jump, forwards and backwards.
  public static let clockStep = BuiltInScenario(
    "clock-step",
    #"""
    // Every clock jumps five minutes ahead, later half a minute back, and one replica is five seconds off. Time that
    // did not pass is no evidence: nothing trips, and nobody is turned away.
    {
      name: "clock-step", title: "Clocks jump, forwards and backwards", seed: 1,
      duration: "15m", warmup: "4m",
      world: "default",
      faults: [
        { at: "5m", target: "all", kind: "clock_step", by: "5m" },
        { at: "8m", target: "all", kind: "clock_step", by: "-30s" },
        { at: "10m", for: "2m", target: "replica:1", kind: "clock_step", by: "5s" },
      ],
      expect: [
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "attempts_per_request", max: 1.02 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
