extension BuiltInScenario {
  /// First tokens become three times slower.
  public static let ttftRegression = BuiltInScenario(
    "ttft-regression",
    #"""
    // Nothing fails; an endpoint grows slow over five minutes. Users must be moved before they complain.
    {
      name: "ttft-regression", title: "First tokens become three times slower", seed: 1,
      duration: "30m", warmup: "5m",
      world: "default",
      faults: [
        { at: "7m", for: "12m", over: "5m", target: "endpoint:usc1/gemini-flash", kind: "slow_ttft", factor: 3 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:usc1/gemini-flash", max: 320 },
        { metric: "ttft_ms.p90", feature: "recap", window: ["13m", "19m"], max: 1500 },
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
