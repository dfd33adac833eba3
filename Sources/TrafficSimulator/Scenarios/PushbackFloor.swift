extension BuiltInScenario {
  /// A quota of nothing at all.
  public static let pushbackFloor = BuiltInScenario(
    "pushback-floor",
    #"""
    // Every call is pushed back, at once and without a hint. The learned cap reaches its floor, and what is still
    // refused then counts: the endpoint must be given up, although a 429 alone is no failure.
    {
      name: "pushback-floor", title: "A quota of nothing at all", seed: 1,
      duration: "18m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "8m", target: "endpoint:usc1/gemini-flash", kind: "rate_limit", capacity: 0, retry_after: null, latency: "1ms" },
      ],
      expect: [
        { metric: "event_count", kind: "tripped", target: "endpoint:usc1/gemini-flash", min: 1 },
        { metric: "share", target: "endpoint:usc1/gemini-flash", window: ["6m", "12m"], max: 0.02 },
        { metric: "attempts_per_request", window: ["6m", "12m"], max: 1.05 },
        { metric: "user_visible_error_seconds", max: 1.5 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
