extension BuiltInScenario {
  /// Our own network becomes slow.
  public static let correlatedLatency = BuiltInScenario(
    "correlated-latency",
    #"""
    // Every answer of every provider comes two seconds late: it is our own network. Nothing may be given up for it,
    // and somebody has to say so.
    {
      name: "correlated-latency", title: "Our own network becomes slow", seed: 1,
      duration: "15m", warmup: "4m",
      world: "default",
      faults: [
        { at: "5m", for: "5m", target: "all", kind: "latency", add: "2s" },
      ],
      expect: [
        { metric: "event_count", kind: "correlated_suspect", window: ["5m", "330s"], min: 1 },
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "attempts_per_request", max: 1.1 },
        { metric: "user_visible_error_seconds", max: 3 },
      ],
    }

    """#)
}
