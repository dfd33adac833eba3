extension BuiltInScenario {
  /// A model that thinks for seconds stops answering.
  public static let slowModelHangs = BuiltInScenario(
    "slow-model-hangs",
    #"""
    // First tokens take six seconds on a good day, so that a call may wait for half a minute before it is given up. Only
    // the calls in flight, older than any should be, tell earlier.
    {
      name: "slow-model-hangs", title: "A model that thinks for seconds stops answering", seed: 1,
      duration: "20m", warmup: "5m",
      \#(TwoModels(digests: false, capacity: (60, 60), demand: "10", thinks: true).text)
      faults: [
        { at: "8m", for: "5m", target: "endpoint:first/model", kind: "blackhole" },
      ],
      expect: [
        // At most 24 in 97 of 100 seeds; 27 to 30 by timeouts alone.
        { metric: "detection_seconds", target: "endpoint:first/model", max: 25 },
        // 4 to 13.5 over 100 seeds; 11 to 55 by timeouts alone.
        { metric: "user_visible_error_seconds", max: 14 },
        { metric: "recovery.retrips", target: "endpoint:first/model", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
