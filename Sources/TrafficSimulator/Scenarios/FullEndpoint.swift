extension BuiltInScenario {
  /// An endpoint refuses what it said that it could carry.
  public static let fullEndpoint = BuiltInScenario(
    "full-endpoint",
    #"""
    // Twenty calls a second on an endpoint that declares twenty-six and, once it refused one, refuses many. It is not
    // broken and must not be opened; but what it refuses must not cost a retry each until the budget is spent. It is
    // offered less, and the empty backup takes the rest.
    {
      name: "full-endpoint", title: "An endpoint refuses what it said it could carry", seed: 1,
      duration: "45m", warmup: "3m",
      \#(TwoModels(capacity: (26, 36), demand: "20").text)
      faults: [
        { at: "3m", for: "41m", target: "endpoint:first/model", kind: "capacity", from: 1.0, to: 1.0, collapse: true },
      ],
      expect: [
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "failed.shed", max: 0 },
        // 0.1 to 0.7 s over 20 seeds; 12 s where nobody offers it less.
        { metric: "user_visible_error_seconds", max: 1.2 },
        { metric: "attempts_per_request", max: 1.1 },
      ],
    }

    """#)
}
