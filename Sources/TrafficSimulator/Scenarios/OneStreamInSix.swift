extension BuiltInScenario {
  /// One stream in six breaks off for a quarter of an hour.
  public static let oneStreamInSix = BuiltInScenario(
    "one-stream-in-six",
    #"""
    // The doubt about a gray failure comes first and leaves a quarter of the traffic there. Too many of those streams
    // break off for that to be enough, and too few for ten seconds to prove it: only the error rate over a minute opens.
    {
      name: "one-stream-in-six", title: "One stream in six breaks off for a quarter of an hour", seed: 1,
      duration: "30m", warmup: "3m",
      \#(TwoModels(digests: false, capacity: (60, 60), demand: "20").text)
      faults: [
        { at: "5m", for: "15m", target: "endpoint:first/model", kind: "cut_stream", rate: 0.17 },
      ],
      expect: [
        // 10 to 21 over 100 seeds, half of them under 12; 38 where only ten seconds are looked at.
        { metric: "user_visible_error_seconds", max: 22 },
        { metric: "recovery.retrips", target: "endpoint:first/model", max: 0 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
