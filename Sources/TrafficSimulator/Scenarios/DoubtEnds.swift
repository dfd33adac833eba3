extension BuiltInScenario {
  /// One stream in five is cut for a few minutes, and the doubt ends with it.
  public static let doubtEnds = BuiltInScenario(
    "doubt-ends",
    #"""
    // Each of four engines sees two or three requests a second, and sends a quarter of them to the endpoint it doubts.
    // What raised the doubt was far above what it takes, so that a handful of calls that go well are news.
    {
      name: "doubt-ends", title: "A provider cuts one stream in five for four minutes", seed: 1,
      duration: "20m", warmup: "4m",
      \#(TwoModels(replicas: 4, capacity: (40, 40), demand: "10").text)
      faults: [
        { at: "5m", for: "4m", target: "endpoint:first/model", kind: "cut_stream", rate: 0.2 },
      ],
      expect: [
        // 148 s at most over 100 seeds; not before the end where only the sum of small evidence ends the doubt.
        { metric: "recovery.restore_seconds", target: "endpoint:first/model", max: 240 },
        { metric: "recovery.retrips", target: "endpoint:first/model", max: 0 },
        // 13.6 s in the middle, 18.4 at most.
        { metric: "user_visible_error_seconds", max: 25 },
        { metric: "false_trips", max: 0 },
        { metric: "attempts_per_request", max: 1.1 },
      ],
    }

    """#)
}
