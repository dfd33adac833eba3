extension BuiltInScenario {
  /// The primary fails every third call, and nobody else carries the load.
  public static let halfAndNeeded = BuiltInScenario(
    "half-and-needed",
    #"""
    // Half a service is more than none. The backup carries five eighths of the load, so an endpoint that answers
    // two calls in three stays in, in doubt; its failures go to the backup as far as the retry budget reaches.
    {
      name: "half-and-needed", title: "The primary fails every third call, and nobody else carries the load", seed: 1,
      duration: "18m", warmup: "3m",
      \#(TwoModels(replicas: 2, capacity: (60, 25), demand: "40").text)
      faults: [ { at: "5m", for: "5m", target: "endpoint:first/model", kind: "error", class: "server_error", rate: 0.33 } ],
      expect: [
        { metric: "event_count", kind: "ejection_refused", target: "endpoint:first/model", min: 1 },
        { metric: "event_count", kind: "opened", target: "endpoint:first/model", max: 0 },
        // 26 to 33 s over 20 seeds, which is what the retry budget leaves; 70 to 130 s where it is taken out.
        { metric: "user_visible_error_seconds", max: 45 },
        { metric: "attempts_per_request", max: 1.1 },
        { metric: "state", target: "endpoint:first/model", at: "16m", is: "closed" },
      ],
    }

    """#)
}
