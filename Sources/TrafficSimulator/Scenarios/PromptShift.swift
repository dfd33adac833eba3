extension BuiltInScenario {
  /// A feature begins to send very long prompts.
  public static let promptShift = BuiltInScenario(
    "prompt-shift",
    #"""
    // Prompts grow to 30,000 tokens and first tokens take longer for that reason alone. Nothing is wrong, so
    // nothing may trip.
    {
      name: "prompt-shift", title: "A feature begins to send very long prompts", seed: 1,
      duration: "25m", warmup: "5m",
      world: "default",
      faults: [
        { at: "8m", for: "10m", target: "feature:recap", kind: "prompt_shift", prompt_tokens: { p50: 30000, sigma: 0.3 } },
      ],
      expect: [
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
