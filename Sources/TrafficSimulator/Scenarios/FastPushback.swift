extension BuiltInScenario {
  /// Refusals that are quicker than answers.
  public static let fastPushback = BuiltInScenario(
    "fast-pushback",
    #"""
    // A quota of three tenths, refused within a millisecond and without Retry-After. A policy that likes quick
    // answers would send more; the share must fall to what the quota carries, and the rest goes to the backup.
    {
      name: "fast-pushback", title: "Refusals that are quicker than answers", seed: 1,
      duration: "15m", warmup: "3m",
      world: "default",
      faults: [
        { at: "4m", for: "6m", target: "endpoint:usc1/gemini-flash", kind: "rate_limit", capacity: 0.3, retry_after: null, latency: "1ms" },
      ],
      expect: [
        { metric: "event_count", kind: "cap_changed", target: "endpoint:usc1/gemini-flash", min: 4 },
        { metric: "event_count", kind: "opened", target: "endpoint:usc1/gemini-flash", max: 0 },
        { metric: "share", target: "endpoint:usc1/gemini-flash", window: ["5m", "10m"], max: 0.13 },
        { metric: "share", target: "endpoint:usc1/gemini-flash", window: ["5m", "10m"], min: 0.05 },
        { metric: "attempts_per_request", window: ["5m", "10m"], max: 1.1 },
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
