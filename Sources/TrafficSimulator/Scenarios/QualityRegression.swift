extension BuiltInScenario {
  /// A model's answers become worse, and only the benchmark tells.
  public static let qualityRegression = BuiltInScenario(
    "quality-regression",
    #"""
    // A new benchmark run puts a model below what one feature needs. That feature moves, the others stay, nothing
    // trips, and the next good run brings it back.
    {
      name: "quality-regression", title: "A model's answers become worse, and only the benchmark tells", seed: 1,
      duration: "20m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "6m", target: "model:sonnet", kind: "quality", delta: -0.12, when: { feature: "code" } },
      ],
      expect: [
        { metric: "share", target: "model:sonnet", feature: "code", window: ["3m", "4m"], min: 0.8 },
        { metric: "share", target: "model:sonnet", feature: "code", window: ["5m", "10m"], max: 0.001 },
        { metric: "share", target: "model:sonnet", feature: "reason", window: ["5m", "10m"], min: 0.8 },
        { metric: "share", target: "model:sonnet", feature: "code", window: ["15m", "20m"], min: 0.8 },
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
