extension BuiltInScenario {
  /// The primary's limit is halved, and the pool has just enough left.
  public static let quotaHalved = BuiltInScenario(
    "quota-halved",
    #"""
    // Thirty a second are left of sixty, and the backup carries twenty-five: enough for forty-five, and five to spare.
    // Every refusal asks for two seconds. Whoever leaves the primary alone for so long, or holds it below what it takes
    // as the learned cap falls, refuses calls that it had room for.
    {
      name: "quota-halved", title: "The primary's limit is halved, and the pool has just enough left", seed: 1,
      duration: "18m", warmup: "3m",
      \#(TwoModels(replicas: 2, capacity: (60, 25), demand: "45").text)
      faults: [
        { at: "5m", for: "5m", target: "endpoint:first/model", kind: "rate_limit", capacity: 0.5, retry_after: "2" },
      ],
      expect: [
        // 0.1 s in the middle, 0.7 at most over 100 seeds; 6 to 29 s where a pause and the cap are absolute, 56 to 59 s
        // without the cap.
        { metric: "user_visible_error_seconds", max: 1 },
        { metric: "attempts_per_request", max: 1.01 },
        { metric: "event_count", kind: "opened", target: "endpoint:first/model", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
