extension BuiltInScenario {
  /// Answers begin on time and then drip.
  public static let slowDrip = BuiltInScenario(
    "slow-drip",
    #"""
    // The first token comes on time and the rest drips: eight times slower than usual. Only the time per token tells.
    // New streams must go elsewhere; those that run are not cut.
    {
      name: "slow-drip", title: "Answers begin on time and then drip", seed: 1,
      duration: "15m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "5m", target: "endpoint:use1/haiku", kind: "slow_tpot", factor: 8 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:use1/haiku", max: 60 },
        { metric: "share", target: "endpoint:use1/haiku", window: ["5m", "9m"], max: 0.02 },
        { metric: "failed.mid_stream", max: 40 },
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "recovery.retrips", target: "endpoint:use1/haiku", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
