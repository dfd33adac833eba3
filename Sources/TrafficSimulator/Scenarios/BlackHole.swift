extension BuiltInScenario {
  /// An endpoint accepts and never answers.
  public static let blackHole = BuiltInScenario(
    "black-hole",
    #"""
    // No error ever comes back: only the age of calls in flight tells. Nobody may wait for a long timeout.
    {
      name: "black-hole", title: "An endpoint accepts and never answers", seed: 1,
      duration: "20m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "5m", target: "endpoint:use1/sonnet", kind: "blackhole" },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", max: 8 },
        { metric: "user_visible_error_seconds", max: 2 },
        { metric: "recovery.retrips", target: "endpoint:use1/sonnet", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
