extension BuiltInScenario {
  /// The primary is slow, and nobody else carries the load.
  public static let slowAndNeeded = BuiltInScenario(
    "slow-and-needed",
    #"""
    // First tokens come three seconds later than they should, well within the time that callers wait. The backup
    // carries five eighths of the load. Whoever takes the slow one out refuses two calls in five for nothing: it
    // stays in, and is given the time it needs.
    {
      name: "slow-and-needed", title: "The primary is slow, and nobody else carries the load", seed: 1,
      duration: "18m", warmup: "3m",
      \#(TwoModels(replicas: 2, capacity: (60, 25), demand: "40").text)
      faults: [ { at: "5m", for: "5m", target: "endpoint:first/model", kind: "latency", add: "3s" } ],
      expect: [
        { metric: "event_count", kind: "suspect", target: "endpoint:first/model", min: 1 },
        { metric: "event_count", kind: "opened", target: "endpoint:first/model", max: 0 },
        { metric: "failed.shed", max: 20 },
        // 3.0 to 4.9 s over 20 seeds: the calls that were cut before the doubt; 139 s where it is taken out.
        { metric: "user_visible_error_seconds", max: 7 },
        { metric: "attempts_per_request", max: 1.1 },
        { metric: "state", target: "endpoint:first/model", at: "16m", is: "closed" },
      ],
    }

    """#)
}
