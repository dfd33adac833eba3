extension BuiltInScenario {
  /// A quota shrinks to two fifths.
  public static let rateLimitStorm = BuiltInScenario(
    "rate-limit-storm",
    #"""
    // Pushback is not failure: the endpoint keeps what its quota carries, the backup takes the rest, and nobody is
    // asked again before the time that Retry-After names.
    {
      name: "rate-limit-storm", title: "A quota shrinks to two fifths", seed: 1,
      duration: "25m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "10m", target: "endpoint:usc1/gemini-flash", kind: "rate_limit", capacity: 0.4, retry_after: "20" },
      ],
      expect: [
        { metric: "event_count", kind: "opened", target: "endpoint:usc1/gemini-flash", max: 0 },
        { metric: "event_count", kind: "cap_changed", target: "endpoint:usc1/gemini-flash", min: 1 },
        { metric: "attempts_per_request", window: ["6m", "15m"], max: 1.1 },
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
