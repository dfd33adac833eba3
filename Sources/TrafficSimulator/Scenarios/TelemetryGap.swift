extension BuiltInScenario {
  /// Nobody's outcomes arrive for two minutes.
  public static let telemetryGap = BuiltInScenario(
    "telemetry-gap",
    #"""
    // For two minutes no outcome of any call is recorded. Silence is no evidence: nothing trips, it is said aloud,
    // and the calls of the gap are written off when it ends.
    {
      name: "telemetry-gap", title: "Nobody's outcomes arrive for two minutes", seed: 1,
      duration: "15m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "2m", target: "all", kind: "telemetry_gap" },
      ],
      expect: [
        { metric: "event_count", kind: "telemetry_gap", min: 4 },
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "event_count", kind: "suspect", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
