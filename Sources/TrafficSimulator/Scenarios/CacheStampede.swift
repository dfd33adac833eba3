extension BuiltInScenario {
  /// Every conversation loses its warm cache at once.
  public static let cacheStampede = BuiltInScenario(
    "cache-stampede",
    #"""
    // The endpoint that holds everybody's prompt cache dies, and ten thousand conversations move at once. They must
    // not move again and again: once away and once back.
    {
      name: "cache-stampede", title: "Every conversation loses its warm cache at once", seed: 1,
      duration: "20m", warmup: "4m",
      world: "default",
      faults: [
        { at: "6m", for: "3m", target: "region:us-east-1", kind: "error", class: "server_error" },
      ],
      expect: [
        { metric: "session_moves", window: ["6m", "9m"], max: 5000 },
        { metric: "session_moves", window: ["15m", "20m"], max: 3800 },
        { metric: "ttft_ms.p90", window: ["6m", "9m"], max: 3600 },
        { metric: "failed.shed", max: 0 },
        { metric: "recovery.retrips", target: "region:us-east-1", max: 0 },
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
