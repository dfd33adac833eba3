extension BuiltInScenario {
  /// One stream in ten breaks off.
  public static let midStreamCuts = BuiltInScenario(
    "mid-stream-cuts",
    #"""
    // HTTP says 200 and the stream ends without its terminal marker. It is a failure all the same.
    {
      name: "mid-stream-cuts", title: "One stream in ten breaks off", seed: 1,
      duration: "25m", warmup: "3m",
      world: "default",
      faults: [
        { at: "5m", for: "8m", target: "endpoint:use1/sonnet", kind: "cut_stream", rate: 0.1 },
      ],
      expect: [
        { metric: "detection_seconds", target: "endpoint:use1/sonnet", max: 90 },
        { metric: "share", target: "endpoint:use1/sonnet", window: ["8m", "13m"], max: 0.08 },
        { metric: "user_visible_error_seconds", max: 6 },
        { metric: "false_trips", max: 0 },
      ],
    }

    """#)
}
