extension BuiltInScenario {
  /// Errors everywhere, and every caller asks again.
  public static let cascadingRetries = BuiltInScenario(
    "cascading-retries",
    #"""
    // Three calls in ten fail everywhere, and callers ask three times again. More attempts of ours would only feed
    // the fire: the retry budget runs dry, no pool is emptied, and what still works is used.
    {
      name: "cascading-retries", title: "Errors everywhere, and every caller asks again", seed: 1,
      duration: "15m", warmup: "3m",
      world: "default", traffic: { caller_retries: 3 },
      faults: [
        { at: "4m", for: "5m", target: "all", kind: "error", class: "server_error", rate: 0.3 },
      ],
      expect: [
        { metric: "attempts_per_request", window: ["5m", "9m"], max: 1.15 },
        { metric: "event_count", kind: "ejection_refused", min: 1 },
        { metric: "user_visible_error_seconds", window: ["5m", "9m"], max: 72 },
        { metric: "state", target: "endpoint:use1/sonnet", at: "14m", is: "closed" },
        { metric: "user_visible_error_seconds", window: ["11m", "15m"], max: 0.5 },
      ],
    }

    """#)
}
