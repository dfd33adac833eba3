extension BuiltInScenario {
  /// A feature moves to its backup in steps.
  public static let stepwiseFlip = BuiltInScenario(
    "stepwise-flip",
    #"""
    // A feature's primary and backup are swapped at work. A quarter of the traffic moves every ten seconds, what
    // came is what the preview said, and nobody notices.
    {
      name: "stepwise-flip", title: "A feature moves to its backup in steps", seed: 1,
      duration: "14m", warmup: "3m",
      world: "default",
      operator: [
        { at: "5m", do: "flip", feature: "search", to: "usc1/gemini-flash", reason: "cheaper contract", lease: "30m" },
      ],
      expect: [
        { metric: "share", target: "endpoint:usc1/gemini-flash", feature: "search", window: ["5m", "305s"], max: 0.35 },
        { metric: "share", target: "endpoint:usc1/gemini-flash", feature: "search", window: ["7m", "14m"], min: 0.2 },
        { metric: "preview_error_points", max: 1 },
        { metric: "failed.shed", max: 0 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
