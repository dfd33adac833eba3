extension BuiltInScenario {
  /// The working day begins: ten times the traffic.
  public static let tenfoldTraffic = BuiltInScenario(
    "tenfold-traffic",
    #"""
    // Demand grows to ten times the night's within two minutes, stays, and falls again. It is a working day: nothing
    // trips, nothing is shed.
    {
      name: "tenfold-traffic", title: "The working day begins: ten times the traffic", seed: 1,
      duration: "20m", warmup: "3m",
      world: "default", traffic: { scale: 0.1 },
      faults: [
        { at: "5m", for: "8m", over: "2m", target: "all", kind: "traffic", factor: 10 },
      ],
      expect: [
        { metric: "event_count", kind: "opened", max: 0 },
        { metric: "event_count", kind: "suspect", max: 0 },
        { metric: "failed.shed", max: 0 },
        { metric: "attempts_per_request", max: 1.05 },
        { metric: "user_visible_error_seconds", max: 0.5 },
      ],
    }

    """#)
}
