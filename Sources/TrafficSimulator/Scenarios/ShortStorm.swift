extension BuiltInScenario {
  /// A quarter of a minute of refusals, each asking for six seconds of rest.
  public static let shortStorm = BuiltInScenario(
    "short-storm",
    #"""
    // Three refusals, and a third of the time between them is a pause that the provider asked for. What it accepts is
    // known only from the rest, and was all that was asked: a cap near nothing would keep a well provider idle for five
    // minutes.
    {
      name: "short-storm", title: "A quarter of a minute of refusals that ask for a rest", seed: 1,
      duration: "14m", warmup: "3m",
      \#(TwoModels(replicas: 4, capacity: (30, 30), demand: "8").text)
      faults: [
        { at: "4m", for: "14s", target: "endpoint:first/model", kind: "rate_limit", capacity: 0, retry_after: "6" },
      ],
      expect: [
        // 12 s in the middle, 81 at most over 100 seeds; up to five minutes where the pauses count as its limit.
        { metric: "recovery.restore_seconds", target: "endpoint:first/model", max: 100 },
        { metric: "user_visible_error_seconds", max: 99 },
        { metric: "event_count", kind: "tripped", max: 0 },
        { metric: "attempts_per_request", max: 1.1 },
      ],
    }

    """#)
}
